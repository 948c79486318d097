/** Chooses between the two zstd decoders, by trying the faster one on the inputs that such decoders are known to fail. */
import { buffer } from 'node:stream/consumers';
import { decodeZstdByLibrary } from './zstd-library.ts';
import { decodeZstdNatively } from './zstd-node.ts';

type Decode = typeof decodeZstdNatively;

// `printf hello | zstd` and `printf world | zstd`: 18 bytes each, of which the last four are the checksum.
const HELLO = Buffer.from('KLUv/QRYKQAAaGVsbG+jbZ+I', 'base64');
const WORLD = Buffer.from('KLUv/QRYKQAAd29ybGTvUe5m', 'base64');

let choice: Promise<Decode> | undefined;

/** What `input` decompresses to; throws where `zstd -t` would. */
export async function* decodeZstd(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  choice ??= passesSelfTest(decodeZstdNatively).then((passes) =>
    passes ? decodeZstdNatively : decodeZstdByLibrary,
  );
  const decode = await choice;
  yield* decode(input);
}

/** Whether a decoder gives both of two frames, and refuses a truncated one and one with a wrong checksum. */
export async function passesSelfTest(decode: Decode): Promise<boolean> {
  const damaged = Buffer.from(HELLO);
  damaged.writeUInt8(damaged.readUInt8(HELLO.length - 1) ^ 1, HELLO.length - 1);
  const [both, truncated, wrongChecksum] = await Promise.all(
    [Buffer.concat([HELLO, WORLD]), HELLO.subarray(0, -5), damaged].map((sample) =>
      attempt(decode, sample),
    ),
  );
  return both === 'helloworld' && truncated === undefined && wrongChecksum === undefined;
}

async function attempt(decode: Decode, sample: Buffer): Promise<string | undefined> {
  try {
    return String(await buffer(decode(once(sample))));
  } catch {
    return undefined;
  }
}

async function* once(sample: Buffer): AsyncGenerator<Buffer> {
  yield sample;
}
