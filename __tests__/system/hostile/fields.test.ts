import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifest } from '../../../src/images/manifest/parse-manifest.ts';
import { checksumOf, imageEntry, manifestText } from '../../support/builders/manifest-builder.ts';
import {
  HEAD,
  httpImage,
  type Row,
  refusesEach,
  withHttp,
} from '../../unit/images/manifest/marked.ts';

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
  [
    'hooks, which another labctl runs',
    `${withHttp({})}      §hooks:
        transform: [{name: inject, command: ./inject.sh, inputs: [config/*.yaml]}]
`,
    /^the image has hooks, which labctl does not run; remove them.*images download.*images upload/,
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
