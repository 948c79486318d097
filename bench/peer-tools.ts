/** The programs that labctl is measured against: what is pinned, where it lies, and whether it is there. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BIN, CACHE, type GoTool, SUFFIX } from '../scripts/go-tool.ts';

export const RCLONE: GoTool = {
  name: 'rclone',
  package: 'github.com/rclone/rclone',
  version: 'v1.75.1',
};

export const S5CMD: GoTool = {
  name: 's5cmd',
  package: 'github.com/peak/s5cmd/v2',
  version: 'v2.3.0',
  folder: join(import.meta.dirname, 's5cmd'),
};

export const AWS = { version: '1.46.2', folder: join(CACHE, 'aws-cli') } as const;

const INSTALLED: Readonly<Record<string, string>> = {
  rclone: join(BIN, `rclone${SUFFIX}`),
  s5cmd: join(BIN, `s5cmd${SUFFIX}`),
  versitygw: join(BIN, `versitygw${SUFFIX}`),
  aws: join(AWS.folder, 'bin', 'aws'),
};

/** The absolute path of a program: a pinned one, else the first on PATH; `undefined` where there is none. */
export function findProgram(name: string): string | undefined {
  const installed = INSTALLED[name];
  if (installed !== undefined) return existsSync(installed) ? installed : undefined;
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Why a case or a contestant that needs these programs is left out, or `undefined`. */
export function missingPrograms(names: readonly string[]): string | undefined {
  const missing = names.filter((name) => findProgram(name) === undefined);
  return missing.length === 0 ? undefined : `${missing.join(', ')} not found`;
}
