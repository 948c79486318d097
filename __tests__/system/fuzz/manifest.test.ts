/** Damaged manifests: no crash, no hang, a place and a plain sentence for each refusal, nothing accepted that is none. */
import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import schema from '../../../src/images/manifest/image-manifest.schema.json' with { type: 'json' };
import { parseManifest } from '../../../src/images/manifest/parse-manifest.ts';
import {
  checksumOf,
  imageEntry,
  manifestText,
  packerEntry,
} from '../../support/builders/manifest-builder.ts';
import { fuzz } from './fuzz.ts';
import { damageText, pick } from './random.ts';

const NEWER = manifestText({
  images: [
    imageEntry({
      name: 'talos',
      source: { url: 'https://h/talos.raw.xz', checksum: checksumOf(1), decompress: 'xz' },
      destination: 'talos.raw',
      validation: { algorithm: 'sha256', expected: checksumOf(2) },
      updateFile: {
        path: 'a/b.hcl',
        replacements: [{ pattern: 'url = "[^"]*"', value: 'url = "{{ .Source.URL }}"', all: true }],
      },
    }),
  ],
});

const OLDER = manifestText({
  defaults: { destinationPrefix: 'images/lab/', validation: { algorithm: 'sha256' } },
  images: [
    imageEntry({
      source: { type: 'http', url: 'https://h/debian.iso', checksum: checksumOf(3) },
      destination: { path: 'debian/debian.iso' },
    }),
    packerEntry({
      source: {
        type: 'packer',
        path: 'packer/vyos',
        variables: { iso_url: 'https://h/x.iso', cpus: '4' },
        artifact: 'output/vyos.raw',
      },
      destination: { path: 'vyos/x.raw' },
    }),
  ],
});

/** Pieces that mean something to YAML, to the rules or to a log. */
const PIECES = [
  ...[
    '\n',
    '\t',
    ' ',
    ':',
    ': ',
    '- ',
    '? ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '|\n',
    '>-\n',
    '#',
  ],
  ...[
    '&a ',
    '*a',
    '!!str ',
    '!!int ',
    '<<: ',
    '%YAML 1.1\n',
    '---\n',
    '...\n',
    '\r',
    '\0',
    '\ufeff',
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
  ...['null', 'true', 'yes', '0x1f', '0o17', '1_000', '.inf', '.nan', '1e3', '1.10', '2026-11-21'],
  ...['__proto__: 1\n', 'constructor', '\ud800', '\u{1f5a5}', '\u202e', '\u0085', '\u2028'],
  ...[
    '::error::',
    '%0A',
    '\\n',
    '\\x00',
    '\\u0000',
    'x'.repeat(300),
    '[['.repeat(20),
    '- '.repeat(40),
  ],
];

// Another reading of the text than labctl's own, and the schema alone.
const meetsSchema = new Ajv({ strict: false }).compile(schema);

fuzz('manifests', {
  cases: 1500,
  expect: ['accepted', 'refused'],
  make: (random) => damageText(pick(random, [NEWER, OLDER]), random, PIECES),
  check(text) {
    const { manifest, findings } = parseManifest(text, 'f');
    const lines = text.split('\n');
    for (const { message, place } of findings) {
      assert.ok(place.line >= 1 && place.line <= lines.length, `line ${place.line}: ${message}`);
      const width = lines[place.line - 1]?.length ?? 0;
      assert.ok(
        place.column >= 1 && place.column <= width + 1,
        `column ${place.column}: ${message}`,
      );
      assert.match(message, /^[^\p{Cc}\u202a-\u202e\u2066-\u2069]+$/u);
      assert.doesNotMatch(message, /undefined|\[object/);
    }
    const isRefused = findings.some(({ severity }) => severity === 'error');
    assert.equal(manifest === undefined, isRefused);
    if (manifest === undefined) return 'refused';

    const plain = parse(text, { version: '1.2', prettyErrors: false });
    const isMet: boolean = meetsSchema(plain);
    assert.ok(isMet, JSON.stringify(meetsSchema.errors));
    assert.equal(manifest.images.length, plain.spec.images.length);
    manifest.images.forEach((image, index) => {
      const wanted = plain.spec.images[index];
      assert.equal(image.name, wanted.name);
      assert.ok(image.destination.endsWith(wanted.destination.path ?? wanted.destination));
      if (image.source.type === 'packer') {
        assert.deepEqual(image.source.variables, wanted.source.variables ?? {});
      } else {
        assert.equal(image.source.url, wanted.source.url);
        assert.equal(image.source.checksum, wanted.source.checksum.toLowerCase());
      }
    });
    return 'accepted';
  },
});
