/** A file that appears under its name only when its content is complete. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeFailure } from './write-failure.ts';

/**
 * Writes `body` beside `path` and gives it its name when the body has ended without an error, replacing what was
 * there; answers its bytes. Throws FILE_FAILED or DISK_FULL; on any error nothing stays behind.
 */
export async function writeWholeFile(
  path: string,
  body: Readable,
  signal: AbortSignal,
): Promise<number> {
  const unguessable = randomBytes(6).toString('hex');
  const temporary = join(dirname(path), `.${basename(path).slice(0, 200)}.${unguessable}.part`);
  try {
    const file = await open(temporary, 'wx');
    const writer = file.createWriteStream({ flush: true });
    await pipeline(body, writer, { signal });
    await rename(temporary, path);
    return writer.bytesWritten;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw await writeFailure(error, {
      what: `cannot write ${path}`,
      folder: dirname(resolve(path)),
      remedy: 'free some space there, or name another `--output`',
    });
  } finally {
    await rm(temporary, { force: true });
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
