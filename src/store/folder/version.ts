/** Gives each version of a file in a directory store a time, and so an ETag, of its own. */
import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { throwIfAborted } from '../../base/cancellation.ts';
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import { codeOf, etagOf } from './files.ts';
import { syncFile } from './path.ts';

type Version = {
  /** The file that is to be replaced. */
  readonly before: Stats | undefined;
  readonly key: string;
  readonly signal: AbortSignal;
};

/**
 * The clock of a file system ticks every few milliseconds, so that two runs which write at once would make versions that
 * look alike: the file's time is set back by a random part of a second.
 */
export async function freshEtag(handle: FileHandle, version: Version): Promise<string> {
  const { before } = version;
  const { atime, mtimeMs } = await handle.stat();
  // Network file systems and FAT keep whole seconds, or every second one.
  for (const seconds of [-Math.random(), 1, 2]) {
    const isSet = await setTime(handle, { atime, seconds: mtimeMs / 1000 + seconds });
    if (!isSet) return etagOfItsOwnTime(handle, version);
    if (before === undefined || etagOf(await handle.stat()) !== etagOf(before)) break;
  }
  return etagOf(await handle.stat());
}

/** Whether the file system lets us: it does not when files belong to another user than the one who writes them. */
async function setTime(
  handle: FileHandle,
  { atime, seconds }: { atime: Date; seconds: number },
): Promise<boolean> {
  try {
    await handle.utimes(atime, seconds);
    return true;
  } catch (error) {
    if (UNABLE_TO_SET_TIMES.has(codeOf(error))) return false;
    throw error;
  }
}

const UNABLE_TO_SET_TIMES = new Set(['EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP', 'EINVAL']);

/** In milliseconds; the coarsest clock of a file system ticks every two seconds. */
const TICKS = [0, 10, 100, 1_000, 2_000];

/** The time that the file system has given it itself; a later one where the old file has the same. */
async function etagOfItsOwnTime(
  handle: FileHandle,
  { before, key, signal }: Version,
): Promise<string> {
  for (const tick of TICKS) {
    // A network file system knows the time only when the bytes are on its server.
    await syncFile(handle);
    const now = await handle.stat();
    if (before === undefined || etagOf(now) !== etagOf(before)) return etagOf(now);
    await wait(tick, undefined, { signal }).catch(() => throwIfAborted(signal));
    await handle.truncate(now.size);
  }
  throw new LabctlError(
    'FILE_FAILED',
    `cannot put ${printable(key)}: the file system lets nobody set the time of a file, and gives the new one the time of the old one`,
  );
}
