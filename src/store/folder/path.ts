/** Where a key lies below the folder of a directory store, and that it lies nowhere else. */
import { type FileHandle, mkdir, open, realpath, rmdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import { codeOf } from './files.ts';

/** What labctl keeps for itself in the folder; no object. */
export const OWN_FOLDER = '.labctl';

/** The path of the key below `folder`. Throws INPUT_INVALID for a key that could lead elsewhere. */
export function pathOf(folder: string, key: string): string {
  const segments = key.split('/');
  const isClean = segments.every(
    (segment) => segment !== '' && segment !== '.' && segment !== '..',
  );
  // On Windows a backslash begins a folder, and a colon a drive or a second stream of a file.
  const isPlain = !/[\0\\]/.test(key) && !(sep === '\\' && key.includes(':'));
  if (!isClean || !isPlain || segments[0] === OWN_FOLDER) {
    throw new LabctlError(
      'INPUT_INVALID',
      `cannot use the key ${printable(key)} in ${folder}: want a clean relative path`,
    );
  }
  return join(folder, ...segments);
}

/** Throws INPUT_INVALID when a symbolic link on the way to `path` leads out of the folder or to another key. */
export async function refuseLinks(folder: string, path: string): Promise<void> {
  const root = await existing(folder);
  if (root === undefined) return;
  for (let parent = dirname(path); parent.length > folder.length; parent = dirname(parent)) {
    const real = await existing(parent);
    if (real === undefined) continue;
    if (real === join(root, parent.slice(folder.length))) return;
    throw new LabctlError('INPUT_INVALID', `cannot use ${path}: ${parent} leads to ${real}`);
  }
}

/**
 * Makes the folder and its parents last: a new folder is an entry in its parent, which is synced, too. One by one:
 * where the system refuses with ENOENT, as /proc does, Node's own `recursive` tries for ever.
 */
async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let at = path; (await existing(at)) === undefined; at = dirname(at)) missing.unshift(at);
  for (const folder of missing) {
    await mkdir(folder).catch((error) => {
      // Somebody else was faster. (A file of that name is found by whoever opens a file below it.)
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    await syncFolder(dirname(folder));
  }
}

/**
 * Creates the parent of `path` first; again when another upload or a `remove` has just found it, or a folder above it,
 * empty and taken it away.
 */
export async function withParent<T>(path: string, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      await makeFolder(dirname(path));
      return await work();
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || tries === MAX_TRIES) throw error;
    }
  }
}

const MAX_TRIES = 20;

/** Makes a rename in the folder survive a power cut, where the file system can. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    // Some network file systems and Windows cannot open or sync a folder; the rename itself has been done.
    if (!UNABLE_TO_SYNC.has(codeOf(error))) throw error;
  }
}

/** Makes the bytes of a file survive a power cut, where the file system can. */
export async function syncFile(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } catch (error) {
    if (!KNOWS_NO_SYNC.has(codeOf(error))) throw error;
  }
}

const KNOWS_NO_SYNC = new Set(['EINVAL', 'EPERM', 'ENOTSUP', 'ENOSYS']);
const UNABLE_TO_SYNC = new Set([...KNOWS_NO_SYNC, 'EISDIR', 'EBADF', 'EACCES']);

/** Removes `path` and its parents up to, not including, `folder`, as long as they are empty. */
export async function removeEmptyFolders(folder: string, path: string): Promise<void> {
  for (let empty = path; empty.startsWith(folder + sep); empty = dirname(empty)) {
    try {
      await rmdir(empty);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') return;
    }
  }
}

async function existing(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
