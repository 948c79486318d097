/** The Nodes that the bundle is run on besides the one of node_modules, and where `prepare-tests` puts them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './go-tool.ts';

/** The oldest that `engines` in package.json allows, and one that is refused. */
export const TEST_NODES = { lowest: '22.15.0', refused: '18.20.8' } as const;

/** The package on npm that holds Node for this machine. */
export const NODE_PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** The folder that this version is installed into. */
export function nodeFolder(version: string): string {
  return join(CACHE, `node-${version}`);
}

/** The program, `undefined` if it is not installed. */
export function installedNode(version: string): string | undefined {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(nodeFolder(version), 'node_modules', NODE_PACKAGE, 'bin', name);
  return existsSync(path) ? path : undefined;
}
