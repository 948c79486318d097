import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import schema from '../../../../src/images/manifest/image-manifest.schema.json' with {
  type: 'json',
};
import { parseManifest } from '../../../../src/images/manifest/parse-manifest.ts';
import { checksumOf, manifestText } from '../../../support/builders/manifest-builder.ts';
import { summary } from './marked.ts';

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
