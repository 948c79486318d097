import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import {
  absolutePath,
  pathOutsideCheckout,
  programsOn,
} from '../../../src/programs/find-program.ts';
import { aCheckout } from '../../support/builders/checkout-builder.ts';

const pathOf = (...folders: string[]) => folders.join(delimiter);

describe('finding programs', () => {
  it('keeps the order of PATH, and takes files that can be run alone', async (t) => {
    const checkout = await aCheckout(t, { 'plain/tool': 'x', 'folder/tool/x': 'x' });
    await checkout.write('second/tool', 'x', 0o755);
    await checkout.write('first/tool', 'x', 0o755);
    const path = ['absent', 'plain', 'folder', 'second', 'first', 'second'].map((name) =>
      checkout.path(name),
    );
    assert.deepEqual(await programsOn(pathOf(...path), 'tool'), [
      checkout.path('second/tool'),
      checkout.path('first/tool'),
    ]);
  });

  it('leaves relative folders out', () => {
    assert.equal(absolutePath(pathOf('', '.', 'bin', '/usr/bin', './bin', '..')), '/usr/bin');
    assert.equal(absolutePath(undefined), '');
  });
});

describe('the folders that programs are looked for in', () => {
  it('are not those of the checkout, however they are named', async (t) => {
    const lab = await aCheckout(t, {
      'home/x': '',
      'work/.git/HEAD': 'x',
      'work/images/x': 'x',
      'work/bin/x': 'x',
      'outside/bin/x': 'x',
    });
    await symlink(lab.path('work'), lab.path('link'));
    await symlink(lab.path('outside/bin'), lab.path('work/out'));
    const path = pathOf(
      '.',
      lab.path('work'),
      lab.path('work/bin'),
      lab.path('work/node_modules/.bin'),
      `${lab.path('outside')}/../work/bin`,
      lab.path('link/bin'),
      lab.path('work/out'),
      lab.path('outside/bin'),
      lab.path('working'),
    );
    for (const cwd of ['work', 'work/images', 'link']) {
      const found = await pathOutsideCheckout({
        path,
        cwd: lab.path(cwd),
        home: lab.path('home'),
      });
      assert.equal(found, pathOf(lab.path('outside/bin'), lab.path('working')), cwd);
    }
  });

  it('are not those of the working folder where there is no Git', async (t) => {
    const lab = await aCheckout(t, { 'home/x': '', 'work/bin/x': 'x' });
    const options = { path: lab.path('work/bin'), cwd: lab.path('work'), home: lab.path('home') };
    assert.equal(await pathOutsideCheckout(options), '');
  });

  it('are all when labctl is started in the home of the user, or above it', async (t) => {
    const lab = await aCheckout(t, { 'home/me/bin/x': 'x', '.git/HEAD': 'x' });
    const path = pathOf(lab.path('home/me/bin'), '/usr/bin');
    for (const cwd of ['home/me', 'home', '']) {
      const options = { path, cwd: join(lab.root, cwd), home: lab.path('home/me') };
      assert.equal(await pathOutsideCheckout(options), path, cwd);
    }
  });
});
