/** Takes bytes in: into a private file with their digest, or into a short text. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { asLabctlError, LabctlError } from '../../base/errors.ts';

const MAX_TEXT_BYTES = 256 * 1024;
const MAX_ARCHIVE_BYTES = 512 * 1024 * 1024;

/**
 * Writes `from` to the file `to`, which only this user can read and nobody can run, and gives its SHA-256 in hex.
 * Throws CHECKSUM_MISMATCH beyond 512 MiB, FILE_FAILED, the errors of `from` and the signal's reason.
 */
export async function copyAndHash(
  from: Readable,
  to: string,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* hashed(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > MAX_ARCHIVE_BYTES) {
        throw new LabctlError('CHECKSUM_MISMATCH', 'a tool is not used: it is larger than 512 MiB');
      }
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    await pipeline(from, hashed, createWriteStream(to, { mode: 0o600 }), { signal });
  } catch (error) {
    if (signal.aborted) throw asLabctlError(signal.reason, 'CANCELLED', 'the run was stopped');
    throw asLabctlError(error, 'FILE_FAILED', 'a tool cannot be kept');
  }
  return hash.digest('hex');
}

/** The text of `body`. Throws CHECKSUM_MISMATCH beyond 256 KiB, and the errors of `body`. */
export async function readText(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_TEXT_BYTES) {
      throw new LabctlError('CHECKSUM_MISMATCH', 'the checksum file of a tool is over 256 KiB');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
