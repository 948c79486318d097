import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { chmod, link, mkdir, readdir, rm, stat, symlink } from 'node:fs/promises';
import { describe, it, type TestContext } from 'node:test';
import { LabctlError } from '../../../src/base/errors.ts';
import { writeEdits } from '../../../src/checkout/edits-write.ts';
import { computeEdits } from '../../../src/images/update-file/edits.ts';
import { aCheckout, setting } from '../../support/builders/checkout-builder.ts';

const TEXT = 'url = "old"\n';
const DONE = 'url = "https://origin.test/a"\n';

/** A checkout with three files and the computed edits of all three. */
async function threeEdits(test: TestContext) {
  const checkout = await aCheckout(test, { 'a.hcl': TEXT, 'sub/b.hcl': TEXT, 'c.hcl': TEXT });
  const images = ['a.hcl', 'sub/b.hcl', 'c.hcl'].map((path) => setting('a', { path }));
  const { files } = await computeEdits(images, checkout);
  assert.equal(files.length, 3);
  return { checkout, files };
}

function failsWith(code: string, says: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof LabctlError);
    assert.equal(error.code, code);
    assert.match(error.message, says);
    return true;
  };
}

describe('writing edits', () => {
  it('replaces the content and leaves nothing else behind', async (t) => {
    const { checkout, files } = await threeEdits(t);
    await writeEdits(files, checkout);
    assert.deepEqual((await readdir(checkout.root, { recursive: true })).sort(), [
      'a.hcl',
      'c.hcl',
      'sub',
      'sub/b.hcl',
    ]);
    for (const { path } of files) assert.equal(String(await checkout.read(path)), DONE);
  });

  for (const permissions of [0o755, 0o644, 0o600, 0o444, 0o666, 0o654]) {
    it(`keeps the permissions ${permissions.toString(8)}`, async (t) => {
      const checkout = await aCheckout(t, {});
      await checkout.write('a.hcl', TEXT, permissions);
      await checkout.edit(setting('a'));
      assert.equal(String(await checkout.read('a.hcl')), DONE);
      assert.equal((await stat(checkout.path('a.hcl'))).mode & 0o777, permissions);
    });
  }

  it('is seen by Git as a change of that line alone', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': `x\r\n${TEXT}y` });
    await chmod(checkout.path('a.hcl'), 0o755);
    checkout.git('init');
    checkout.git('config', 'core.autocrlf', 'false');
    checkout.git('add', '.');
    checkout.git('commit', '-m', 'x');
    await checkout.edit(setting('a'));
    assert.match(checkout.git('diff', '--numstat'), /^1\t1\ta\.hcl\n$/);
    assert.doesNotMatch(checkout.git('diff'), /mode/);
  });

  it('changes the file of the checkout alone where another name leads to the same bytes', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': TEXT });
    await link(checkout.path('a.hcl'), checkout.path('twin.hcl'));
    await checkout.edit(setting('a'));
    assert.equal(String(await checkout.read('twin.hcl')), TEXT);
  });

  for (const [title, spoil, says] of [
    [
      'has other content by now',
      (checkout) => checkout.write('c.hcl', 'url = "mine"\n'),
      /cannot edit c\.hcl: it has changed since it was read/,
    ],
    ['is gone by now', (checkout) => rm(checkout.path('c.hcl')), /there is no such file/],
    [
      'is a link by now',
      async (checkout) => {
        await rm(checkout.path('c.hcl'));
        await symlink('a.hcl', checkout.path('c.hcl'));
      },
      /it is a symbolic link/,
    ],
  ] as const satisfies [
    string,
    (checkout: Awaited<ReturnType<typeof aCheckout>>) => Promise<unknown>,
    RegExp,
  ][]) {
    it(`writes no file where one ${title}`, async (t) => {
      const { checkout, files } = await threeEdits(t);
      await spoil(checkout);
      await assert.rejects(writeEdits(files, checkout), failsWith('EDIT_FAILED', says));
      for (const path of ['a.hcl', 'sub/b.hcl']) {
        assert.equal(String(await checkout.read(path)), TEXT);
      }
      const left = await readdir(checkout.root, { recursive: true });
      assert.deepEqual(
        left.filter((name) => name.includes('.labctl-')),
        [],
      );
    });
  }

  it('takes back what it has written where a later file cannot be replaced', async (t) => {
    const { checkout, files } = await threeEdits(t);
    // Put into the way between the check and the rename: reading `after` of the last file is the last step before.
    const [first, second, third] = files;
    assert.ok(first && second && third);
    const late = {
      ...third,
      get after() {
        rmSync(checkout.path('c.hcl'), { recursive: true });
        mkdirSync(checkout.path('c.hcl'));
        return third.after;
      },
    };
    await assert.rejects(
      writeEdits([first, second, late], checkout),
      failsWith('FILE_FAILED', /cannot write the edits of updateFile: .*(EISDIR|ENOTEMPTY|EEXIST)/),
    );
    for (const { path } of [first, second]) assert.equal(String(await checkout.read(path)), TEXT);
    const left = await readdir(checkout.root, { recursive: true });
    assert.deepEqual(
      left.filter((name) => name.includes('.labctl-')),
      [],
    );
  });

  it('says that it cannot write, and where', async (t) => {
    if (process.getuid?.() === 0) return t.skip('root may write everywhere');
    const { checkout, files } = await threeEdits(t);
    await chmod(checkout.path('sub'), 0o555);
    const writing = writeEdits(files, checkout).finally(() => chmod(checkout.path('sub'), 0o755));
    await assert.rejects(writing, failsWith('FILE_FAILED', /EACCES.*sub/));
    assert.equal(String(await checkout.read('a.hcl')), TEXT);
  });

  it('does nothing for no edits', async (t) => {
    const checkout = await aCheckout(t);
    await mkdir(checkout.path('sub'));
    await writeEdits([], checkout);
    assert.deepEqual(await readdir(checkout.root), ['sub']);
  });
});
