/** The one folder of a run in which all contestants keep their temporary files, so that these can be counted. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';

export function tempFolder({ folder }: Pick<Bench, 'folder'>): string {
  return join(folder, 'temp');
}

/** Makes it anew. */
export function emptyTempFolder(bench: Pick<Bench, 'folder'>): void {
  rmSync(tempFolder(bench), { recursive: true, force: true });
  mkdirSync(tempFolder(bench), { recursive: true });
}
