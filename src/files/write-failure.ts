/** Why a file could not be written, as an error that says where, how much room is left there, and what helps. */
import { statfs } from 'node:fs/promises';
import { describeCause, isDiskFull, LabctlError } from '../base/errors.ts';

export type WriteAttempt = {
  /** Begins the message, for example `cannot write ./talos.raw`. */
  readonly what: string;
  /** An existing folder on the disk that was written to. */
  readonly folder: string;
  /** What gives it more room. */
  readonly remedy: string;
};

/** DISK_FULL for a full disk or quota, else FILE_FAILED; INTERNAL for what is no error of the system. */
export async function writeFailure(cause: unknown, attempt: WriteAttempt): Promise<LabctlError> {
  if (cause instanceof LabctlError) return cause;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (typeof code !== 'string') return failure('INTERNAL', cause, attempt.what);
  if (isDiskFull(cause)) {
    const room = `${await freeSpace(attempt.folder)}; ${attempt.remedy}`;
    return failure('DISK_FULL', cause, attempt.what, room);
  }
  return failure('FILE_FAILED', cause, attempt.what, HINTS[code]);
}

const HINTS: Readonly<Record<string, string>> = {
  EFBIG: 'neither the file system nor a limit of this process (ulimit -f) allows a file as large',
  EIO: 'the disk, or the server behind it, is failing',
};

function failure(
  code: 'DISK_FULL' | 'FILE_FAILED' | 'INTERNAL',
  cause: unknown,
  what: string,
  more?: string,
): LabctlError {
  const message = `${what}: ${describeCause(cause)}`;
  return new LabctlError(code, more === undefined ? message : `${message}; ${more}`, { cause });
}

async function freeSpace(folder: string): Promise<string> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return `free ${Math.floor((bavail * bsize) / 2 ** 20)} MiB in ${folder}`;
  } catch {
    return `in ${folder}`;
  }
}
