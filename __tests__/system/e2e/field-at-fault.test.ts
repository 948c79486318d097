import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Lab, openLab, sha256 } from './lab.ts';
import { labctl } from './labctl.ts';

const WRONG = `sha256:${'1'.repeat(64)}`;
const GZIP = gzipSync('raw');

/** Name, code, field, and the line that the field stands at; columns are those of its value. */
const FAILED = [
  ['mismatch', 'CHECKSUM_MISMATCH', 'source.checksum', 9, 19],
  ['gone', 'SOURCE_GONE', 'source.url', 13, 14],
  ['refused', 'SOURCE_REJECTED', 'source.url', 18, 14],
  ['expected', 'CHECKSUM_MISMATCH', 'validation.expected', 27, 49],
  ['format', 'DECODE_FAILED', 'source.decompress', 32, 21],
  ['edited', 'EDIT_FAILED', 'updateFile.replacements.pattern', 43, 22],
  ['unedited', 'EDIT_FAILED', 'updateFile.path', 51, 15],
] as const;

describe('an image that fails by what the manifest says of it', () => {
  let lab: Lab;
  const sync = (...args: string[]) =>
    lab.images(['sync', '--manifest', './images.yaml', '--store', './store', ...args]);

  before(async () => {
    lab = await openLab();
    for (const path of ['/mismatch', '/edited', '/unedited']) lab.origin.serve(path, 'data');
    lab.origin.serve('/gz', GZIP);
    lab.origin.script('/refused', ...Array.from({ length: 10 }, () => ({ status: 403 })));
    await writeFile(join(lab.folder, 'vars.hcl'), 'url = "x"\n');
    const url = (path: string) => lab.origin.url(path);
    await writeFile(
      join(lab.folder, 'images.yaml'),
      `apiVersion: images.lab.gilman.io/v1alpha1
kind: ImageManifest
metadata: {name: lab}
spec:
  images:
    - name: mismatch
      source:
        url: ${url('/mismatch')}
        checksum: ${WRONG}
      destination: mismatch.raw
    - name: gone
      source:
        url: ${url('/gone')}
        checksum: ${sha256('gone')}
      destination: gone.raw
    - name: refused
      source:
        url: ${url('/refused')}
        checksum: ${sha256('refused')}
      destination: refused.raw
    - name: expected
      source:
        url: ${url('/gz')}
        checksum: ${sha256(GZIP)}
        decompress: gzip
      destination: expected.raw
      validation: {algorithm: sha256, expected: ${WRONG.replace('1', '2')}}
    - name: format
      source:
        url: ${url('/gz')}
        checksum: ${sha256(GZIP)}
        decompress: zstd
      validation: {algorithm: sha256, expected: ${sha256('raw')}}
      destination: format.raw
    - name: edited
      source:
        url: ${url('/edited')}
        checksum: ${sha256('data')}
      destination: edited.raw
      updateFile:
        path: vars.hcl
        replacements:
          - pattern: nowhere
            value: x
    - name: unedited
      source:
        url: ${url('/unedited')}
        checksum: ${sha256('data')}
      destination: unedited.raw
      updateFile: {path: missing.hcl, replacements: [{pattern: a, value: a}]}
`
        .replace('updateFile: {path: missing', 'updateFile:\n        path: missing')
        .replace(
          ', replacements: [{pattern: a, value: a}]}',
          '\n        replacements: [{pattern: a, value: a}]',
        ),
    );
  });
  after(() => lab.close());

  it('is shown with file, line, column and field, in the log and in JSON', async () => {
    const ran = await sync();
    assert.equal(ran.code, 1);
    const blocks = ran.stderr.split(/^(?=error: )/m);
    for (const [name, code, field, line, column] of FAILED) {
      const block = blocks.find((one) => one.startsWith(`error: ${name}: `) && one.includes(code));
      assert.ok(block, `${name}\n${ran.stderr}`);
      assert.ok(block.includes(`\n  ./images.yaml:${line}:${column}: ${field}\n`), block);
    }
    const { images, update } = JSON.parse((await sync('--json')).stdout);
    for (const [name, code, field, line, column] of FAILED) {
      const failed = code === 'EDIT_FAILED' ? update.failures : images;
      const { error } = failed.find((one: { name?: string; image?: string }) =>
        [one.name, one.image].includes(name),
      );
      assert.deepEqual(error.at, { field, file: './images.yaml', line, column });
    }
  });

  it('is an annotation there in the Action', async () => {
    const ran = await labctl([], {
      cwd: lab.folder,
      env: {
        GITHUB_ACTIONS: 'true',
        NODE_EXTRA_CA_CERTS: lab.origin.caFile,
        INPUT_MANIFEST: './images.yaml',
        INPUT_STORE: 'store',
      },
    });
    assert.equal(ran.code, 1);
    for (const [name, , field, line, column] of FAILED) {
      const at = `::error file=images.yaml,line=${line},col=${column}::${name}: `;
      const annotation = ran.stdout.split('\n').find((one) => one.startsWith(at));
      assert.ok(annotation?.endsWith(`(${field})`), `${name}\n${ran.stdout}`);
    }
  });

  it('is named by a download from its source, too', async () => {
    const args = ['download', '--from', 'manifest', '--manifest', 'images.yaml'];
    const ran = await lab.images([...args, '--name', 'mismatch', '--output', 'x.raw']);
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /\n {2}images\.yaml:9:19: source\.checksum\n/);
  });

  it('is a finding of validate where the URL stands', async () => {
    const ran = await lab.images(['validate', '--manifest', 'images.yaml']);
    assert.equal(ran.code, 2);
    assert.match(ran.stdout, /^images\.yaml:13:14: gone: /m);
  });
});
