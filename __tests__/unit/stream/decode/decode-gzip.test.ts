import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { GZIP } from './all-decoders.ts';
import { compareWithTool, withFlippedBit } from './decoder-cases.ts';
import { decodeAll } from './slices.ts';

const HELLO = gzipSync('hello ');
const WORLD = gzipSync(Buffer.alloc(300_000, 'world'));

describe('gzip', () => {
  compareWithTool('gzip', GZIP, [
    { name: 'one member', accepted: true, bytes: () => HELLO },
    { name: 'several members', accepted: true, bytes: () => Buffer.concat([HELLO, WORLD, HELLO]) },
    { name: 'a file of an empty file', accepted: true, bytes: () => gzipSync('') },
    {
      name: 'zero padding',
      accepted: true,
      bytes: () => Buffer.concat([HELLO, WORLD, Buffer.alloc(700)]),
    },
    {
      name: 'zero padding longer than a chunk',
      accepted: true,
      bytes: () => Buffer.concat([WORLD, Buffer.alloc(200_000)]),
    },
    {
      name: 'trailing garbage',
      accepted: false,
      bytes: () => Buffer.concat([HELLO, Buffer.from('garbage')]),
    },
    {
      name: 'one byte of trailing garbage',
      accepted: false,
      bytes: () => Buffer.concat([HELLO, Buffer.from('g')]),
    },
    {
      name: 'garbage after zero padding',
      accepted: false,
      bytes: () => Buffer.concat([HELLO, Buffer.alloc(700), Buffer.from('g')]),
    },
    {
      name: 'a member after zero padding',
      accepted: false,
      bytes: () => Buffer.concat([HELLO, Buffer.alloc(700), WORLD]),
    },
    { name: 'a file cut in its data', accepted: false, bytes: () => WORLD.subarray(0, 100) },
    { name: 'a file cut in its header', accepted: false, bytes: () => WORLD.subarray(0, 5) },
    { name: 'a file cut in its last byte', accepted: false, bytes: () => WORLD.subarray(0, -1) },
    {
      name: 'a second member that is cut',
      accepted: false,
      bytes: () => Buffer.concat([HELLO, WORLD]).subarray(0, -9),
    },
    { name: 'a wrong CRC', accepted: false, bytes: () => withFlippedBit(HELLO, -8) },
    { name: 'a wrong length', accepted: false, bytes: () => withFlippedBit(HELLO, -4) },
    { name: 'an empty input', accepted: false, bytes: () => Buffer.alloc(0) },
    { name: 'zeros', accepted: false, bytes: () => Buffer.alloc(4096) },
    { name: 'text', accepted: false, bytes: () => Buffer.from('hello world\n') },
  ]);

  test('says that trailing garbage is what is refused', async () => {
    for (const garbage of [Buffer.from('garbage'), Buffer.from('\0\0garbage')]) {
      await assert.rejects(
        decodeAll(GZIP.zlib, [Buffer.concat([HELLO, garbage])]),
        /talos as gzip: trailing garbage/,
      );
    }
  });
});
