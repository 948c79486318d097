import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifest } from '../../../src/images/manifest/parse-manifest.ts';
import {
  acceptsEach,
  HEAD,
  httpImage,
  refusesEach,
  summary,
  withHttp,
} from '../../unit/images/manifest/marked.ts';

const IMAGE = httpImage({});

refusesEach([
  ['an empty file', '§', /the manifest is empty/, /begins with apiVersion/],
  ['a file of comments only', '§# nothing\n# at all\n', /is empty/],
  ['a file with a document marker only', '---§\n', /is empty/],
  ['a null', '§~\n', /is empty/],
  ['a scalar', '§hello\n', /found a single value/, /must be a map with apiVersion/],
  ['a list at the root', '§- name: x\n', /found a list/, /must be a map/],
  ['two documents', `${HEAD}${IMAGE}§---\n${HEAD}${IMAGE}`, /more than one YAML document/],
  ['a document after an end marker', `${HEAD}${IMAGE}...\n§a: 1\n`, /more than one/],
  ['a duplicate key', `${HEAD}${IMAGE}§kind: ImageManifest\n`, /"kind" is given twice/, /line 2/],
  [
    'a duplicate key deep inside',
    HEAD + httpImage({}, `        §url: https://other.example.org/x.iso\n`),
    /"url" is given twice, first in line 9/,
  ],
  ['a tab as indentation', `${HEAD}§\t- name: x\n`, /indented with a tab/, /use spaces/],
  ['a tab behind spaces', `${HEAD}    - name: x\n      §\tsource: y\n`, /tab/],
  ['a value with ": "', `${HEAD}    - name: §a: b\n`, /second "key: value"/, /in quotes/],
  ['a value that begins with @', withHttp({ name: '§@x' }), /begin with this character/, /quotes/],
  ['a bad escape', withHttp({ name: '"a§\\s"' }), /escape sequence/, /single quotes/],
  ['an open quote', `${HEAD}    - name: "x\n§`, /quote was opened/],
  ['an open bracket', `${HEAD}    - [a,\n§kind: x\n`, /\[ was opened/],
  ['an open brace', `${HEAD}    - {a: b,\n§kind: x\n`, /\{ was opened/],
  ['a line without a colon', `${HEAD}${IMAGE}§images\n`, /no value/],
  ['a brace at the start of a value', withHttp({ name: '§{{ .Version }}' }), /put in quotes/],
  ['a list as a key', `${HEAD}${IMAGE}? §[a]\n: b\n`, /a key must be text/],
  ['an empty key', `${HEAD}${IMAGE}§: b\n`, /key is empty/],
  ['an anchor', withHttp({ name: '§&n debian' }), /aliases and anchors/, /write the value out/],
  ['an alias of nothing', withHttp({ name: '§*n' }), /aliases and anchors/],
  ['an alias as a key', `${HEAD}${IMAGE}§*n : b\n`, /aliases and anchors/],
  [
    'a merge key',
    withHttp({}, '        §<<: {decompress: xz}\n'),
    /merge keys/,
    /write the keys out/,
  ],
  ['an unknown tag', withHttp({ name: '§!name debian' }), /tags/, /leave the tag out/],
  ['a known tag', withHttp({ name: '§!!str 5' }), /tags/],
  ['!!binary', withHttp({ name: '§!!binary aGVsbG8=' }), /tags/],
  ['!!js/function', withHttp({ name: '§!!js/function "x"' }), /tags/],
  ['a tag of a collection', withHttp({}).replace('source:', 'source: §!!omap'), /tags/],
  ['%YAML 1.1', `§%YAML 1.1\n---\n${HEAD}${IMAGE}`, /directives/, /remove the line/],
  ['%TAG', `§%TAG ! tag:example.org,2000:\n---\n${HEAD}${IMAGE}`, /directives/],
  ['a NUL', withHttp({ name: 'deb§\0ian' }), /NUL/, /save it as UTF-8/],
  ['a control character in a comment', `# §\u0007\n${HEAD}${IMAGE}`, /control character U\+0007/],
  ['a bidirectional override', `# §\u202e\n${HEAD}${IMAGE}`, /U\+202E/, /remove it/],
  [
    'CR-only line ends',
    (HEAD + IMAGE).replace('\n', '§\r').replaceAll('\n', '\r'),
    /CR alone/,
    /LF/,
  ],
  ['brackets nested 5,000 deep', `${HEAD.replace('\n  images:\n', ' ')}${deep('[')}`, /too deeply/],
  ['braces nested 5,000 deep', `${HEAD.replace('\n  images:\n', ' ')}${deep('{')}`, /too deeply/],
]);

/** The 33rd level is one too many. */
function deep(bracket: string): string {
  return `${bracket.repeat(32)}§${bracket.repeat(5000 - 32)}`;
}

acceptsEach([
  ['a byte-order mark', `\ufeff${HEAD}${IMAGE}`],
  ['CR LF line ends', (HEAD + IMAGE).replaceAll('\n', '\r\n')],
  ['a document marker', `---\n${HEAD}${IMAGE}...\n`],
  ['comments in any script', `# מכונות · 机器 · 🖥\n${HEAD}${IMAGE}`],
  [
    'flow style',
    `${HEAD.trimEnd()} [{name: a, source: {url: "https://h/a", checksum: "sha256:${'ab'.repeat(32)}"}, destination: a}]`,
  ],
]);

test('counts lines and columns behind a byte-order mark as an editor does', () => {
  const { findings } = parseManifest(Buffer.from('\ufeffkind: x\n'), 'f');
  assert.equal(findings.at(-1)?.place.column, 'kind: '.length + 1);
});

test('counts lines in a file with CR LF line ends', () => {
  const text = withHttp({ url: 'http://h/x.iso' }).replaceAll('\n', '\r\n');
  assert.deepEqual(
    parseManifest(text, 'f').findings.map(({ place }) => place),
    [{ file: 'f', line: 9, column: 14 }],
  );
});

test('refuses UTF-16 and bytes that are not UTF-8, with the place', () => {
  const utf16 = Buffer.from(`\ufeff${HEAD}`, 'utf16le');
  assert.match(messageOf(utf16), /^1:1 error: the manifest is UTF-16; save it as UTF-8$/);
  assert.match(messageOf(Buffer.from(HEAD, 'utf16le')), /^1:2 error: .*NUL.*UTF-8/);
  const latin1 = Buffer.from('kind: x\nname: caf\u00e9\n', 'latin1');
  assert.match(messageOf(latin1), /^2:10 error: .*not valid UTF-8/);
});

test('refuses 1 MiB and one byte, and reads 1 MiB', () => {
  const full = (HEAD + IMAGE).padEnd(1024 * 1024, '#');
  assert.notEqual(parseManifest(full, 'f').manifest, undefined);
  assert.match(messageOf(`${full}#`), /^1:1 error: .*larger than 1 MiB; split it/);
});

test('reports an alias at every line where it stands, and nothing for the bombs it would make', () => {
  const laughs = ['a: &a [x, x]', 'b: &b [*a, *a, *a]', 'c: &c [*b, *b, *b]', 'd: *c'].join('\n');
  const { manifest, findings } = parseManifest(`${HEAD}${IMAGE}${laughs}\n`, 'f');
  const aliases = findings.filter(({ message }) => message.startsWith('aliases'));
  assert.equal(manifest, undefined);
  assert.deepEqual(
    aliases.map(({ place }) => `${place.line}:${place.column}`),
    ['12:4', '13:4', '14:4', '15:4'],
  );
});

test('survives an alias to itself', () => {
  const messages = messageOf(withHttp({ name: '&a [*a]' })).split('\n');
  assert.match(messages[0] ?? '', /^7:13 error: aliases and anchors/);
  assert.match(messages[1] ?? '', /^7:16 error: name must be text; found a list$/);
});

test('reports a merge key with an alias once', () => {
  const text = withHttp({}, '        <<: *defaults\n');
  assert.deepEqual(
    parseManifest(text, 'f').findings.map(({ place }) => place.column),
    [13],
  );
});

test('survives blocks nested 1,400 deep', () => {
  const text = Array.from({ length: 1400 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');
  assert.match(messageOf(text), /nested too deeply/);
});

test('refuses the 33rd level of blocks where it begins', () => {
  const levels = Array.from({ length: 40 }, (_, depth) => `${' '.repeat(depth)}a:\n`);
  const { findings } = parseManifest(levels.join(''), 'f');
  assert.match(
    findings.map(summary).at(-1) ?? '',
    /^34:34 error: the manifest is nested too deeply/,
  );
});

test('survives lists of lists in one line', () => {
  assert.match(messageOf(`${HEAD}    ${'- '.repeat(5000)}x\n`), /nested too deeply/);
});

test('reports one syntax mistake a line', () => {
  const { findings } = parseManifest('a:\n\tb: 1\n\tc: 2\n', 'f');
  assert.deepEqual(findings.map(summary), [
    '2:1 error: a line is indented with a tab; use spaces',
    '3:1 error: a line is indented with a tab; use spaces',
  ]);
});

test('shows nothing of a text that cannot be read', () => {
  const texts = [
    'a: |hunter2\n',
    'a: {b: hunter2\n',
    "a: 'x'hunter2\n",
    'a: "x" hunter2\n',
    '? hunter2: x: y\n',
  ];
  for (const text of texts) assert.doesNotMatch(messageOf(text), /hunter2/);
});

test('leaves the depth of stack traces as it was', () => {
  const before = Error.stackTraceLimit;
  parseManifest('a: [', 'f');
  assert.equal(Error.stackTraceLimit, before);
});

function messageOf(text: string | Buffer): string {
  return parseManifest(text, 'f').findings.map(summary).join('\n');
}
