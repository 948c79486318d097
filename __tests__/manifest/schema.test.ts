import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import schema from '../../src/manifest/image-manifest.schema.json' with { type: 'json' };
import { parseManifest } from '../../src/manifest/parse-manifest.ts';
import { checksumOf, imageEntry, manifestText } from '../builders/manifest-builder.ts';
import { HEAD, httpImage, type Row, refusesEach, summary, withHttp } from './marked.ts';

const IMAGE = httpImage({});
const OK = HEAD + IMAGE;
const PACKER = `    - name: vyos
      source:
        type: packer
        path: packer/vyos
        artifact: output/vyos.raw
      destination: vyos/vyos.raw
`;

refusesEach([
  [
    'another apiVersion',
    OK.replace('images.lab.gilman.io/v1alpha1', '§v1'),
    /found "v1"/,
    /must be images\.lab/,
  ],
  ['no apiVersion', `§${OK.replace(/^.*\n/, '')}`, /has no "apiVersion"/, /add apiVersion: images/],
  [
    'another kind',
    OK.replace('ImageManifest', '§Images'),
    /found "Images"/,
    /must be ImageManifest/,
  ],
  ['no metadata', `§${OK.replace(/metadata:\n.*\n/, '')}`, /has no "metadata"/, /with a name/],
  [
    'no metadata.name',
    OK.replace('metadata:\n  name: lab-images', '§metadata: {}'),
    /has no "name"/,
  ],
  [
    'an empty metadata',
    OK.replace('metadata:\n  name: lab-images', '§metadata:'),
    /found nothing/,
    /a map/,
  ],
  [
    'labels in metadata',
    OK.replace('\n  name:', '\n  §labels: {a: b}\n  name:'),
    /"labels" in metadata/,
  ],
  ['no spec', `§${HEAD.replace(/spec:\n.*\n/, '')}`, /has no "spec"/],
  ['images: null', HEAD.replace('images:\n', 'images: §null\n'), /found nothing/, /must be a list/],
  [
    'images without a value',
    HEAD.replace('  images', '  §images'),
    /found nothing/,
    /must be a list/,
  ],
  ['images: {}', HEAD.replace('images:\n', 'images: §{}\n'), /found a map/, /must be a list/],
  ['images: []', HEAD.replace('images:\n', 'images: §[]\n'), /is empty; add one image/],
  ['an image that is text', `${HEAD}    - §debian\n`, /the image must be a map; found "debian"/],
  [
    'a misspelt key',
    withHttp({}).replace('checksum:', '§checksums:'),
    /unknown key "checksums" in source; did you mean "checksum"\?/,
  ],
  ['a key in the wrong case', withHttp({}).replace('url:', '§URL:'), /did you mean "url"\?/],
  [
    'a key with two letters swapped',
    withHttp({}).replace('name: debian', '§nmae: debian'),
    /did you mean "name"\?/,
  ],
  [
    'a key nothing like a known one',
    `${OK}      §retention: 5\n`,
    /known here: name, source, destination, validation, updateFile$/,
  ],
  [
    'an unknown key of the manifest',
    `${OK}§status: x\n`,
    /known here: apiVersion, kind, metadata, spec$/,
  ],
  [
    'the key __proto__',
    `${OK}      §__proto__: {polluted: true}\n`,
    /unknown key "__proto__" in the image/,
  ],
  ['the key constructor', `${OK}      §constructor: x\n`, /unknown key "constructor" in the image/],
  ['the key toString', withHttp({}, '        §toString: x\n'), /unknown key "toString" in source/],
  ['a number as a key', `${OK}      §1.10: x\n`, /unknown key "1\.10"/],
  ['no name', HEAD + IMAGE.replace('name: debian\n      ', '§'), /the image has no "name"/],
  [
    'no source',
    `${HEAD}    - §name: a\n      destination: a\n`,
    /has no "source"; add source with url/,
  ],
  [
    'no destination',
    `${HEAD}${IMAGE.replace('- name', '- §name').replace(/ +destination.*\n/, '')}`,
    /has no "destination"; add destination: <path/,
  ],
  [
    'no url',
    withHttp({})
      .replace('source', '§source')
      .replace(/ +url.*\n/, ''),
    /source has no "url"; add url: https/,
  ],
  [
    'no checksum',
    withHttp({})
      .replace('source', '§source')
      .replace(/ +checksum.*\n/, ''),
    /source has no "checksum"; add checksum: sha256:/,
  ],
  [
    'another source type',
    withHttp({}, '        type: §htpp\n'),
    /found "htpp"; did you mean "http"\?/,
    /one of http, packer/,
  ],
  [
    'url with packer',
    HEAD + PACKER.replace('path:', '§url: https://h/x\n        path:'),
    /source\.url belongs to type http, and this source is of type packer/,
  ],
  [
    'checksum with packer',
    HEAD + PACKER.replace('path:', `§checksum: ${checksumOf(1)}\n        path:`),
    /source\.checksum belongs to type http/,
  ],
  [
    'decompress with packer',
    HEAD + PACKER.replace('path:', '§decompress: xz\n        path:'),
    /source\.decompress belongs to type http/,
  ],
  [
    'path with http',
    withHttp({}, '        §path: packer/vyos\n'),
    /source\.path belongs to type packer, and this source is of type http/,
  ],
  [
    'variables with http',
    withHttp({}, '        §variables: {}\n'),
    /source\.variables belongs to type packer/,
  ],
  [
    'artifact with http',
    withHttp({}, '        §artifact: a.raw\n'),
    /source\.artifact belongs to type packer/,
  ],
  [
    'a packer source without its type',
    `${HEAD}${PACKER.replace('source', '§source').replace(/ +type.*\n/, '')}`,
    /source has no "type"; add type: packer/,
  ],
  [
    'a packer source without path',
    `${HEAD}${PACKER.replace('source', '§source').replace(/ +path.*\n/, '')}`,
    /source has no "path"/,
  ],
  [
    'a packer source without artifact',
    `${HEAD}${PACKER.replace('source', '§source').replace(/ +artifact.*\n/, '')}`,
    /source has no "artifact"/,
  ],
  [
    'another default algorithm',
    HEAD.replace('  images', '  defaults: {validation: {algorithm: §md5}}\n  images') + IMAGE,
    /spec\.defaults\.validation\.algorithm/,
    /found "md5"/,
    /sha256, sha512/,
  ],
]);

const NOT_TEXT: readonly (readonly [found: string, says: RegExp])[] = [
  ['1.10', /found the number 1\.10; put it in quotes: "1\.10"$/],
  ['0x1F', /found the number 0x1F; put it in quotes: "0x1F"$/],
  ['true', /found true; put it in quotes: "true"$/],
  ['null', /found nothing$/],
  ['[a]', /found a list$/],
  ['{a: b}', /found a map$/],
];
refusesEach(
  NOT_TEXT.flatMap(([found, says]): Row[] => [
    [`${found} as a name`, withHttp({ name: `§${found}` }), /^name must be text; /, says],
    [`${found} as a URL`, withHttp({ url: `§${found}` }), /^source\.url must be text; /, says],
  ]),
);

test('reports every finding of a manifest at once, in the order of the file', () => {
  const text = `apiVersion: images.lab.gilman.io/v1beta1
kind: ImageManifest
metadata:
  name: lab images
spec:
  images:
    - name: 1.10
      source:
        url: http://example.org/a.iso
        checksums: ${checksumOf(1)}
      destination: /a.iso
    - name: b
      source: {type: packer, path: ../p, artifact: '*.raw', variables: {n: 5}}
      destination:
        path: b.raw
        mode: 644
      validation: {algorithm: sha1}
      updateFile:
        path: .git/config
        replacements:
          - pattern: '(?=x)'
            value: '{{ .Source.Foo }}'
`;
  const { manifest, findings } = parseManifest(text, 'f');
  assert.equal(manifest, undefined);
  assert.deepEqual(
    findings.map(summary).map((line) => line.replace(/;.*/, '')),
    [
      '1:13 error: apiVersion must be images.lab.gilman.io/v1alpha1',
      '4:9 error: metadata.name holds a character that names cannot hold: found a space in "lab images", want letters, digits, dots, underscores and hyphens, a letter or a digit first',
      '7:13 error: name must be text',
      '9:14 error: source.url is not encrypted: found http:, want https:',
      '10:9 error: unknown key "checksums" in source',
      '11:20 error: destination begins with /: found "/a.iso"',
      '13:36 error: source.path leads outside: found "../p", want a path relative to the repository without ".."',
      '13:52 error: source.artifact holds *: found "*.raw"',
      '13:76 error: source.variables.n must be text',
      '16:9 error: unknown key "mode" in destination',
      '17:31 error: validation.algorithm must be one of sha256, sha512',
      '19:15 error: updateFile.path leads into .git: found ".git/config"',
      '21:22 error: updateFile.replacements[0].pattern is no RE2 pattern: found a lookahead or lookbehind, which RE2 has none of',
      '22:20 error: updateFile.replacements[0].value has an unknown variable: found "{{ .Source.Foo }}", want one of {{ .Source.URL }}, {{ .Source.Checksum }}, {{ .Name }}, {{ .Destination }}',
    ],
  );
});

test('does not pollute Object.prototype', () => {
  parseManifest(`${OK}      __proto__: {polluted: true}\n`, 'f');
  parseManifest(`${OK}__proto__: {polluted: true}\n`, 'f');
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
});

test('takes 1,000 images and refuses 1,001 with one finding', () => {
  const images = Array.from({ length: 1001 }, (_, index) => imageEntry({ name: `image-${index}` }));
  const full = parseManifest(manifestText({ images: images.slice(1) }), 'f');
  assert.equal(full.manifest?.images.length, 1000);
  const { manifest, findings } = parseManifest(manifestText({ images }), 'f');
  assert.equal(manifest, undefined);
  assert.equal(findings.length, 1);
  assert.match(findings[0]?.message ?? '', /found 1001, want 1000 at most; split the manifest/);
  assert.deepEqual(findings[0]?.place, { file: 'f', line: 5007, column: 7 });
});

test('reports at most 1,000 findings and says how many more there are', () => {
  const image = { name: 'a b', source: 'x', destination: '/' };
  const { findings } = parseManifest(manifestText({ images: Array(1000).fill(image) }), 'f');
  assert.equal(findings.length, 1001);
  assert.match(findings.at(-1)?.message ?? '', /^\d+ more findings from here on are not shown/);
});

test('titles and describes every field of the schema, with an example', () => {
  const fields = fieldsOf(schema, '');
  assert.ok(fields.length > 20);
  for (const [path, field] of fields) {
    const described = resolve(field);
    for (const key of ['title', 'description', 'examples']) {
      assert.ok(key in described || path.endsWith('/items'), `${path} has no ${key}`);
    }
  }
});

type Schema = Readonly<Record<string, unknown>>;

function fieldsOf(node: unknown, path: string): [string, Schema][] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const below = fieldsOf(value, `${path}/${key}`);
    if (key !== 'properties' || /\/(if|then|anyOf)\b/.test(path)) return below;
    const own = Object.entries(value as Record<string, Schema>);
    return [...own.map(([name, field]): [string, Schema] => [`${path}/${name}`, field]), ...below];
  });
}

function resolve(field: Schema): Schema {
  const reference = field['$ref'];
  if (typeof reference !== 'string') return field;
  const name = reference.replace('#/definitions/', '') as keyof typeof schema.definitions;
  return { examples: [], ...schema.definitions[name] };
}

test('lets nothing unknown into any map of the schema', () => {
  const maps = Object.entries({ ...schema.definitions, root: schema }).filter(
    ([, definition]) => 'properties' in definition,
  );
  for (const [name, definition] of maps) {
    assert.equal(
      'additionalProperties' in definition && definition.additionalProperties,
      false,
      name,
    );
  }
});

test('the schema is a JSON schema itself, so that it need not be asked on every start', () => {
  const ajv = new Ajv({ strictTypes: false, allowUnionTypes: true });
  assert.equal(ajv.validateSchema(schema), true, ajv.errorsText());
});
