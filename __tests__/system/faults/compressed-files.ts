/** Compressed files of every kind, good and bad; whether they are good is what the tools of their format say. */
import { readFileSync } from 'node:fs';
import { crc32, gzipSync } from 'node:zlib';
import { accepts, output } from '../../unit/stream/decode/cli.ts';
import { withFlippedBit } from '../../unit/stream/decode/decoder-cases.ts';

export type Format = 'xz' | 'gzip' | 'zstd';
export type CompressedFile = {
  readonly format: Format;
  readonly bytes: Buffer;
  /** Of another format than the one that is named: refused, although `zstd -t` takes what `xz -t` takes. */
  readonly isMisnamed?: boolean;
};

const TEXT = Array.from({ length: 20_000 }, (_, line) => `${line}\n`).join('');
// `printf hello | zstd`: a window, no length, a checksum.
const HELLO_ZSTD = Buffer.from('KLUv/QRYKQAAaGVsbG+jbZ+I', 'base64');
const GARBAGE = Buffer.from('garbage that no format begins with');

export type JudgedFile = CompressedFile & {
  /** What it decompresses to; `undefined` where its tool finds a fault. */
  readonly raw: Buffer | undefined;
};

let judged: ReadonlyMap<string, JudgedFile> | undefined;

/** By the name of what is special about each. */
export function judgedFiles(): ReadonlyMap<string, JudgedFile> {
  const files = () => ({ ...ofEveryFormat(), ...ofXz(), ...ofZstd(), ...misnamed() });
  judged ??= new Map(Object.entries(files()).map(([name, file]) => [name, judge(file)]));
  return judged;
}

function judge(file: CompressedFile): JudgedFile {
  const { format, bytes, isMisnamed } = file;
  const isGood = !isMisnamed && accepts(format, bytes);
  return { ...file, raw: isGood ? output(format, ['-dc'], bytes) : undefined };
}

function ofEveryFormat(): Record<string, CompressedFile> {
  const makers = { xz, gzip: (text: string | Buffer) => gzipSync(text), zstd };
  const files = Object.entries(makers).flatMap(([format, pack]) => {
    const whole = pack(TEXT);
    const cases: Record<string, Buffer> = {
      plain: whole,
      'of-nothing': pack(''),
      concatenated: Buffer.concat([pack('a'), pack(''), whole]),
      'cut-in-header': whole.subarray(0, 5),
      'cut-in-data': whole.subarray(0, whole.length >> 1),
      'cut-in-last-byte': whole.subarray(0, -1),
      'second-part-cut': Buffer.concat([whole, whole.subarray(0, -9)]),
      'flipped-bit': withFlippedBit(whole, whole.length >> 1),
      'wrong-check': withFlippedBit(whole, format === 'gzip' ? -8 : -1),
      'trailing-garbage': Buffer.concat([whole, GARBAGE]),
      'trailing-zeros-4': Buffer.concat([whole, Buffer.alloc(4)]),
      'trailing-zeros-5': Buffer.concat([whole, Buffer.alloc(5)]),
      twice: pack(whole),
      empty: Buffer.alloc(0),
      zeros: Buffer.alloc(4096),
      text: Buffer.from(TEXT),
    };
    return Object.entries(cases).map(([name, bytes]) => named(format as Format, name, bytes));
  });
  return Object.fromEntries(files);
}

function ofXz(): Record<string, CompressedFile> {
  const machineCode = readFileSync(process.execPath).subarray(4_000_000, 4_200_000);
  return Object.fromEntries([
    named('xz', 'sha256', xz(TEXT, '--check=sha256')),
    named('xz', 'crc32', xz(TEXT, '--check=crc32')),
    named('xz', 'no-check', xz(TEXT, '--check=none')),
    named('xz', 'sha256-flipped', withFlippedBit(xz(TEXT, '--check=sha256'), -40)),
    named('xz', 'bcj', xz(machineCode, '--x86', '--lzma2=preset=1')),
    named('xz', 'many-blocks', xz(TEXT, '--block-size=1024')),
    named('xz', 'legacy-lzma', xz(TEXT, '--format=lzma')),
    named('xz', 'dictionary-64-mib', withXzDictionary(28)),
    named('xz', 'dictionary-4-gib', withXzDictionary(40)),
  ]);
}

function ofZstd(): Record<string, CompressedFile> {
  const frame = zstd(TEXT);
  return Object.fromEntries([
    named('zstd', 'skippable-first', Buffer.concat([skippable('note'), frame])),
    named('zstd', 'skippable-last', Buffer.concat([frame, skippable('note')])),
    named('zstd', 'skippable-cut', Buffer.concat([frame, skippable('note').subarray(0, -1)])),
    named('zstd', 'pzstd', Buffer.concat([skippable('abcd'), frame, skippable('abcd'), frame])),
    named('zstd', 'no-check', zstd(TEXT, '--no-check')),
    named('zstd', 'long-27', zstd(TEXT, '--long=27')),
    named('zstd', 'long-31', withZstdWindow(31)),
  ]);
}

function misnamed(): Record<string, CompressedFile> {
  const isMisnamed = true;
  return {
    'xz-that-is-gzip': { format: 'xz', bytes: gzipSync(TEXT), isMisnamed },
    'gzip-that-is-zstd': { format: 'gzip', bytes: zstd(TEXT), isMisnamed },
    'zstd-that-is-xz': { format: 'zstd', bytes: xz(TEXT), isMisnamed },
  };
}

function named(format: Format, name: string, bytes: Buffer): [string, CompressedFile] {
  return [`${format}-${name}`, { format, bytes }];
}

export function xz(content: string | Buffer, ...options: readonly string[]): Buffer {
  return output('xz', ['-c', '-T1', '-1', ...options], content);
}

export function zstd(content: string | Buffer, ...options: readonly string[]): Buffer {
  return output('zstd', ['-c', '-q', ...options], content);
}

function skippable(content: string): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(0x184d2a50, 0);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, Buffer.from(content)]);
}

/** Declares a window of 2^`log` bytes. */
export function withZstdWindow(log: number): Buffer {
  const file = Buffer.from(HELLO_ZSTD);
  file.writeUInt8((log - 10) << 3, 5);
  return file;
}

/** Declares another dictionary in the header of the first block: 28 stands for 64 MiB, 40 for 4 GiB. */
export function withXzDictionary(code: number): Buffer {
  const file = xz(TEXT);
  const headerAt = 12;
  const end = headerAt + (file.readUInt8(headerAt) + 1) * 4 - 4;
  const filter = file.indexOf(Buffer.from([0x21, 0x01]), headerAt);
  file.writeUInt8(code, filter + 2);
  file.writeUInt32LE(crc32(file.subarray(headerAt, end)), end);
  return file;
}
