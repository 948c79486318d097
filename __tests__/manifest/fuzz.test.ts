import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifest } from '../../src/manifest/parse-manifest.ts';
import { checkSchema } from '../../src/manifest/schema-findings.ts';
import { readYamlDocument } from '../../src/manifest/yaml-document.ts';
import { checksumOf, imageEntry, manifestText, packerEntry } from '../builders/manifest-builder.ts';

const CASES = 1500;

const SEEDS = [
  manifestText({
    defaults: { destinationPrefix: 'images/lab/', validation: { algorithm: 'sha256' } },
    images: [
      imageEntry(),
      packerEntry({ destination: { path: 'vyos/x.raw' } }),
      imageEntry({
        name: 'talos',
        source: { url: 'https://h/talos.raw.xz', checksum: checksumOf(1), decompress: 'xz' },
        destination: 'talos.raw',
        validation: { algorithm: 'sha256', expected: checksumOf(2) },
        updateFile: {
          path: 'a/b.hcl',
          replacements: [
            { pattern: 'url = "[^"]*"', value: 'url = "{{ .Source.URL }}"', all: true },
          ],
        },
      }),
    ],
  }),
];

/** Pieces that mean something to YAML, to the rules or to a log. */
const PIECES = [
  ...['\n', '\t', ' ', ':', '- ', '? ', '[', ']', '{', '}', ',', '"', "'", '|\n', '>\n', '#'],
  ...[
    '&a ',
    '*a',
    '!!str ',
    '<<: ',
    '%YAML 1.1\n',
    '---\n',
    '...\n',
    '\r',
    '\0',
    '\ufeff',
    '\u202e',
  ],
  ...[
    '..',
    '/',
    '\\',
    '~',
    '@',
    '%2e',
    '{{',
    '}}',
    '{{ .Name }}',
    '(?=',
    '*',
    'sha512:',
    'http://',
  ],
  ...[
    'null',
    'true',
    '1e3',
    '1.10',
    '__proto__: 1\n',
    'constructor',
    '\ud800',
    '\u{1f5a5}',
    '::error::',
  ],
];

/** Mulberry32: the same cases on every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

function mutate(text: string, random: (below: number) => number): string {
  const at = random(text.length);
  const length = random(12);
  const piece = PIECES[random(PIECES.length)] ?? '';
  const lines = text.split('\n');
  switch (random(5)) {
    case 0:
      return text.slice(0, at) + piece + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + length);
    case 2:
      return text.slice(0, at) + piece + text.slice(at + length);
    case 3:
      return lines.toSpliced(random(lines.length), 1).join('\n');
    default:
      return lines.toSpliced(random(lines.length), 0, lines[random(lines.length)] ?? '').join('\n');
  }
}

test(`survives ${CASES} mutated manifests`, { timeout: 60_000 }, () => {
  const random = createRandom(20_261_105);
  let accepted = 0;
  for (let run = 0; run < CASES; run += 1) {
    let text = SEEDS[run % SEEDS.length] ?? '';
    for (let times = random(3); times >= 0; times -= 1) text = mutate(text, random);
    if (check(text)) accepted += 1;
  }
  assert.ok(accepted > CASES / 50 && accepted < CASES / 2, `${accepted} accepted`);
});

/** Whether the manifest is accepted; a refusal says why, somewhere in the file, in one line. */
function check(text: string): boolean {
  const { manifest, findings } = parseManifest(text, 'f');
  const lines = text.split('\n').length;
  for (const { message, place } of findings) {
    assert.ok(
      place.line >= 1 && place.line <= lines && place.column >= 1,
      JSON.stringify({ text, place }),
    );
    assert.match(message, /^\P{Cc}+$/u);
    assert.doesNotMatch(message, /undefined|\[object/, text);
  }
  const isRefused = findings.some(({ severity }) => severity === 'error');
  assert.equal(manifest === undefined, isRefused, text);
  if (manifest === undefined) return false;
  const { root } = readYamlDocument(text, 'f');
  assert.ok(root !== undefined && checkSchema(root).manifest !== undefined, text);
  return true;
}

test('parses what it has parsed into the same images again', () => {
  for (const text of SEEDS) {
    const { manifest } = parseManifest(text, 'f');
    assert.ok(manifest);
    assert.deepEqual(parseManifest(Buffer.from(text), 'f').manifest, manifest);
  }
});
