import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync, constants as zlib } from 'node:zlib';
import { GZIP, XZ, ZSTD } from './all-decoders.ts';
import { needs, output } from './cli.ts';
import { type Case, compareWithTool } from './decoder-cases.ts';
import { gzipHeader, gzipMember } from './gzip-member.ts';
import { machineCode, noise, skippable, TEXT, xz, zstd } from './samples.ts';
import { decodeAll } from './slices.ts';

const accepted = (name: string, bytes: () => Buffer): Case => ({ name, accepted: true, bytes });
const refused = (name: string, bytes: () => Buffer): Case => ({ name, accepted: false, bytes });

describe('xz made with', () => {
  const text = [
    ['-0'],
    ['-3'],
    ['-6e'],
    ['-9'],
    ['--lzma2=dict=4KiB'],
    ['--lzma2=lc=0,lp=4,pb=0'],
    ['--lzma2=lc=4,lp=0,pb=4'],
    ['--lzma2=mode=fast,mf=hc3,nice=273'],
    ['--lzma2=mf=bt2,depth=1'],
    ['--block-size=1000'],
    ['--block-size=1000', '-T2'],
    ['--block-list=1000,500,0'],
    ['--delta=dist=1', '--lzma2'],
    ['--delta=dist=256', '--lzma2'],
    ['--delta', '--delta=dist=2', '--delta=dist=3', '--lzma2'],
    ...['none', 'crc32', 'crc64', 'sha256'].map((check) => [
      `--check=${check}`,
      '--block-size=2000',
    ]),
  ];
  const code = ['x86', 'powerpc', 'ia64', 'arm', 'armthumb', 'sparc'].flatMap((filter) => [
    [`--${filter}`, '--lzma2=preset=0'],
    [`--${filter}=start=4096`, '--delta=dist=4', '--lzma2=preset=0'],
  ]);
  compareWithTool('xz', XZ, [
    ...text.map((args) => accepted(args.join(' '), () => xz(TEXT, ...args))),
    ...code.map((args) =>
      accepted(args.join(' '), () => xz(machineCode().subarray(0, 30_000), ...args)),
    ),
    accepted('chunks that are not compressed', () => xz(noise(100_000))),
    accepted('streams of every check, with paddings', () =>
      Buffer.concat(
        ['none', 'crc32', 'crc64', 'sha256'].flatMap((check, index) => [
          xz(`${check}\n`, `--check=${check}`),
          Buffer.alloc(4 * index),
        ]),
      ),
    ),
    accepted('a hundred empty streams', () => Buffer.concat(Array(100).fill(xz('')))),
  ]);
});

describe('zstd made with', () => {
  const options = [
    ...['-1', '-5', '-12', '-19', '--fast=9'].map((level) => [level]),
    ['--ultra', '-22'],
    ['--no-check'],
    [`--stream-size=${TEXT.length}`],
    [`--stream-size=${TEXT.length}`, '--no-check'],
    ['--rsyncable', '-T2'],
    ['-T2', '-B512K'],
    ['--single-thread'],
    ['--target-compressed-block-size=1340'],
    ['--compress-literals'],
    ['--no-compress-literals'],
    ['--zstd=wlog=10'],
    ['--zstd=strategy=1'],
    ['--zstd=strategy=9,wlog=12'],
    ['--long=24'],
    ['--long=27'],
  ];
  compareWithTool('zstd', ZSTD, [
    ...options.map((args) => accepted(args.join(' '), () => zstd(TEXT, ...args))),
    ...[0, 200, 300, 70_000].map((bytes) =>
      accepted(`a declared length of ${bytes} bytes`, () =>
        zstd(noise(bytes), `--stream-size=${bytes}`),
      ),
    ),
    accepted('every magic of a skippable frame', () =>
      Buffer.concat(
        Array.from({ length: 16 }, (_, magic) => [
          skippable('note', magic),
          zstd(`${magic} `),
        ]).flat(),
      ),
    ),
    accepted('frames with and without checksum and length', () =>
      Buffer.concat([
        zstd('a', '--no-check'),
        zstd(''),
        zstd('bb', '--stream-size=2', '--no-check'),
        zstd(TEXT, `--stream-size=${TEXT.length}`),
      ]),
    ),
    refused('a dictionary', () => zstdWithFile('-D')),
    refused('--patch-from', () => zstdWithFile('--patch-from')),
  ]);

  test('accepts what pzstd writes', needs('zstd', 'pzstd'), async () => {
    const content = noise(3_000_000);
    const file = output('pzstd', ['-c', '-q', '-p', '2'], content);
    assert.notEqual(file.indexOf(Buffer.from('502a4d18', 'hex')), -1);
    assert.ok((await decodeAll(ZSTD.zlib, [file])).equals(content));
  });
});

describe('gzip made with', () => {
  const strategies = {
    Z_FILTERED: zlib.Z_FILTERED,
    Z_HUFFMAN_ONLY: zlib.Z_HUFFMAN_ONLY,
    Z_RLE: zlib.Z_RLE,
    Z_FIXED: zlib.Z_FIXED,
  };
  const fields = { text: true, extra: 'ab', name: 'n.raw', comment: 'c', crc: true };
  compareWithTool('gzip', GZIP, [
    ...['-1', '-6', '-9', '--rsyncable'].map((level) =>
      accepted(level, () => output('gzip', ['-c', level], TEXT)),
    ),
    ...Object.entries(strategies).map(([name, strategy]) =>
      accepted(name, () => gzipMember(TEXT, { deflate: { strategy } })),
    ),
    accepted('stored blocks', () => gzipMember(noise(100_000), { deflate: { level: 0 } })),
    accepted('a window of 512 bytes', () => gzipMember(TEXT, { deflate: { windowBits: 9 } })),
    ...Object.entries(fields).map(([field, value]) =>
      accepted(`the header field ${field}`, () => gzipMember(TEXT, { [field]: value })),
    ),
    accepted('every field of the header', () => gzipMember(TEXT, fields)),
    accepted('an empty name, comment and extra field', () =>
      gzipMember(TEXT, { name: '', comment: '', extra: '' }),
    ),
    accepted('an extra field of 65,535 bytes', () =>
      gzipMember(TEXT, { extra: 'x'.repeat(65_535), crc: true }),
    ),
    accepted('members of different fields, as bgzip writes them', () =>
      Buffer.concat([
        gzipMember('one ', { extra: 'BC\x02\x00\x1b\x00' }),
        gzipMember('', { name: 'two' }),
        gzipMember('three', fields),
      ]),
    ),
    refused('a wrong checksum of the header', () => gzipMember(TEXT, { ...fields, crc: 1 })),
    ...[5, 6, 7].map((bit) =>
      refused(`reserved bit ${bit}`, () => gzipMember(TEXT, { flags: 1 << bit })),
    ),
    refused('a method that is not deflate', () => gzipMember(TEXT, { method: 7 })),
    refused('a name without end', () => gzipHeader({ name: 'x' }).subarray(0, -1)),
    refused('an extra field that is cut', () => gzipHeader({ extra: 'abcd' }).subarray(0, -1)),
    refused('a header and no data', () => gzipHeader(fields)),
    refused('a second member of a header only', () =>
      Buffer.concat([gzipSync('hello'), gzipHeader({})]),
    ),
    refused('half a magic after a member', () =>
      Buffer.concat([gzipSync('hello'), Buffer.from([0x1f])]),
    ),
  ]);
});

/** A frame that can be read only by who has the file that it was made with. */
function zstdWithFile(option: '-D' | '--patch-from'): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'labctl-zstd-'));
  try {
    const reference = join(folder, 'reference');
    const content = join(folder, 'content');
    const text = noise(20_000);
    writeFileSync(content, Buffer.concat([text.subarray(0, 15_000), Buffer.from(TEXT)]));
    writeFileSync(reference, text);
    if (option === '-D') train(reference);
    const args = option === '-D' ? [option, reference] : [`${option}=${reference}`];
    output('zstd', ['-q', ...args, content, '-o', join(folder, 'out')], '');
    return readFileSync(join(folder, 'out'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function train(dictionary: string): void {
  const samples = Array.from({ length: 300 }, (_, index) => `${dictionary}.${index}`);
  for (const [index, path] of samples.entries()) {
    writeFileSync(
      path,
      `${JSON.stringify({ index, name: `image-${index}`, words: index ** 3 })}\n`.repeat(3),
    );
  }
  const args = ['-q', '--train', ...samples, '--maxdict=4096', '-f', '-o', dictionary];
  const { status, stderr } = spawnSync('zstd', args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}
