/** A program of its own: reads a decompression bomb slowly, and tells how much memory that took, in MiB. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { createDecoder } from '../../../../src/stream/decode/decode.ts';

const SLOW_CHUNKS = 20;
const READ_BYTES = 300 * 2 ** 20;

const [, , decoder = '', path = '', xzProgram] = process.argv;

const decoders: Record<string, () => (input: AsyncIterable<Buffer>) => AsyncIterable<Buffer>> = {
  'xz-library': () => createDecoder('xz', { xzProgram: undefined, label: 'bomb' }),
  'xz-program': () => createDecoder('xz', { xzProgram, label: 'bomb' }),
  gzip: () => createDecoder('gzip', { xzProgram: undefined, label: 'bomb' }),
  zstd: () => createDecoder('zstd', { xzProgram: undefined, label: 'bomb' }),
};

const decode = decoders[decoder];
if (decode === undefined) throw new Error(`no decoder ${decoder}`);

const file = createReadStream(path);
await once(file, 'open');
const before = process.memoryUsage.rss();
let bytes = 0;
let chunks = 0;
for await (const chunk of decode()(file)) {
  bytes += chunk.length;
  if (bytes > READ_BYTES) break;
  // Long enough for a decoder without backpressure to run away.
  if (chunks++ < SLOW_CHUNKS) await wait(20);
}
process.stdout.write(String(Math.round(process.resourceUsage().maxRSS / 1024 - before / 2 ** 20)));
