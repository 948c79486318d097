/** Decodes zstd with Node's own decoder, which drops all frames after the first one: so one decoder per frame. */
import { constants, createZstdDecompress } from 'node:zlib';
import { through } from '../through.ts';
import { type Frame, framesOf } from './zstd-frames.ts';

const OUTPUT_BYTES = 256 * 1024;
// What zlib allows at least.
const MIN_OUTPUT_BYTES = 64;
const MAX_WINDOW_LOG = 27;

/** What `input` decompresses to; throws where `zstd -t` would. */
export async function* decodeZstd(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const frame of framesOf(input)) {
    yield* through(frame.bytes, createDecoder(frame));
  }
}

function createDecoder({ header }: Frame) {
  const outputBytes = header.contentBytes ?? OUTPUT_BYTES;
  return createZstdDecompress({
    chunkSize: Math.min(OUTPUT_BYTES, Math.max(MIN_OUTPUT_BYTES, outputBytes)),
    params: { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG },
  });
}
