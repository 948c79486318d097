import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { parseManifest } from '../../../src/images/manifest/parse-manifest.ts';
import { checksumOf } from '../../support/builders/manifest-builder.ts';
import {
  acceptsEach,
  type Row,
  refusesEachInBothDialects,
  warnsOfEach,
  withHttp,
} from '../../unit/images/manifest/marked.ts';

const HEX64 = 'ab'.repeat(32);
const HEX128 = 'ab'.repeat(64);
const WANTED = /want sha256:<64 hex digits> or sha512:<128 hex digits>/;

const BAD: readonly (readonly [title: string, written: string, ...says: RegExp[]])[] = [
  ['an empty checksum', "''", /is empty/, WANTED],
  ['64 hex digits alone', HEX64, new RegExp(`found 64 hex digits; write sha256:${HEX64}`)],
  ['128 hex digits alone', HEX128, new RegExp(`found 128 hex digits; write sha512:${HEX128}`)],
  ['a word', 'latest', /does not name its algorithm: found "latest"/, WANTED],
  ['md5', 'md5:d41d8cd98f00b204e9800998ecf8427e', /broken algorithm: found "md5:"/, WANTED],
  ['sha1', 'sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709', /broken algorithm: found "sha1:"/],
  ['SHA-1', 'SHA-1:da39a3ee5e6b4b0d3255bfef95601890afd80709', /broken algorithm/],
  ['sha384', `sha384:${HEX64}`, /does not know: found "sha384:"/, WANTED],
  ['sha-256', `sha-256:${HEX64}`, /did you mean "sha256:"\?/],
  ['a prefix in capitals', `SHA256:${HEX64}`, /in capitals: found "SHA256:", want "sha256:"/],
  ['a digit too few', `sha256:${HEX64.slice(1)}`, /found 63 hex digits, want 64/],
  ['a digit too many', `sha256:${HEX64}a`, /found 65 hex digits, want 64/],
  ['no digits', "'sha256:'", /found 0 hex digits, want 64/],
  ['sha512 with 64 digits', `sha512:${HEX64}`, /found 64 hex digits, want 128; is it sha256\?/],
  ['sha256 with 128 digits', `sha256:${HEX128}`, /found 128 hex digits, want 64; is it sha512\?/],
  ['a letter that is no hex digit', `sha256:g${HEX64.slice(1)}`, /found "g", want 0-9 and a-f/],
  ['a letter beyond ASCII', `sha256:а${HEX64.slice(1)}`, /found U\+0430, want 0-9 and a-f/],
  ['a space at the end', `'sha256:${HEX64} '`, /holds a space or a line break/, WANTED],
  ['a space in between', `'sha256: ${HEX64}'`, /holds a space/],
  ['a line of sha256sum', `${HEX64}  debian.iso`, /holds a space/],
  ['a newline', `"sha256:${HEX64}\\n"`, /line break: found ".*/],
  ["the seeds' sha256:...", 'sha256:...', /placeholder: found "sha256:\.\.\."; put in/],
  ["the seeds' sha256:abc123...", 'sha256:abc123...', /placeholder: found "sha256:abc123/],
  ['a placeholder in angle brackets', "'sha256:<checksum>'", /placeholder/],
  [
    'a number',
    '1234567890',
    /is a number to YAML: found "1234567890"/,
    WANTED,
    /algorithm in front/,
  ],
  ['a number with an exponent', `${'1'.repeat(60)}12e3`, /is a number to YAML: found "1{61}2e3"/],
];

refusesEachInBothDialects(
  BAD.flatMap(([title, written, ...says]): Row[] => [
    [
      `${title} as source.checksum`,
      withHttp({ checksum: `§${written}` }),
      /^source\.checksum /,
      ...says,
    ],
    [
      `${title} as validation.expected`,
      `${withHttp({})}      validation: {expected: §${written}}\n`,
      /^validation\.expected /,
      ...says,
    ],
  ]),
);

const EMPTY = createHash('sha512').digest('hex');
warnsOfEach([
  ['zeros only', withHttp({ checksum: `§sha256:${'0'.repeat(64)}` }), /all zeros/, /put in/],
  ['the checksum of an empty file', withHttp({ checksum: `§sha512:${EMPTY}` }), /empty file/],
]);

acceptsEach([
  ['sha256', withHttp({ checksum: `sha256:${HEX64}` })],
  ['sha512', withHttp({ checksum: `sha512:${HEX128}` })],
]);

test('normalises hex digits to lower case, in both checksums', () => {
  const text = `${withHttp({ checksum: `sha256:${HEX64.toUpperCase()}` })}      validation:
        expected: sha512:${HEX128.toUpperCase()}
`;
  const [image] = parseManifest(text, 'f').manifest?.images ?? [];
  assert.equal(image?.source.type === 'http' && image.source.checksum, `sha256:${HEX64}`);
  assert.equal(image?.expected, `sha512:${HEX128}`);
});

function validated(validation: string, more = ''): string {
  return `${withHttp({ destination: 'a.raw' }, more)}      validation: ${validation}\n`;
}

const SERVED = checksumOf(0xab);
const OTHER = checksumOf(0xcd);
refusesEachInBothDialects([
  [
    'an expected checksum that differs without decompress',
    validated(`{expected: §${OTHER}}`),
    /differs from source\.checksum/,
    /remove validation\.expected, or add source\.decompress/,
  ],
  [
    'an expected checksum that is the same with decompress',
    validated(`{expected: §${SERVED}}`, '        decompress: xz\n'),
    /the same as source\.checksum/,
    /put in the checksum of the decompressed image/,
  ],
  [
    'decompress without validation',
    withHttp({}, '        decompress: §xz\n'),
    /without validation\.expected/,
    /add validation\.expected/,
  ],
  [
    'decompress with an algorithm only',
    validated('{algorithm: sha256}', '        decompress: §xz\n'),
    /without validation\.expected/,
  ],
  [
    'an algorithm that is not that of expected',
    validated(`{algorithm: §sha512, expected: ${SERVED}}`),
    /not the algorithm of validation\.expected: found "sha512", want "sha256"/,
  ],
  [
    'an algorithm that is not that of source.checksum',
    validated('{algorithm: §sha512}'),
    /not the algorithm of source\.checksum: found "sha512", want "sha256"/,
  ],
  ['an unknown algorithm', validated('{algorithm: §md5}'), /found "md5", want "sha256"/],
]);

acceptsEach([
  ['an algorithm alone', validated('{algorithm: sha256}')],
  ['the expected checksum of the source', validated(`{expected: ${SERVED}}`)],
  ['an expected checksum of another algorithm', validated(`{expected: sha512:${HEX128}}`)],
  ['decompress with expected', validated(`{expected: ${OTHER}}`, '        decompress: xz\n')],
]);
