import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ZSTD } from './all-decoders.ts';
import { type Case, compareWithTool, withFlippedBit } from './decoder-cases.ts';
import { noise, skippable, zstd } from './samples.ts';
import { decodeAll, inChunks } from './slices.ts';

const TEXT = Array.from({ length: 60_000 }, (_, line) => `${line}\n`).join('');
// `printf hello | zstd` and `printf world | zstd`: a window, no length, a checksum.
const HELLO = Buffer.from('KLUv/QRYKQAAaGVsbG+jbZ+I', 'base64');
const WORLD = Buffer.from('KLUv/QRYKQAAd29ybGTvUe5m', 'base64');
const NOTE = skippable('a note');

describe('zstd', () => {
  compareWithTool('zstd', ZSTD, [
    ...wholeFiles(),
    ...severalFrames(),
    ...damagedFiles(),
    ...demandingFiles(),
    { name: 'an empty input', accepted: false, bytes: () => Buffer.alloc(0) },
  ]);

  test('gives all of many small frames that arrive at once', async () => {
    const frames = Buffer.concat(Array.from({ length: 100 }, () => HELLO));
    assert.equal(String(await decodeAll(ZSTD.zlib, [frames])), 'hello'.repeat(100));
  });

  test('names the window that is refused, and the remedy', async () => {
    await assert.rejects(decodeAll(ZSTD.zlib, [withWindow(31)]), /2048 MiB.*--long=27/);
  });
});

function wholeFiles(): Case[] {
  return [
    { name: 'a plain file', accepted: true, bytes: () => zstd(TEXT) },
    { name: 'a file of an empty file', accepted: true, bytes: () => zstd('') },
    { name: 'a file without a checksum', accepted: true, bytes: () => zstd(TEXT, '--no-check') },
    { name: 'a high level', accepted: true, bytes: () => zstd(TEXT, '-19') },
    { name: 'a declared length', accepted: true, bytes: () => zstd(TEXT, sizeOf(TEXT)) },
    { name: 'a short declared length', accepted: true, bytes: () => zstd('hi', sizeOf('hi')) },
    { name: 'a length of two bytes', accepted: true, bytes: () => withLength(TEXT.slice(0, 900)) },
    { name: 'a MiB of zeros', accepted: true, bytes: () => zstd(Buffer.alloc(2 ** 20)) },
    { name: 'data that does not compress', accepted: true, bytes: () => zstd(noise(200_000)) },
  ];
}

function severalFrames(): Case[] {
  return [
    { name: 'two small frames', accepted: true, bytes: () => Buffer.concat([HELLO, WORLD]) },
    {
      name: 'large frames',
      accepted: true,
      bytes: () => Buffer.concat([zstd(TEXT), HELLO, zstd(TEXT)]),
    },
    { name: 'a skippable frame first', accepted: true, bytes: () => Buffer.concat([NOTE, HELLO]) },
    {
      name: 'a skippable frame between frames',
      accepted: true,
      bytes: () => Buffer.concat([HELLO, NOTE, WORLD]),
    },
    {
      name: 'an empty skippable frame last',
      accepted: true,
      bytes: () => Buffer.concat([HELLO, skippable('')]),
    },
    { name: 'a skippable frame alone', accepted: true, bytes: () => NOTE },
    {
      name: 'what pzstd writes: a skippable frame before every frame',
      accepted: true,
      bytes: pzstd,
    },
    {
      name: 'trailing garbage',
      accepted: false,
      bytes: () => Buffer.concat([HELLO, Buffer.from('garbage')]),
    },
    {
      name: 'three bytes of trailing garbage',
      accepted: false,
      bytes: () => Buffer.concat([HELLO, Buffer.from('abc')]),
    },
    {
      name: 'trailing zeros',
      accepted: false,
      bytes: () => Buffer.concat([HELLO, Buffer.alloc(512)]),
    },
    {
      name: 'a skippable frame that is cut',
      accepted: false,
      bytes: () => Buffer.concat([HELLO, NOTE.subarray(0, -1)]),
    },
    {
      name: 'a second frame that is cut',
      accepted: false,
      bytes: () => Buffer.concat([HELLO, WORLD.subarray(0, -5)]),
    },
  ];
}

function damagedFiles(): Case[] {
  return [
    {
      name: 'a file cut in its middle',
      accepted: false,
      bytes: () => zstd(TEXT).subarray(0, 5000),
    },
    {
      name: 'a file without its checksum',
      accepted: false,
      bytes: () => zstd(TEXT).subarray(0, -4),
    },
    {
      name: 'a file cut in its checksum',
      accepted: false,
      bytes: () => zstd(TEXT).subarray(0, -1),
    },
    { name: 'a file cut in its magic', accepted: false, bytes: () => HELLO.subarray(0, 3) },
    { name: 'a wrong checksum', accepted: false, bytes: () => withFlippedBit(zstd(TEXT), -1) },
    {
      name: 'a flipped bit in the data',
      accepted: false,
      bytes: () => withFlippedBit(zstd(TEXT), 3000),
    },
    {
      name: 'a wrong length',
      accepted: false,
      bytes: () => withFlippedBit(withLength(TEXT.slice(0, 900)), 5),
    },
    { name: 'zeros', accepted: false, bytes: () => Buffer.alloc(4096) },
    { name: 'text', accepted: false, bytes: () => Buffer.from('hello world\n') },
  ];
}

function demandingFiles(): Case[] {
  return [
    { name: '--long=27', accepted: true, bytes: () => zstd(TEXT, '--long=27') },
    { name: 'a window of 128 MiB', accepted: true, bytes: () => withWindow(27) },
    { name: 'a window of 144 MiB', accepted: false, bytes: () => withWindow(27, 1) },
    { name: '--long=28', accepted: false, bytes: () => withWindow(28) },
    { name: '--long=31', accepted: false, bytes: () => withWindow(31) },
    { name: 'a need for a dictionary', accepted: false, bytes: () => withDictionary(7) },
    { name: 'a dictionary number of zero', accepted: true, bytes: () => withDictionary(0) },
    {
      name: 'a reserved bit in the header',
      accepted: false,
      bytes: () => withFlippedBit(HELLO, 4, 3),
    },
    { name: 'a block of the reserved type', accepted: false, bytes: () => withBlockType(3) },
    {
      name: 'zstd of a version before 0.8',
      accepted: false,
      bytes: () => Buffer.from('27b52ffd00000000', 'hex'),
    },
  ];
}

function sizeOf(content: string): string {
  return `--stream-size=${Buffer.byteLength(content)}`;
}

/** A frame that declares its length (of 256 to 65791 bytes) in two bytes behind the magic and the descriptor. */
function withLength(content: string): Buffer {
  return zstd(content, sizeOf(content));
}

/** A file whose window is 2^`log` bytes and `eighths` eighths of that more. */
function withWindow(log: number, eighths = 0): Buffer {
  const file = Buffer.from(HELLO);
  file.writeUInt8(((log - 10) << 3) | eighths, 5);
  return file;
}

function withDictionary(id: number): Buffer {
  const file = Buffer.concat([HELLO.subarray(0, 6), Buffer.from([id]), HELLO.subarray(6)]);
  return withFlippedBit(file, 4, 0);
}

function withBlockType(type: number): Buffer {
  const file = Buffer.from(HELLO);
  file.writeUInt8((file.readUInt8(6) & 0b1111_1001) | (type << 1), 6);
  return file;
}

function pzstd(): Buffer {
  const frames = inChunks(Buffer.from(TEXT), 50_000).map((part) => zstd(part));
  return Buffer.concat(frames.flatMap((frame) => [skippable(String(frame.length)), frame]));
}
