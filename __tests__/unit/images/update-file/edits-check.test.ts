import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { parseManifest } from '../../../../src/images/manifest/parse-manifest.ts';
import { checkEdits } from '../../../../src/images/update-file/edits.ts';
import { presentFinding } from '../../../../src/report/present-error.ts';
import { aCheckout, setting } from '../../../support/builders/checkout-builder.ts';
import { HEAD } from '../manifest/marked.ts';

const MANIFEST = `${HEAD}    - name: good
      source: {type: packer, path: p, artifact: a.raw}
      destination: good.raw
      updateFile:
        path: a.hcl
        replacements:
          - pattern: 'good = .*'
            value: 'good = {{ .Name }}'
    - name: missing
      source: {type: packer, path: p, artifact: a.raw}
      destination: missing.raw
      updateFile:
        path: missing.hcl
        replacements:
          - pattern: 'x'
            value: 'x'
    - name: misfit
      source: {type: packer, path: p, artifact: a.raw}
      destination: misfit.raw
      updateFile:
        path: a.hcl
        replacements:
          - pattern: 'first = .*'
            value: 'first = {{ .Name }}'
          - pattern: 'second'
            value: 'second'
`;

test('reports what does not fit at its place in the manifest, and changes nothing', async (t) => {
  const checkout = await aCheckout(t, { 'a.hcl': 'good = 1\nfirst = 1\n' });
  const { manifest, findings } = parseManifest(MANIFEST, 'images.yaml');
  assert.deepEqual(findings, []);
  const above = HEAD.split('\n').length - 1;
  assert.deepEqual((await checkEdits(manifest?.images ?? [], checkout)).map(presentFinding), [
    `images.yaml:${above + 25}:22: misfit: cannot edit a.hcl: the pattern "second" matches nothing`,
    `images.yaml:${above + 13}:15: missing: cannot edit missing.hcl: there is no such file in the checkout`,
  ]);
  assert.equal(String(await checkout.read('a.hcl')), 'good = 1\nfirst = 1\n');
  assert.deepEqual(await readdir(checkout.root), ['a.hcl']);
});

test('reports at the image where the parts have no place', async (t) => {
  const [finding] = await checkEdits([setting('a')], await aCheckout(t));
  assert.deepEqual(finding?.place, { file: 'images.yaml', line: 1, column: 1 });
});
