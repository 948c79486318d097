import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { LabctlError } from '../../../src/base/errors.ts';
import { buildWithPacker, type PackerBuild } from '../../../src/packer/packer-build.ts';
import { fingerprintPacker } from '../../../src/packer/packer-fingerprint.ts';
import { aGit } from '../../support/builders/git-builder.ts';
import { missingPacker, openPackerLab, PACKER, type PackerLab, TEMPLATE } from './packer-lab.ts';

const never = new AbortController().signal;
const path = process.env['PATH'] ?? '';

describe('a Packer build', { skip: missingPacker() }, () => {
  let lab: PackerLab;
  let lines: string[];

  beforeEach(async () => {
    lab = await openPackerLab();
    lines = [];
  });
  afterEach(() => lab.close());

  const build = (more: Partial<PackerBuild> = {}) =>
    buildWithPacker({
      program: PACKER,
      folder: join(lab.root, 'vyos'),
      variables: {},
      artifact: 'output/image.raw',
      env: { PATH: path, HOME: lab.root },
      envNames: [],
      onLine: (line) => lines.push(line),
      signal: never,
      ...more,
    });
  const fails = (code: string, message: RegExp, more: Partial<PackerBuild> = {}) =>
    assert.rejects(build(more), (error: unknown) => {
      assert.ok(error instanceof LabctlError, String(error));
      assert.equal(error.code, code);
      assert.match(error.message, message);
      return true;
    });

  it('gives the artifact, its output line by line', async () => {
    const artifact = await build();
    assert.equal(artifact, join(lab.root, 'vyos/output/image.raw'));
    assert.equal(await readFile(artifact ?? '', 'utf8'), 'built');
    assert.ok(
      lines.some((line) => line.includes("Build 'file.image' finished")),
      lines.join('\n'),
    );
  });

  it('takes variables from the environment, whatever is in them', async () => {
    const content = 'a "quoted" $value; rm -rf / `x`\n::set-output::';
    const artifact = await build({ variables: { content } });
    assert.equal(await readFile(artifact ?? '', 'utf8'), content);
  });

  it('builds again over what an earlier build left', async () => {
    await build();
    const artifact = await build({ variables: { content: 'again' } });
    assert.equal(await readFile(artifact ?? '', 'utf8'), 'again');
  });

  it('hides the credentials of the bucket and the age key from provisioners', async () => {
    const env = {
      PATH: path,
      HOME: lab.root,
      E2_SECRET_KEY: 'no',
      SOPS_AGE_KEY: 'no',
      MINE: 'yes',
      OTHER: 'yes',
    };
    await lab.write(
      'vyos/image.pkr.hcl',
      TEMPLATE.replace(
        'sources = ["source.file.image"]',
        'sources = ["source.file.image"]\n  provisioner "shell-local" {\n    inline = ["env"]\n  }',
      ),
    );
    await build({ env, envNames: ['MINE'] });
    const said = lines.join('\n');
    assert.match(said, /MINE=yes/);
    assert.doesNotMatch(said, /E2_SECRET_KEY|SOPS_AGE_KEY|OTHER/);
  });

  it('fails with the exit code when the build fails', async () => {
    await lab.write('vyos/image.pkr.hcl', TEMPLATE.replace('var.content', 'var.nothing'));
    await fails('BUILD_FAILED', /packer \w+ failed in .*vyos: exit code 1/);
  });

  it('fails when there is no artifact where it was said to be', async () => {
    await fails('BUILD_FAILED', /left no file .*output\/other\.raw/, {
      artifact: 'output/other.raw',
    });
  });

  it('refuses an artifact that leads out of the folder', async () => {
    await lab.write('secret.txt', 'secret');
    await symlink(join(lab.root, 'secret.txt'), join(lab.root, 'vyos/link.raw'));
    await fails('BUILD_FAILED', /leads out of/, { artifact: 'link.raw' });
    await fails('BUILD_FAILED', /leads out of/, { artifact: '../secret.txt' });
  });

  it('refuses an empty artifact', async () => {
    await fails('BUILD_FAILED', /an empty file/, { variables: { content: '' } });
  });

  it('refuses a folder without a template', async () => {
    await rm(join(lab.root, 'vyos/image.pkr.hcl'));
    await fails('NOT_FOUND', /no Packer template/);
    await fails('NOT_FOUND', /no such folder/, { folder: join(lab.root, 'nowhere') });
  });

  it('is stopped with everything that it started', async () => {
    const stop = new AbortController();
    await lab.write(
      'vyos/image.pkr.hcl',
      TEMPLATE.replace(
        'sources = ["source.file.image"]',
        'sources = ["source.file.image"]\n  provisioner "shell-local" {\n    inline = ["echo started", "sleep 60", "touch late"]\n  }',
      ),
    );
    const onLine = (line: string): void => {
      if (line.includes('started')) stop.abort(new LabctlError('CANCELLED', 'stopped by SIGTERM'));
    };
    await fails('CANCELLED', /stopped by SIGTERM/, { onLine, signal: stop.signal });
    assert.equal(existsSync(join(lab.root, 'vyos/late')), false);
  });

  it('does not wait for what the build has left in a session of its own', async () => {
    const program = join(lab.root, 'packer');
    const stray = "setsid sh -c 'echo $$ > stray.pid; exec sleep 60' &";
    await lab.write('packer', `#!/bin/sh\n[ "$1" = build ] || exit 0\n${stray}\nsleep 0.2\n`);
    await chmod(program, 0o755);
    const started = performance.now();
    await build({ program, artifact: undefined });
    assert.ok(performance.now() - started < 30_000);
    process.kill(Number(await readFile(join(lab.root, 'vyos/stray.pid'), 'utf8')), 'SIGKILL');
  });

  it('refuses QEMU at once where there is no KVM, unless it is to emulate', async () => {
    const kvm = join(lab.root, 'no-kvm');
    await lab.write('vyos/qemu.pkr.hcl', 'source "qemu" "vyos" {\n}\n');
    await fails('UNSUPPORTED', /no-kvm.*accelerator/, { kvm });
    assert.deepEqual(lines, []);
    await lab.write('vyos/qemu.pkr.hcl', 'source "qemu" "vyos" {\n  accelerator = "tcg"\n}\n');
    await build({ kvm });
  });
});

describe('the fingerprint of a build', () => {
  let lab: PackerLab;
  beforeEach(async () => {
    lab = await openPackerLab();
  });
  afterEach(() => lab.close());

  const fingerprint = (more: { variables?: Record<string, string>; packerVersion?: string } = {}) =>
    fingerprintPacker({
      folder: join(lab.root, 'vyos'),
      artifact: 'output/image.raw',
      variables: {},
      packerVersion: '1.15.0',
      git: aGit(),
      ...more,
    });

  it('is the same for the same contents, whatever the times', async () => {
    const before = await fingerprint();
    await lab.write('vyos/image.pkr.hcl', TEMPLATE);
    assert.equal(await fingerprint(), before);
  });

  it('changes with a file, a new file, a variable, and Packer', async () => {
    const seen = new Set([await fingerprint()]);
    await lab.write('vyos/image.pkr.hcl', `${TEMPLATE}\n`);
    seen.add(await fingerprint());
    await lab.write('vyos/scripts/setup.sh', 'echo\n');
    seen.add(await fingerprint());
    seen.add(await fingerprint({ variables: { content: 'x' } }));
    seen.add(await fingerprint({ variables: { content: 'y' } }));
    seen.add(await fingerprint({ packerVersion: '1.14.0' }));
    assert.equal(seen.size, 6);
  });

  it('does not change with what Git ignores, with the artifact, or with files elsewhere', async () => {
    const before = await fingerprint();
    await lab.write('vyos/ignored.txt', 'x');
    await lab.write('vyos/output/image.raw', 'x');
    await lab.write('vyos/output/image.raw.log', 'x');
    await lab.write('elsewhere.txt', 'x');
    assert.equal(await fingerprint(), before);
  });

  it('is refused outside of a Git checkout', async () => {
    await rm(join(lab.root, '.git'), { recursive: true });
    await assert.rejects(fingerprint(), /needs a Git checkout/);
  });
});
