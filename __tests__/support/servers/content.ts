/** What the test servers serve: bytes in memory, or bytes that are made up as they are asked for. */
import { createCipheriv, createHash } from 'node:crypto';

export interface Content {
  /** Bytes. */
  readonly size: number;
  /** The bytes from `start` up to, not including, `end`. */
  read(start: number, end: number): Iterable<Buffer>;
}

const CHUNK_BYTES = 64 * 1024;

export function bufferContent(bytes: Buffer | string): Content {
  const buffer = Buffer.from(bytes);
  return {
    size: buffer.length,
    *read(start, end) {
      for (let at = start; at < end; at += CHUNK_BYTES) {
        yield buffer.subarray(at, Math.min(at + CHUNK_BYTES, end));
      }
    },
  };
}

const BLOCK_BYTES = 1024 * 1024;

/**
 * Incompressible bytes that follow from `seed`: one random block over and over, each with its number in
 * front, so that no two blocks are equal and any range can be made without what is before it.
 */
export function generatedContent(size: number, seed = 1): Content {
  const key = createHash('sha256').update(`labctl ${seed}`).digest();
  const block = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(
    Buffer.alloc(BLOCK_BYTES),
  );
  return {
    size,
    *read(start, end) {
      for (let at = start; at < end; ) {
        const number = Math.floor(at / BLOCK_BYTES);
        const from = at - number * BLOCK_BYTES;
        const to = Math.min(BLOCK_BYTES, from + CHUNK_BYTES, from + end - at);
        const chunk = Buffer.from(block.subarray(from, to));
        if (from < 8) writeNumber(number, from, chunk);
        yield chunk;
        at += chunk.length;
      }
    },
  };
}

function writeNumber(number: number, from: number, chunk: Buffer): void {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number));
  bytes.copy(chunk, 0, from, Math.min(8, from + chunk.length));
}

/** `sha256:<hex>` of the whole content, read lazily. */
export function checksumOf(content: Content): `sha256:${string}` {
  const hash = createHash('sha256');
  for (const chunk of content.read(0, content.size)) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

/** The whole content in memory. */
export function bytesOf(content: Content): Buffer {
  return Buffer.concat([...content.read(0, content.size)]);
}
