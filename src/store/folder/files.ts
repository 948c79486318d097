/** Files below the folder of a directory store: finding them, naming their versions, and their errors. */
import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabctlError } from '../../base/errors.ts';
import { writeFailure } from '../../files/write-failure.ts';

export type FoundFile = { readonly key: string; readonly path: string };

/** All regular files below `folder` whose key begins with `prefix`, in no order; links are not followed. */
export async function* walk(
  folder: string,
  { prefix, skip, parent = '' }: { prefix: string; skip?: string; parent?: string },
): AsyncGenerator<FoundFile> {
  for (const entry of await readFolder(join(folder, parent))) {
    const key = parent + entry.name;
    if (key === skip) continue;
    if (entry.isFile() && key.startsWith(prefix)) yield { key, path: join(folder, key) };
    const below = `${key}/`;
    const mayMatch = below.startsWith(prefix) || prefix.startsWith(below);
    if (entry.isDirectory() && mayMatch) yield* walk(folder, { prefix, parent: below });
  }
}

async function readFolder(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    // Removed since its parent was read, or not there yet.
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** What the system says of a regular file, `undefined` where there is none. */
export async function statFile(path: string): Promise<Stats | undefined> {
  try {
    const stats = await lstat(path);
    return stats.isFile() ? stats : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The version of a file, from the time of its last change in microseconds and its size in bytes. */
export function etagOf({ mtimeMs, size }: Stats): string {
  return `${Math.round(mtimeMs * 1000).toString(16)}-${size.toString(16)}`;
}

/** The code of a system error, for example `ENOENT`; empty where there is none. */
export function codeOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

/** A failure in the folder `root` as FILE_FAILED or DISK_FULL; `what` begins the message. A LabctlError stays as it is. */
export function fileError(cause: unknown, what: string, root: string): Promise<LabctlError> {
  // The system's text names the reason and the path: "EACCES: permission denied, open '/mnt/nas/x'".
  return writeFailure(cause, {
    what: `${what} in ${root}`,
    folder: root,
    remedy: 'free some space there',
  });
}
