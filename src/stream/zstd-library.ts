/** Decodes zstd with fzstd, where Node's own decoder is absent (Node 20) or failed its self-test. */
import { Decompress } from 'fzstd';
import { createXxh64, type Xxh64 } from './xxh64.ts';
import type { FrameHeader } from './zstd-format.ts';
import { type Frame, framesOf } from './zstd-frames.ts';

// fzstd decodes at once whatever it is given, and four bytes can stand for 128 KiB: this bounds the output to 32 MiB.
const SLICE_BYTES = 1024;
const CHECKSUM_BYTES = 4;
const NOTHING = new Uint8Array(0);

/** What `input` decompresses to; throws what fzstd throws, or that length or checksum of a frame are wrong. */
export async function* decodeZstdByLibrary(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const frame of framesOf(input)) yield* decodeFrame(frame);
}

async function* decodeFrame({ header, bytes }: Frame): AsyncGenerator<Buffer> {
  let output: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => output.push(chunk));
  const check = createCheck(header);
  let tail = Buffer.alloc(0);

  for await (const piece of bytes) {
    tail = Buffer.concat([tail, piece.subarray(-CHECKSUM_BYTES)]).subarray(-CHECKSUM_BYTES);
    for (let at = 0; at < piece.length; at += SLICE_BYTES) {
      decoder.push(piece.subarray(at, at + SLICE_BYTES));
      yield* decoded();
    }
  }
  // A frame of less than 18 bytes is decoded only now.
  decoder.push(NOTHING, true);
  yield* decoded();
  check.end(tail);

  function* decoded(): Generator<Buffer> {
    for (const chunk of output) {
      if (chunk.length === 0) continue;
      check.add(chunk);
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    }
    output = [];
  }
}

/** What fzstd leaves out: that the frame has the length and the checksum that it declares. */
function createCheck({ contentBytes, hasChecksum }: FrameHeader) {
  const hash: Xxh64 | undefined = hasChecksum ? createXxh64() : undefined;
  let bytes = 0;

  function add(chunk: Uint8Array): void {
    bytes += chunk.length;
    hash?.update(chunk);
  }

  function end(tail: Buffer): void {
    if (contentBytes !== undefined && bytes !== contentBytes) {
      throw new Error(`a frame holds ${bytes} bytes, but declares ${contentBytes}`);
    }
    if (hash !== undefined && BigInt.asUintN(32, hash.digest()) !== BigInt(tail.readUInt32LE())) {
      throw new Error('the checksum of a frame is wrong');
    }
  }

  return { add, end };
}
