import assert from 'node:assert/strict';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Compression } from '../../../../src/stream/decode/compression.ts';
import { createDecoder } from '../../../../src/stream/decode/decode.ts';
import { createLimit } from '../../../../src/stream/limit.ts';
import { createMeter } from '../../../../src/stream/meter.ts';
import { createVerifier } from '../../../../src/stream/verify.ts';
import { needs, output, xzProgram } from './cli.ts';
import { arriving, inChunks } from './slices.ts';

const CONTENT = Buffer.alloc(3_000_000, 'the bytes of an image ');
const ZEROS = Buffer.alloc(32 * 2 ** 20);
const LIMIT_BYTES = 100 * 2 ** 20;
const NO_CHECK = 'sha256:0000000000000000000000000000000000000000000000000000000000000000';

type Decoding = {
  readonly compression: Compression;
  readonly program?: true;
  readonly compress: typeof xz;
};

const decodings: Record<string, Decoding> = {
  'the xz library': { compression: 'xz', compress: xz },
  'the xz program': { compression: 'xz', program: true, compress: xz },
  gzip: { compression: 'gzip', compress: (content) => gzipSync(content) },
  zstd: { compression: 'zstd', compress: (content) => output('zstd', ['-c', '-q'], content) },
};

for (const [name, { compression, program, compress }] of Object.entries(decodings)) {
  describe(`decoding with ${name} in a pipeline`, needs('xz', 'zstd'), () => {
    async function decoder() {
      const path = program ? await xzProgram() : undefined;
      return createDecoder(compression, { xzProgram: path, label: 'talos' });
    }

    test('gives every byte to the stages behind it', async () => {
      const file = compress(CONTENT);
      let metered = 0;
      const verifier = createVerifier({ label: 'talos', checksums: [], size: CONTENT.length });
      await pipeline(
        Readable.from(inChunks(file, 1000)),
        await decoder(),
        createMeter((bytes) => {
          metered += bytes;
        }),
        createLimit({ label: 'talos', maxBytes: CONTENT.length }),
        verifier,
        sink(),
      );
      assert.equal(metered, CONTENT.length);
    });

    test('stops a bomb at the limit', async () => {
      const part = compress(ZEROS);
      const bomb = Buffer.concat([part, part, part, part]);
      let bytes = 0;
      const limit = createLimit({
        label: 'talos',
        maxBytes: LIMIT_BYTES,
        compressedBytes: bomb.length,
      });
      const count = createMeter((more) => {
        bytes += more;
      });
      await assert.rejects(
        pipeline(Readable.from(inChunks(bomb, 65_536)), await decoder(), limit, count, sink()),
        {
          code: 'DECODED_TOO_LARGE',
          message: /talos; got more than 104857600 bytes \(over \d+ times/,
        },
      );
      assert.ok(bytes <= LIMIT_BYTES, `${bytes} bytes passed`);
    });

    test('ends with the error of a stage behind it', async () => {
      const verifier = createVerifier({ label: 'talos', checksums: [NO_CHECK], size: 5 });
      await assert.rejects(
        pipeline(arriving([compress(CONTENT)]), await decoder(), verifier, sink()),
        { code: 'SIZE_MISMATCH' },
      );
    });

    test('ends with the error of its input, as it is', async () => {
      const failure = new Error('the disk is broken');
      async function* failing() {
        yield compress(CONTENT).subarray(0, 30);
        throw failure;
      }
      await assert.rejects(
        pipeline(failing(), await decoder(), sink()),
        (error) => error === failure,
      );
    });

    test('ends when it is aborted while it waits for input', async () => {
      const input = new Readable({ read() {} });
      input.push(compress(CONTENT).subarray(0, 30));
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 50);
      await assert.rejects(pipeline(input, await decoder(), sink(), { signal: abort.signal }), {
        name: 'AbortError',
      });
      assert.ok(input.destroyed);
    });

    test('closes its input when the reader goes away', async () => {
      const file = compress(CONTENT);
      let isClosed = false;
      async function* endless() {
        try {
          for (;;) yield file;
        } finally {
          isClosed = true;
        }
      }
      for await (const chunk of (await decoder())(endless())) {
        assert.ok(chunk.length > 0);
        break;
      }
      assert.ok(isClosed);
    });
  });
}

function xz(content: Buffer): Buffer {
  return output('xz', ['-c', '-1'], content);
}

function sink(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
