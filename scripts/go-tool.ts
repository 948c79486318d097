/** Builds pinned Go programs into `.cache/bin`, for the tests and for the benchmark. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const CACHE = join(import.meta.dirname, '..', '.cache');
export const BIN = join(CACHE, 'bin');
export const SUFFIX = process.platform === 'win32' ? '.exe' : '';

export type GoTool = {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** Of a go.mod that names the version itself. */
  readonly folder?: string;
};

/** Builds the tool unless this version is there; answers why it could not be built, or `undefined`. */
export function installGoTool({ name, package: path, version, folder }: GoTool) {
  const stamp = join(BIN, `${name}.version`);
  if (existsSync(join(BIN, name + SUFFIX)) && readIfThere(stamp) === version) return undefined;
  if (spawnSync('go', ['version']).status !== 0) return 'Go is not installed';
  console.error(`building ${name} ${version} (some minutes the first time)`);
  mkdirSync(BIN, { recursive: true });
  const wanted = folder === undefined ? `${path}@${version}` : path;
  const { status } = spawnSync('go', ['install', '-ldflags=-s -w', wanted], {
    stdio: ['ignore', 'ignore', 'inherit'],
    cwd: folder ?? BIN,
    env: { ...process.env, GOBIN: BIN, ...(folder !== undefined && { GOFLAGS: '-mod=mod' }) },
  });
  if (status !== 0) return `${name} could not be built`;
  writeFileSync(stamp, version);
  return undefined;
}

/** The text of a file, empty where there is none. */
export function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
