import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join, relative } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { findXz } from '../../../src/tools/xz.ts';
import { needs } from '../stream/decode/cli.ts';

describe('finding xz', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labctl-find-xz-'));
  });
  after(() => rm(folder, { recursive: true }));

  /** A folder with a script named `xz`. */
  async function folderWith(name: string, script: string): Promise<string> {
    const path = join(folder, name);
    await mkdir(path);
    await writeFile(join(path, 'xz'), `#!/bin/sh\n${script}\n`);
    await chmod(join(path, 'xz'), 0o755);
    return path;
  }

  const release = (program: string, library = program) =>
    `echo XZ_VERSION=${program}; echo LIBLZMA_VERSION=${library}`;

  test('gives the absolute path of the real one', needs('xz'), async () => {
    const found = await findXz({ PATH: process.env['PATH'] });
    assert.ok(found.program !== undefined && isAbsolute(found.program));
  });

  const fitting = {
    '5.4.0': '50040002',
    '5.6.2': '50060022',
    '5.8.1': '50080012',
    '5.10.0': '50100002',
  };
  for (const [version, number] of Object.entries(fitting)) {
    test(`takes ${version}`, async () => {
      const path = await folderWith(version, release(number));
      assert.deepEqual(await findXz({ PATH: path }), { program: join(path, 'xz'), version });
    });
  }

  const unfit: Record<string, [script: string, reason: RegExp]> = {
    'an old release': [release('50020052'), /5\.2\.5, older than 5\.4/],
    'the release 5.6.0': [release('50060002'), /5\.6\.0, a release with a backdoor/],
    'the release 5.6.1': [release('50060012'), /5\.6\.1, a release with a backdoor/],
    'a library with a backdoor': [release('50040002', '50060012'), /5\.6\.1, a release with/],
    'another program of that name': ['echo BusyBox', /not from XZ Utils/],
    'a program that fails': ['echo no >&2; exit 1', /does not tell its version/],
  };
  for (const [what, [script, reason]] of Object.entries(unfit)) {
    test(`does not take ${what}, and says why`, async () => {
      const found = await findXz({ PATH: await folderWith(what, script) });
      assert.equal(found.program, undefined);
      assert.match('reason' in found ? found.reason : '', reason);
    });
  }

  test('goes on to the next folder after one that does not fit', async () => {
    const old = await folderWith('old', release('50020052'));
    const good = await folderWith('good', release('50080012'));
    const found = await findXz({ PATH: [old, join(folder, 'absent'), good].join(delimiter) });
    assert.equal(found.program, join(good, 'xz'));
  });

  test('does not look into relative folders, nor take a file that cannot be run', async () => {
    const good = await folderWith('relative', release('50080012'));
    const notExecutable = await folderWith('plain', release('50080012'));
    await chmod(join(notExecutable, 'xz'), 0o644);
    const path = ['', '.', relative(process.cwd(), good), notExecutable].join(delimiter);
    assert.deepEqual(await findXz({ PATH: path }), { program: undefined, reason: 'no xz on PATH' });
  });

  test('says that there is none where PATH is not set', async () => {
    assert.deepEqual(await findXz({}), { program: undefined, reason: 'no xz on PATH' });
  });
});
