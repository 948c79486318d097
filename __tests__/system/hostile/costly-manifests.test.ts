import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifest } from '../../../src/images/manifest/parse-manifest.ts';
import { compilePattern, patternCost } from '../../../src/images/manifest/pattern.ts';
import { HEAD } from '../../unit/images/manifest/marked.ts';

const SIZE = 1024 * 1024 - 400;
const repeat = (part: string, head = ''): string =>
  head + part.repeat(Math.floor((SIZE - head.length) / part.length));

/** Files just below 1 MiB, each made to cost the parser or a rule as much as possible. */
const HOSTILE: Readonly<Record<string, string>> = {
  'a list of 170,000 numbers as images': repeat('    - 1\n', HEAD),
  'a flow list of 500,000 numbers': `a: [${repeat('1,')}]`,
  '90,000 keys': Array.from({ length: 90_000 }, (_, key) => `key${key}: 1\n`)
    .join('')
    .slice(0, SIZE),
  'one key 200,000 times': repeat('k: 1\n'),
  'a million brackets': repeat('['),
  'half a million empty lists': repeat('[]'),
  'a million closing brackets': repeat(']'),
  'a million commas': repeat(',', 'a: ['),
  'half a million list markers in one line': repeat('- '),
  'half a million key markers in one line': repeat('? '),
  '120,000 list markers in one line': '- '.repeat(120_000),
  '120,000 key markers in one line': '? '.repeat(120_000),
  '120,000 empty lists': '[]'.repeat(120_000),
  '240,000 closing brackets': ']'.repeat(240_000),
  '240,000 commas': `a: [${','.repeat(240_000)}`,
  '120,000 quotes': '"" '.repeat(120_000),
  '120,000 documents': '---\n'.repeat(120_000),
  '40,000 keys': Array.from({ length: 40_000 }, (_, key) => `key${key}: 1\n`).join(''),
  'half a million bad escapes': `a: "${repeat('\\q')}"`,
  '250,000 documents': repeat('---\n'),
  '350,000 directives': repeat('%a\n'),
  '350,000 anchors': repeat('&a '),
  '350,000 aliases': repeat('*a,', 'a: ['),
  'half a million comments': repeat('#\n'),
  'one name of a million letters': `${HEAD}    - name: ${repeat('x')}`,
  'one destination of half a million folders': `${HEAD}    - destination: ${repeat('x/')}`,
  'one pattern of a million groups': `${HEAD}    - updateFile: {replacements: [{pattern: "${repeat('(')}"}]}`,
  'one value of half a million braces': `${HEAD}    - updateFile: {replacements: [{value: "${repeat('{{')}"}]}`,
  '9,000 patterns that repeat 1,000 times': patterns(9, (id) => `${id}x{1000}`),
  '1,000 patterns of Unicode classes': patterns(1, (id) => `${'(?i)[^\\pL\\pN]'.repeat(60)}${id}`),
  '1,000 patterns of nested repeats': patterns(1, (id) => `${'((x{30}){30}y)'.repeat(60)}${id}`),
};

function patterns(perImage: number, pattern: (id: number) => string): string {
  const images = Array.from({ length: 1000 }, (_, image) => {
    const ids = Array.from({ length: perImage }, (_, index) => image * perImage + index);
    const list = ids.map((id) => `{pattern: '${pattern(id)}', value: x}`).join(', ');
    return `    - updateFile: {path: a, replacements: [${list}]}\n`;
  });
  return (HEAD + images.join('')).slice(0, SIZE);
}

/** What `work` answers; fails where it has taken the processor for long. */
function cheaply<Result>(work: () => Result): Result {
  const before = process.cpuUsage();
  const result = work();
  const { user } = process.cpuUsage(before);
  assert.ok(user < 10e6, `${user / 1e6} s of processor time`);
  return result;
}

for (const [title, text] of Object.entries(HOSTILE)) {
  // The slowest takes about 1 s; without the limits some take a minute, or never end.
  test(`survives ${title}`, () => {
    const { manifest, findings } = cheaply(() => parseManifest(text, 'f'));
    assert.equal(manifest, undefined);
    assert.ok(findings.length > 0 && findings.length <= 1001);
    for (const { message } of findings) assert.ok(message.length < 1000, message.slice(0, 200));
  });
}

test('matches in linear time', () => {
  const matcher = compilePattern('^(a+)+$').matcher(`${'a'.repeat(50_000)}b`);
  assert.equal(
    cheaply(() => matcher.find()),
    false,
  );
});

test('counts repeats and Unicode classes into the cost of a pattern', () => {
  assert.equal(patternCost('abc'), 3);
  assert.equal(patternCost('a{64}'), 5 + 64);
  assert.equal(patternCost('a{2,64}'), 7 + 64);
  assert.equal(patternCost('(ab){64}'), 8 + 8 * 64);
  assert.equal(patternCost('\\pL\\P{Lu}'), 9 + 2 * 40);
});
