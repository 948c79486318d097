import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { needs, output } from '../../unit/stream/decode/cli.ts';
import { type Lab, openLab, sha256 } from '../e2e/lab.ts';

const PROGRAMS = ['git', 'xz', 'sops', 'packer', 'gpg', 'sh', 'node'];
const KEYS = {
  E2_ACCESS_KEY: 'access-key-of-the-bucket',
  E2_SECRET_KEY: 'secret-key-of-the-bucket',
  SOPS_AGE_KEY: 'AGE-SECRET-KEY-1QQQQQQQQQQQQ',
};

describe('programs that a checkout brings along', needs('git', 'xz', 'sh'), () => {
  let lab: Lab;
  let seen: string;
  const content = Buffer.alloc(100_000, 'image');
  const packed = output('xz', ['-c', '-1'], content);

  before(async () => {
    lab = await openLab();
    seen = join(lab.folder, '.git', 'seen');
    execFileSync('git', ['init', '-q', lab.folder]);
    await mkdir(seen);
    await mkdir(join(lab.folder, 'bin'));
    for (const folder of ['.', 'bin', '.git']) {
      for (const program of PROGRAMS) {
        const path = join(lab.folder, folder, program);
        await writeFile(path, `#!/bin/sh\n/usr/bin/env > "${seen}/${program}"\nexit 1\n`);
        await chmod(path, 0o755);
      }
    }
    execFileSync('git', [
      '-C',
      lab.folder,
      'config',
      'core.fsmonitor',
      join(lab.folder, '.git/git'),
    ]);
    lab.origin.serve('/talos.raw.xz', packed);
    await writeFile(join(lab.folder, 'a.hcl'), 'url = "old"\n');
    const image = {
      name: 'talos',
      source: {
        url: `${lab.origin.origin}/talos.raw.xz`,
        checksum: sha256(packed),
        decompress: 'xz',
      },
      destination: 'talos.raw',
      validation: { algorithm: 'sha256', expected: sha256(content) },
      updateFile: {
        path: 'a.hcl',
        replacements: [{ pattern: 'url = ".*"', value: 'url = "{{ .Source.URL }}"' }],
      },
    };
    await writeFile(
      join(lab.folder, 'images.yaml'),
      JSON.stringify({
        apiVersion: 'images.lab.gilman.io/v1alpha1',
        kind: 'ImageManifest',
        metadata: { name: 'lab' },
        spec: { images: [image] },
      }),
    );
  });
  after(() => lab.close());

  const verbs: Record<string, string[]> = {
    validate: ['validate', '--manifest', 'images.yaml'],
    sync: ['sync', '--manifest', 'images.yaml', '--store', 'store'],
  };
  for (const [verb, args] of Object.entries(verbs)) {
    it(`are not run by ${verb}`, async () => {
      const bin = join(lab.folder, 'bin');
      const PATH = ['.', '', 'bin', bin, lab.folder, process.env['PATH']].join(':');
      const ran = await lab.images(args, {
        env: { ...KEYS, PATH, NODE_EXTRA_CA_CERTS: lab.origin.caFile },
      });
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual(await readdir(seen), []);
    });
  }

  it('have not kept the work from being done', async () => {
    assert.match(await readFile(join(lab.folder, 'a.hcl'), 'utf8'), /talos\.raw\.xz/);
    assert.deepEqual(await readFile(join(lab.folder, 'store/images/talos.raw')), content);
  });
});
