import { checksumOf } from '../../support/builders/manifest-builder.ts';
import {
  acceptsEach,
  HEAD,
  httpImage,
  type Row,
  refusesEachInBothDialects,
  warnsOfEach,
  withHttp,
} from '../../unit/images/manifest/marked.ts';

const VALIDATION = `      validation: {expected: ${checksumOf(0xcd)}}\n`;

function decompressed(written: string, lines: Parameters<typeof httpImage>[0] = {}): string {
  return HEAD + httpImage(lines, `        decompress: ${written}\n`) + VALIDATION;
}

const BAD: readonly (readonly [written: string, says: RegExp])[] = [
  ['XZ', /found "XZ", want one of xz, gzip, zstd; did you mean "xz"\?/],
  ['gz', /found "gz", want one of xz, gzip, zstd; did you mean "gzip"\?/],
  ['zst', /found "zst", want one of xz, gzip, zstd; did you mean "zstd"\?/],
  ['bzip2', /found "bzip2", want one of xz, gzip, zstd$/],
  ["''", /found "", want one of xz, gzip, zstd$/],
  ['true', /must be one of xz, gzip, zstd; found true$/],
  ['[xz]', /must be one of xz, gzip, zstd; found a list$/],
  ['null', /must be one of xz, gzip, zstd; found nothing$/],
];
refusesEachInBothDialects(
  BAD.map(([written, says]): Row => [`decompress: ${written}`, decompressed(`§${written}`), says]),
);

const packed = (ending: string) => `https://h/a.raw.${ending}?x=1`;
acceptsEach([
  ['xz', decompressed('xz', { url: packed('xz'), destination: 'a.raw' })],
  ['gzip', decompressed('gzip', { url: packed('gz'), destination: 'a.raw' })],
  ['zstd', decompressed('zstd', { url: packed('zst'), destination: 'a.raw' })],
  ['a name without an ending', decompressed('zstd', { url: 'https://h/download?id=5' })],
  ['a packed file that stays packed', withHttp({ url: packed('xz'), destination: 'a.raw.xz' })],
]);

warnsOfEach([
  [
    'a packed file under another name',
    withHttp({ url: `§${packed('xz')}`, destination: 'a.raw' }),
    /source\.url ends like a xz file, which would be stored as it is/,
    /add "decompress: xz"/,
  ],
  [
    'a packed file that labctl cannot unpack',
    withHttp({ url: `§${packed('bz2')}`, destination: 'a.raw' }),
    /ends like a bzip2 file.*labctl cannot decompress it/,
  ],
  [
    'a decompression that is not the one of the URL',
    decompressed('§gzip', { url: packed('xz'), destination: 'a.raw' }),
    /says gzip, but the URL ends like a xz file/,
  ],
  [
    'a decompressed file with a packed name',
    decompressed('§xz', { url: packed('xz'), destination: 'a.raw.xz' }),
    /destination ends like a xz file/,
    /drop the ending/,
  ],
]);
