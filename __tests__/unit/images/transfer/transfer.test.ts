import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Image } from '../../../../src/images/manifest/image.ts';
import { transferImage } from '../../../../src/images/transfer/transfer.ts';
import type { Checksum } from '../../../../src/stream/hash/checksum.ts';
import { anImage, sha256Of } from '../../../support/builders/image-builder.ts';
import { createMemorySource } from '../../../support/fakes/memory-source.ts';
import { createMemoryStore } from '../../../support/fakes/memory-store.ts';
import { createSilentReporter } from '../../../support/fakes/silent-reporter.ts';

const KEY = 'images/a.raw';

function sha512Of(text: string): Checksum {
  return `sha512:${createHash('sha512').update(text).digest('hex')}`;
}

/** Moves the image, served as these bytes, into a store. */
async function transfer(image: Image, served: Buffer | string) {
  const store = createMemoryStore();
  const { signal } = new AbortController();
  const moving = transferImage({
    image,
    context: {
      openSource: () => createMemorySource({ bytes: served }),
      xzProgram: undefined,
      spoolFolder: tmpdir(),
      maxDecodedBytes: 1_000_000,
    },
    sink: (body, { signal }) => store.put(KEY, body, { signal }),
    beforePublish: async () => {},
    task: createSilentReporter().begin(image.name),
    signal,
  });
  await moving.catch(() => undefined);
  return { moving, published: store.bytes(KEY) };
}

function packed(served: Buffer, decoded: string): Image {
  const url = 'https://origin.test/a.gz';
  const source = { type: 'http', url, checksum: sha256Of(served), decompress: 'gzip' } as const;
  return anImage('a', '', { source, expected: sha256Of(decoded) });
}

describe('a transfer', () => {
  it('publishes a plain image that has both of its checksums', async () => {
    const image = anImage('a', 'data', { expected: sha512Of('data') });
    const { published } = await transfer(image, 'data');
    assert.equal(String(published), 'data');
  });

  for (const [which, image] of [
    ['checksum of its source', anImage('a', 'other', { expected: sha512Of('data') })],
    ['expected checksum', anImage('a', 'data', { expected: sha512Of('other') })],
  ] as const) {
    it(`publishes nothing of a plain image that does not have the ${which}`, async () => {
      const { moving, published } = await transfer(image, 'data');
      await assert.rejects(moving, { code: 'CHECKSUM_MISMATCH' });
      assert.equal(published, undefined);
    });
  }

  it('publishes what a compressed image decodes to', async () => {
    const served = gzipSync('data');
    const { published } = await transfer(packed(served, 'data'), served);
    assert.equal(String(published), 'data');
  });

  it('publishes nothing that decodes to something else than was expected', async () => {
    const served = gzipSync('other');
    const { moving, published } = await transfer(packed(served, 'data'), served);
    await assert.rejects(moving, { code: 'CHECKSUM_MISMATCH' });
    assert.equal(published, undefined);
  });
});
