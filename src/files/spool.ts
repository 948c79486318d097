/** A temporary file for bytes that must be verified before they are decoded. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { LabctlError } from '../base/errors.ts';
import { claimDisk, DISK_RESERVE_BYTES, type DiskClaim } from './disk-space.ts';
import { writeFailure } from './write-failure.ts';

const READ_BYTES = 512 * 1024;
/** What is collected while the disk is busy, and written at once then: a write costs more than copying its bytes. */
const WRITE_BYTES = 1024 * 1024;

export type SpoolOptions = {
  /** An existing folder. */
  readonly folder: string;
  /** Announced length in bytes, where it is known. */
  readonly expectedBytes?: number | undefined;
  /** What is spooled, for messages. */
  readonly label: string;
  /** Space to leave free, in bytes. */
  readonly reserveBytes?: number;
};

export interface Spool {
  /** Bytes in the file so far. */
  readonly bytes: number;
  /** A stream that writes the file anew from its first byte; fails with DISK_FULL or FILE_FAILED. */
  writable(): Writable;
  /** A stream of the whole file; may be taken several times, once writing is over. Fails with FILE_FAILED. */
  readable(): Readable;
  /** Gives the disk space back; a second call does nothing. */
  close(): Promise<void>;
}

/**
 * Opens an empty file that only this process can see. Throws DISK_FULL where the folder's disk has no room for it,
 * FILE_FAILED where the folder cannot be used.
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const { folder, expectedBytes = 0, label, reserveBytes = DISK_RESERVE_BYTES } = options;
  let claim: DiskClaim | undefined;
  try {
    claim = await claimDisk({ folder, bytes: expectedBytes, reserveBytes, label });
    const { file, remove } = await openUnseen(folder);
    return spoolOn(file, { claim, remove, explain: (error) => explain(error, options) });
  } catch (error) {
    claim?.release();
    throw await explain(error, options);
  }
}

/** On POSIX the file loses its name at once, so that not even SIGKILL leaves it behind. */
async function openUnseen(folder: string) {
  const path = join(folder, `labctl-${randomUUID()}.spool`);
  const file = await open(path, 'wx+', 0o600);
  const remove = () => rm(path, { force: true });
  if (process.platform === 'win32') return { file, remove };
  try {
    await remove();
  } catch (error) {
    await file.close();
    throw error;
  }
  return { file, remove: async () => {} };
}

type SpoolParts = {
  readonly claim: DiskClaim;
  readonly remove: () => Promise<void>;
  readonly explain: (error: unknown) => Promise<LabctlError>;
};

function spoolOn(file: FileHandle, { claim, remove, explain }: SpoolParts): Spool {
  let bytes = 0;
  let closed: Promise<void> | undefined;
  // A stream may be destroyed while it reads or writes; a descriptor closed just then may already be another file's.
  let busy: Promise<unknown> = Promise.resolve();

  function track<Result>(operation: Promise<Result>): Promise<Result> {
    // Without the results: they would hold, one in the other, all that was ever read.
    busy = Promise.allSettled([busy, operation]).then(() => undefined);
    return operation;
  }

  async function clearAfter(before: Promise<unknown>): Promise<void> {
    await before;
    await file.truncate(0);
    bytes = 0;
  }

  async function append(chunk: Buffer): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const { bytesWritten } = await file.write(chunk, at, chunk.length - at, bytes);
      at += bytesWritten;
      bytes += bytesWritten;
      claim.written(bytes);
    }
  }

  async function* slices(): AsyncGenerator<Buffer> {
    for (let at = 0; ; ) {
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      const { bytesRead } = await track(file.read(buffer, 0, READ_BYTES, at)).catch(
        async (error) => {
          throw await explain(error);
        },
      );
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  async function close(): Promise<void> {
    await busy;
    await file.close();
    claim.release();
    await remove();
  }

  return {
    get bytes() {
      return bytes;
    },
    writable: () =>
      new Writable({
        construct: (done) =>
          void track(clearAfter(busy)).then(
            () => done(),
            (error) => void explain(error).then(done),
          ),
        highWaterMark: WRITE_BYTES,
        writev: (chunks, done) =>
          void track(append(Buffer.concat(chunks.map(({ chunk }) => chunk)))).then(
            () => done(),
            (error) => void explain(error).then(done),
          ),
      }),
    readable: () => Readable.from(slices(), { objectMode: false, highWaterMark: READ_BYTES }),
    close: () => (closed ??= close()),
  };
}

function explain(error: unknown, { folder, label }: SpoolOptions): Promise<LabctlError> {
  return writeFailure(error, {
    what: `cannot keep ${label} in ${folder}`,
    folder,
    remedy: 'free some space there, or name another folder with `--temp-dir`',
  });
}
