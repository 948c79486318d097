import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Lab, openLab, plainImage } from './lab.ts';

describe('labctl images validate', () => {
  let lab: Lab;
  const validate = (...args: string[]) =>
    lab.images(['validate', '--manifest', 'images.yaml', ...args]);

  before(async () => {
    lab = await openLab();
    lab.origin.serve('/plain.iso', 'x'.repeat(5000));
  });
  after(() => lab.close());

  it('asks every server for size and type, without credentials', async () => {
    await lab.writeManifest([plainImage('plain', 'x')]);
    const ran = await validate();
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /plain +ok +4\.8 KiB/);
    assert.match(ran.stdout, /images\.yaml: 1 image, no findings/);
    assert.deepEqual(
      lab.origin.requests.map((request) => request.method),
      ['HEAD'],
    );
  });

  it('asks nobody with --offline', async () => {
    const before = lab.origin.requests.length;
    assert.equal((await validate('--offline')).code, 0);
    assert.equal(lab.origin.requests.length, before);
  });

  it('tries a ranged GET where HEAD is refused', async () => {
    lab.origin.script('/plain.iso', { method: 'HEAD', status: 405 });
    const ran = await validate('--json');
    assert.equal(ran.code, 0, ran.stderr);
    const [check] = JSON.parse(ran.stdout).urls;
    assert.deepEqual([check.status, check.size], ['ok', 5000]);
    assert.equal(lab.origin.requests.at(-1)?.range, 'bytes=0-0');
  });

  it('tells a URL that is gone, at its image, from a server that does not answer', async () => {
    await lab.writeManifest([plainImage('plain', 'x'), plainImage('gone', 'y')]);
    const gone = await validate();
    assert.equal(gone.code, 2);
    assert.match(gone.stdout, /^images\.yaml:1:\d+: gone: https:\S+\/gone\.iso is gone: .*404/m);

    await lab.writeManifest([plainImage('plain', 'x')]);
    const manifest = join(lab.folder, 'away.yaml');
    await writeFile(
      manifest,
      `apiVersion: images.lab.gilman.io/v1alpha1
kind: ImageManifest
metadata: {name: lab}
spec:
  images:
    - name: away
      source: {url: 'https://127.0.0.1:1/a.iso', checksum: 'sha256:${'a'.repeat(64)}'}
      destination: a.iso
`,
    );
    const away = await lab.images(['validate', '--manifest', 'away.yaml', '--json']);
    assert.equal(away.code, 1);
    assert.equal(JSON.parse(away.stdout).urls[0].status, 'unreachable');
  });

  it('reports all findings at once, as lines and as JSON, with exit code 2', async () => {
    await writeFile(
      join(lab.folder, 'bad.yaml'),
      `apiVersion: images.lab.gilman.io/v1alpha1
kind: ImageManifest
metadata: {name: lab}
spec:
  images:
    - name: talos
      source:
        url: http://example.org/a.iso
        checksums: sha256:${'a'.repeat(64)}
      destination: /a.iso
`,
    );
    const ran = await lab.images(['validate', '--manifest', 'bad.yaml', '--offline']);
    assert.equal(ran.code, 2);
    assert.match(ran.stdout, /^bad\.yaml:8:14: .*https/m);
    assert.match(ran.stdout, /^bad\.yaml:9:9: .*checksums.*did you mean "checksum"/m);
    assert.match(ran.stdout, /^bad\.yaml:10:20: .*destination/m);
    const args = ['validate', '--manifest', 'bad.yaml', '--offline', '--json'];
    const json = JSON.parse((await lab.images(args)).stdout);
    assert.ok(json.findings.length >= 3);
  });

  it('refuses a name that the manifest does not have, with the nearest one', async () => {
    await lab.writeManifest([plainImage('plain', 'x')]);
    for (const [names, said] of [
      [
        'nope',
        /--images names what the manifest does not have: nope; it has plain \[INPUT_INVALID/,
      ],
      ['plain,plian', /does not have: plian; did you mean plain\?/],
    ] as const) {
      for (const more of [[], ['--json']]) {
        const ran = await validate('--offline', '--images', names, ...more);
        assert.equal(ran.code, 2);
        assert.match(ran.stderr, said);
      }
    }
    assert.equal((await validate('--offline', '--images', 'plain')).code, 0);
  });

  it('names the path and the flag when there is no manifest', async () => {
    const ran = await lab.images(['validate', '--manifest', 'nowhere.yaml']);
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /nowhere\.yaml/);
    assert.match(ran.stderr, /--manifest/);
  });
});
