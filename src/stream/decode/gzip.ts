/** Decodes gzip with Node's zlib: several members and zero padding as `gzip -t` accepts them, nothing else behind. */
import zlib from 'node:zlib';
import { through } from '../through.ts';

const OUTPUT_BYTES = 256 * 1024;
const GZIP_MAGIC = 0x1f8b;

/** What `input` decompresses to; throws what zlib throws, or that garbage follows the data. */
export async function* decodeGzip(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  // With a high-water mark of one byte only one chunk is under way at a time, so that `bytesWritten` is exact.
  const gunzip = zlib.createGunzip({ chunkSize: OUTPUT_BYTES, ...{ writableHighWaterMark: 1 } });
  const seen = { magic: Buffer.alloc(0) };
  try {
    yield* through(withoutPadding(input, gunzip, seen), gunzip);
  } catch (error) {
    const isGzip = seen.magic.length === 2 && seen.magic.readUInt16BE() === GZIP_MAGIC;
    throw isGzip && isHeaderError(error) ? trailingGarbage(error) : error;
  }
}

/**
 * zlib goes on with the next member unless the byte behind a member is zero: there it ends, and drops the rest
 * without a word. So what it leaves is looked at here.
 */
async function* withoutPadding(
  input: AsyncIterable<Buffer>,
  gunzip: zlib.Gunzip,
  seen: { magic: Buffer },
): AsyncGenerator<Buffer> {
  let given = 0;
  let inPadding = false;
  for await (const chunk of input) {
    if (given < 2) seen.magic = Buffer.concat([seen.magic, chunk]).subarray(0, 2);
    if (!inPadding) {
      given += chunk.length;
      yield chunk;
    }
    const left = inPadding ? chunk.length : given - gunzip.bytesWritten;
    if (left > 0) {
      inPadding = true;
      if (chunk.subarray(chunk.length - left).some((byte) => byte !== 0)) throw trailingGarbage();
    }
  }
}

// zlib checks two bytes of each member's header: where the file's own are right, a later member's are wrong.
function isHeaderError(error: unknown): boolean {
  return error instanceof Error && error.message === 'incorrect header check';
}

function trailingGarbage(cause?: unknown): Error {
  return new Error('trailing garbage after the gzip data is refused', { cause });
}
