import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createXxh64 } from '../../src/stream/xxh64.ts';
import { inChunks } from './slices.ts';

describe('XXH64', () => {
  // Of the reference implementation; longer inputs are compared with zstd's own checksums (decode-zstd.test.ts).
  const known: readonly [string, bigint][] = [
    ['', 0xef46db3751d8e999n],
    ['a', 0xd24ec4f1a98c6e5bn],
    ['abc', 0x44bc2cf5ad770999n],
  ];

  for (const [text, hash] of known) {
    test(`hashes "${text}" as the specification says`, () => {
      const xxh64 = createXxh64();
      xxh64.update(Buffer.from(text));
      assert.equal(xxh64.digest(), hash);
    });
  }

  test('does not depend on how the bytes are cut', () => {
    const bytes = Buffer.from(Array.from({ length: 777 }, (_, at) => (at * 31) % 256));
    const whole = hashOf([bytes]);
    for (const length of [1, 3, 31, 32, 33, 500]) {
      assert.equal(hashOf(inChunks(bytes, length)), whole, `chunks of ${length} bytes`);
    }
  });
});

function hashOf(chunks: readonly Buffer[]): bigint {
  const xxh64 = createXxh64();
  for (const chunk of chunks) xxh64.update(chunk);
  return xxh64.digest();
}
