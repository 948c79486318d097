/** Ways in which the bytes of a file can arrive, and how to take everything that a decoder gives. */
import { buffer } from 'node:stream/consumers';

const BYTEWISE_BYTES = 4096;

/** The bytes whole, in chunks of random length, and, for small files, byte by byte. */
export function slicings(bytes: Buffer): Map<string, readonly Buffer[]> {
  const all = new Map<string, readonly Buffer[]>([
    ['whole', bytes.length === 0 ? [] : [bytes]],
    ['in random chunks', inRandomChunks(bytes, Math.ceil(bytes.length / 3) + 1)],
  ]);
  if (bytes.length <= BYTEWISE_BYTES) all.set('byte by byte', inChunks(bytes, 1));
  return all;
}

export function inChunks(bytes: Buffer, length: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += length) chunks.push(bytes.subarray(at, at + length));
  return chunks;
}

function inRandomChunks(bytes: Buffer, maxLength: number): Buffer[] {
  const chunks: Buffer[] = [];
  let seed = bytes.length;
  for (let at = 0; at < bytes.length; ) {
    // A linear congruential generator: the same chunks on every run.
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const length = 1 + (seed % maxLength);
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

/** The chunks as a stream would give them. */
export async function* arriving(chunks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
}

/** All that a decoder makes of the chunks. */
export function decodeAll(
  decode: (input: AsyncIterable<Buffer>) => AsyncIterable<Buffer>,
  chunks: Iterable<Buffer>,
): Promise<Buffer> {
  return buffer(decode(arriving(chunks)));
}
