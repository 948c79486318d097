import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { type Lab, openLab, plainImage } from './lab.ts';
import { BUNDLE } from './labctl.ts';

const FULL = '/dev/full';
const noFullDevice = !existsSync(FULL) && `${FULL} is not there`;

describe('output that cannot be written', () => {
  let lab: Lab;
  before(async () => {
    lab = await openLab();
    await lab.writeManifest([plainImage('plain', 'x')]);
  });
  after(() => lab.close());

  const VALIDATE = ['images', 'validate', '--offline', '--manifest', 'images.yaml'];
  const DRY_RUN = ['images', 'sync', '--dry-run', '--store', '.', '--manifest', 'images.yaml'];

  const ACTION = {
    ...{ GITHUB_ACTIONS: 'true', INPUT_MANIFEST: 'images.yaml' },
    ...{ INPUT_STORE: '.', 'INPUT_DRY-RUN': 'true' },
  };

  for (const [what, args, env] of [
    ['the version', ['--version'], {}],
    ['the help', ['images', 'sync', '--help'], {}],
    ['a table', VALIDATE, {}],
    ['JSON', [...VALIDATE, '--json'], {}],
    ['the log of the Action', [], ACTION],
  ] as const) {
    it(`is no success and is said on stderr: ${what}`, { skip: noFullDevice }, async () => {
      const full = await open(FULL, 'w');
      const ran = spawnSync(process.execPath, [BUNDLE, ...args], {
        cwd: lab.folder,
        env: { PATH: process.env['PATH'], CI: 'true', ...env },
        stdio: ['ignore', full.fd, 'pipe'],
        encoding: 'utf8',
      });
      await full.close();
      assert.equal(ran.status, 1, ran.stderr);
      assert.match(ran.stderr, /^error: the output could not be written: .*ENOSPC/m);
    });
  }

  it('is no success for the log on stderr', { skip: noFullDevice }, async () => {
    const full = await open(FULL, 'w');
    const ran = spawnSync(process.execPath, [BUNDLE, ...DRY_RUN, '--json'], {
      cwd: lab.folder,
      env: { PATH: process.env['PATH'], CI: 'true' },
      stdio: ['ignore', 'pipe', full.fd],
      encoding: 'utf8',
    });
    await full.close();
    assert.equal(ran.status, 1);
    assert.equal(JSON.parse(ran.stdout).images.length, 1);
  });

  it('keeps the exit code of a run that failed anyway', { skip: noFullDevice }, async () => {
    const full = await open(FULL, 'w');
    const ran = spawnSync(process.execPath, [BUNDLE, 'images', 'snyc'], {
      stdio: ['ignore', full.fd, full.fd],
    });
    await full.close();
    assert.equal(ran.status, 2);
  });

  it('is nobody’s loss where the reader has gone, as head does', async () => {
    const child = spawn(process.execPath, [BUNDLE, ...VALIDATE], {
      cwd: lab.folder,
      env: { PATH: process.env['PATH'], CI: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const ended = new Promise((resolve) => {
      child.once('close', resolve);
    });
    assert.equal(await text(child.stderr), '');
    assert.equal(await ended, 0);
    assert.ok(existsSync(join(lab.folder, 'images.yaml')));
  });
});
