import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { XZ } from './all-decoders.ts';
import { needs } from './cli.ts';
import { type Case, compareWithTool, withFlippedBit } from './decoder-cases.ts';
import { machineCode, TEXT, xz } from './samples.ts';
import { decodeAll } from './slices.ts';
import { withXzDictionary } from './xz-surgery.ts';

describe('xz', () => {
  compareWithTool('xz', XZ, [...wholeFiles(), ...severalStreams(), ...damagedFiles()]);

  test('decodes two streams wherever their bytes are cut', needs('xz'), async () => {
    const file = Buffer.concat([xz('hello '), Buffer.alloc(4), xz('world')]);
    for (let at = 1; at < file.length; at++) {
      const chunks = [file.subarray(0, at), file.subarray(at)];
      assert.equal(String(await decodeAll(XZ.library, chunks)), 'hello world', `cut at ${at}`);
    }
  });
});

function wholeFiles(): Case[] {
  return [
    { name: 'a plain file', accepted: true, bytes: () => xz(TEXT) },
    { name: 'a file of an empty file', accepted: true, bytes: () => xz('') },
    { name: 'a CRC32', accepted: true, bytes: () => xz(TEXT, '--check=crc32') },
    { name: 'a SHA-256', accepted: true, bytes: () => xz(TEXT, '--check=sha256') },
    { name: 'a file without a check', accepted: true, bytes: () => xz(TEXT, '--check=none') },
    {
      name: 'the BCJ filter for x86',
      accepted: true,
      bytes: () => xz(machineCode(), '--x86', '--lzma2=preset=1'),
    },
    { name: 'many blocks', accepted: true, bytes: () => xz(TEXT, '--block-size=1024') },
    {
      name: 'an .xz in an .xz, of which it takes off one',
      accepted: true,
      bytes: () => xz(xz(TEXT)),
    },
    { name: 'a dictionary of 64 MiB', accepted: true, bytes: () => withXzDictionary(xz(TEXT), 28) },
  ];
}

function severalStreams(): Case[] {
  return [
    {
      name: 'concatenated streams',
      accepted: true,
      bytes: () => Buffer.concat([xz('a'), xz(''), xz(TEXT), xz('b')]),
    },
    { name: 'padding of 4 bytes between streams', accepted: true, bytes: () => padded(4) },
    {
      name: 'padding of 8 bytes at the end',
      accepted: true,
      bytes: () => Buffer.concat([xz(TEXT), Buffer.alloc(8)]),
    },
    { name: 'padding of 3 bytes between streams', accepted: false, bytes: () => padded(3) },
    {
      name: 'paddings that are multiples of 4 bytes only together',
      accepted: false,
      bytes: () => Buffer.concat([padded(3), Buffer.alloc(1)]),
    },
    {
      name: 'padding of 3 bytes at the end',
      accepted: false,
      bytes: () => Buffer.concat([xz(TEXT), Buffer.alloc(3)]),
    },
    {
      name: 'padding before the first stream',
      accepted: false,
      bytes: () => Buffer.concat([Buffer.alloc(4), xz(TEXT)]),
    },
    {
      name: 'a second stream that is cut',
      accepted: false,
      bytes: () => padded(4).subarray(0, -20),
    },
    {
      name: 'short trailing garbage',
      accepted: false,
      bytes: () => Buffer.concat([xz(TEXT), Buffer.from('garbage')]),
    },
    {
      name: 'long trailing garbage',
      accepted: false,
      bytes: () => Buffer.concat([xz(TEXT), Buffer.from(TEXT)]),
    },
  ];
}

function damagedFiles(): Case[] {
  return [
    { name: 'a file cut in its data', accepted: false, bytes: () => xz(TEXT).subarray(0, 500) },
    { name: 'a file without its footer', accepted: false, bytes: () => xz(TEXT).subarray(0, -12) },
    { name: 'a file cut in its last byte', accepted: false, bytes: () => xz(TEXT).subarray(0, -1) },
    {
      name: 'a flipped bit in the data',
      accepted: false,
      bytes: () => withFlippedBit(xz(TEXT), 300),
    },
    { name: 'a wrong CRC32', accepted: false, bytes: () => withWrongCheck('crc32', 4) },
    { name: 'a wrong CRC64', accepted: false, bytes: () => withWrongCheck('crc64', 8) },
    { name: 'a wrong SHA-256', accepted: false, bytes: () => withWrongCheck('sha256', 32) },
    { name: 'a check that nobody knows', accepted: false, bytes: () => withUnknownCheck(xz(TEXT)) },
    {
      name: 'a dictionary of 1.5 GiB',
      accepted: false,
      bytes: () => withXzDictionary(xz(TEXT), 37),
    },
    { name: '4 KiB of zeros', accepted: false, bytes: () => Buffer.alloc(4096) },
    { name: 'an empty input', accepted: false, bytes: () => Buffer.alloc(0) },
    { name: 'text', accepted: false, bytes: () => Buffer.from('hello world\n') },
    { name: 'legacy .lzma', accepted: false, bytes: () => xz(TEXT, '--format=lzma') },
  ];
}

function padded(bytes: number): Buffer {
  return Buffer.concat([xz('hello '), Buffer.alloc(bytes), xz(TEXT)]);
}

// The check is the end of the one block; behind it come the index and the footer, of which the latter names the
// length of the former (https://tukaani.org/xz/xz-file-format.txt, 2.1.2 and 3).
function withWrongCheck(check: 'crc32' | 'crc64' | 'sha256', checkBytes: number): Buffer {
  const file = xz(TEXT, `--check=${check}`);
  const indexBytes = (file.readUInt32LE(file.length - 8) + 1) * 4;
  return withFlippedBit(file, -12 - indexBytes - checkBytes);
}

/** Changes the type of the check from 4 (CRC64) to 5, which has the same length, in header and footer. */
function withUnknownCheck(original: Buffer): Buffer {
  const file = Buffer.from(original);
  const footer = file.length - 12;
  file.writeUInt8(5, 7);
  file.writeUInt32LE(crc32(file.subarray(6, 8)), 8);
  file.writeUInt8(5, footer + 9);
  file.writeUInt32LE(crc32(file.subarray(footer + 4, footer + 10)), footer);
  return file;
}
