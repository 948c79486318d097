import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { COMPRESSIONS } from '../../../../src/stream/decode/compression.ts';
import { createDecoder } from '../../../../src/stream/decode/decode.ts';
import { describeContent } from '../../../../src/stream/decode/magic.ts';
import { needs, output } from './cli.ts';
import { decodeAll } from './slices.ts';

describe('what a file looks like', () => {
  const known: readonly [Buffer, RegExp][] = [
    [gzipSync('hello'), /^gzip$/],
    [Buffer.from('28b52ffd04', 'hex'), /^zstd$/],
    [Buffer.from('fd377a585a000004', 'hex'), /^xz$/],
    [Buffer.from('25b52ffd04', 'hex'), /^zstd of a version/],
    [Buffer.from('PK\x03\x04....'), /^a zip archive$/],
    [Buffer.from('5d00008000ffff', 'hex'), /^legacy .lzma$/],
    [Buffer.from('QFI\xfb\0\0\0\x03', 'latin1'), /^a qcow2 image$/],
    [Buffer.alloc(512), /^zeros$/],
    [
      Buffer.concat([Buffer.from('eb63', 'hex'), Buffer.alloc(508), Buffer.from('55aa', 'hex')]),
      /disk image$/,
    ],
    [Buffer.from('\ufeff <!-- x -->\n<html lang="en">'), /^an HTML page/],
  ];
  for (const [head, expected] of known) {
    test(`is told of ${String(expected)}`, () =>
      assert.match(describeContent(head) ?? '', expected));
  }

  test('is not told of unknown bytes, of a few words, and of nothing', () => {
    for (const text of ['\x01\x02\x03', 'a < b, <body of text', '']) {
      assert.equal(describeContent(Buffer.from(text)), undefined);
    }
  });
});

describe('a file of another format than declared', () => {
  const files: Record<string, () => Buffer> = {
    xz: () => output('xz', ['-c'], 'hello'),
    gzip: () => gzipSync('hello'),
    zstd: () => output('zstd', ['-c', '-q'], 'hello'),
    'an HTML page': () => Buffer.from('<html><body>404</body></html>'),
    'a zip archive': () => Buffer.from('PK\x03\x04 and more than twelve bytes'),
  };
  for (const declared of COMPRESSIONS) {
    for (const [actual, file] of Object.entries(files)) {
      if (actual === declared) continue;
      test(
        `is refused, and named: ${actual} declared as ${declared}`,
        needs('xz', 'zstd'),
        async () => {
          const decode = createDecoder(declared, { xzProgram: undefined, label: 'talos' });
          await assert.rejects(decodeAll(decode, [file()]), (error: Error & { code: string }) => {
            assert.equal(error.code, 'DECODE_FAILED');
            assert.match(error.message, new RegExp(`looks like ${actual}`));
            assert.ok(error.cause instanceof Error);
            return true;
          });
        },
      );
    }
  }
});
