/** Decodes zstd with Node's own decoder, which is fast but drops all frames after the first: so one decoder a frame. */
import zlib from 'node:zlib';
import { through } from './through.ts';
import { type Frame, framesOf } from './zstd-frames.ts';

const OUTPUT_BYTES = 256 * 1024;
// What zlib allows at least.
const MIN_OUTPUT_BYTES = 64;
const MAX_WINDOW_LOG = 27;

/** What `input` decompresses to; throws what zlib throws, also where this Node has no zstd. */
export async function* decodeZstdNatively(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const frame of framesOf(input)) {
    yield* through(frame.bytes, createDecoder(frame));
  }
}

function createDecoder({ header }: Frame) {
  // Looked up by name: Node 20 does not have it, and a named import would not even load there.
  const create: typeof zlib.createZstdDecompress | undefined = zlib.createZstdDecompress;
  if (create === undefined) throw new Error('this version of Node has no zstd');
  const outputBytes = header.contentBytes ?? OUTPUT_BYTES;
  return create({
    chunkSize: Math.min(OUTPUT_BYTES, Math.max(MIN_OUTPUT_BYTES, outputBytes)),
    params: { [zlib.constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG },
  });
}
