import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { createDecoder } from '../../src/stream/decode.ts';
import { needs, output, xzProgram } from './cli.ts';
import {
  type Case,
  compareEveryBitFlip,
  compareWithTool,
  withFlippedBit,
} from './decoder-cases.ts';
import { decodeAll } from './slices.ts';

const label = 'talos';
const TEXT = Array.from({ length: 3000 }, (_, line) => `${line}\n`).join('');

describe('xz', async () => {
  const program = needs('xz').skip === false ? await xzProgram() : undefined;
  const decoders = {
    library: createDecoder('xz', { xzProgram: undefined, label }),
    program: createDecoder('xz', { xzProgram: program, label }),
  };

  compareWithTool('xz', decoders, [...wholeFiles(), ...severalStreams(), ...damagedFiles()]);

  compareEveryBitFlip('xz', decoders, () => xz('hello'));

  test('decodes two streams wherever their bytes are cut', needs('xz'), async () => {
    const file = Buffer.concat([xz('hello '), Buffer.alloc(4), xz('world')]);
    for (let at = 1; at < file.length; at++) {
      const chunks = [file.subarray(0, at), file.subarray(at)];
      assert.equal(
        String(await decodeAll(decoders.library, chunks)),
        'hello world',
        `cut at ${at}`,
      );
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
    { name: 'a dictionary of 64 MiB', accepted: true, bytes: () => withDictionary(xz(TEXT), 28) },
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
    { name: 'a dictionary of 1.5 GiB', accepted: false, bytes: () => withDictionary(xz(TEXT), 37) },
    { name: '4 KiB of zeros', accepted: false, bytes: () => Buffer.alloc(4096) },
    { name: 'an empty input', accepted: false, bytes: () => Buffer.alloc(0) },
    { name: 'text', accepted: false, bytes: () => Buffer.from('hello world\n') },
    { name: 'legacy .lzma', accepted: false, bytes: () => xz(TEXT, '--format=lzma') },
  ];
}

function xz(content: string | Buffer, ...options: readonly string[]): Buffer {
  return output('xz', ['-c', '-T1', ...options], content);
}

function padded(bytes: number): Buffer {
  return Buffer.concat([xz('hello '), Buffer.alloc(bytes), xz(TEXT)]);
}

function machineCode(): Buffer {
  return readFileSync(process.execPath).subarray(4_000_000, 4_200_000);
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

/** Declares another dictionary in the header of the first block: 28 stands for 64 MiB, 37 for 1.5 GiB. */
function withDictionary(original: Buffer, code: number): Buffer {
  const file = Buffer.from(original);
  const headerAt = 12;
  const headerBytes = (file.readUInt8(headerAt) + 1) * 4;
  const end = headerAt + headerBytes - 4;
  const filter = file.indexOf(Buffer.from([0x21, 0x01]), headerAt);
  assert.ok(filter > 0 && filter + 2 < end);
  file.writeUInt8(code, filter + 2);
  file.writeUInt32LE(crc32(file.subarray(headerAt, end)), end);
  return file;
}
