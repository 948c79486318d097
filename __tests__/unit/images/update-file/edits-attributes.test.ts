import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { checkEdits } from '../../../../src/images/update-file/edits.ts';
import { aCheckout, failuresOf, setting } from '../../../support/builders/checkout-builder.ts';

const TEXT = 'first = 1\nurl = "old"\nlast = 1\n';

/** A clone-like checkout: committed with these attributes, then written by Git itself. */
async function committed(
  test: TestContext,
  attributes: string,
  { config = {}, text = TEXT }: { config?: Record<string, string>; text?: string } = {},
) {
  const checkout = await aCheckout(test, { '.gitattributes': attributes, 'a.hcl': text });
  checkout.git('init', '-q');
  for (const [key, value] of Object.entries(config)) checkout.git('config', key, value);
  checkout.git('add', '.');
  checkout.git('commit', '-qm', 'first');
  checkout.git('rm', '-q', '--cached', 'a.hcl');
  checkout.git('reset', '-q', '--hard');
  return checkout;
}

describe('a file that Git converts is refused by name', () => {
  for (const [attribute, config] of [
    ['filter=crypt', { 'filter.crypt.clean': 'base64', 'filter.crypt.smudge': 'base64 -d' }],
    ['filter=lfs', { 'filter.lfs.clean': 'cat', 'filter.lfs.smudge': 'cat' }],
    ['filter=missing', {}],
    ['ident', {}],
    ['working-tree-encoding=ISO-8859-1', {}],
  ] as const) {
    it(`in sync and in validate: ${attribute}`, async (t) => {
      const checkout = await committed(t, `*.hcl ${attribute}\n`, { config });
      assert.equal(String(await checkout.read('a.hcl')), TEXT);
      const edits = await checkout.edit(setting('a'));
      assert.deepEqual(edits.files, []);
      assert.match(
        failuresOf(edits).join(),
        new RegExp(
          `^a: EDIT_FAILED cannot edit a\\.hcl: its attribute ${attribute} has Git convert`,
        ),
      );
      const [finding] = await checkEdits([setting('a')], checkout);
      assert.match(finding?.message ?? '', /its attribute/);
      assert.equal(String(await checkout.read('a.hcl')), TEXT);
    });
  }

  it('also by attributes of its folder, of .git, and by a name with a blank', async (t) => {
    const checkout = await committed(t, '* -filter\n');
    await checkout.write('sub/.gitattributes', '*.txt filter=x\n');
    await checkout.write('sub/b c.txt', TEXT);
    await checkout.write('.git/info/attributes', 'a.hcl ident\n');
    const images = [setting('a'), setting('b', { path: 'sub/b c.txt' })];
    const { failures } = await checkout.edit(...images);
    assert.deepEqual(
      failures.map(({ image, error }) => [image, error.code]),
      [
        ['a', 'EDIT_FAILED'],
        ['b', 'EDIT_FAILED'],
      ],
    );
  });

  it('and so is a pointer of Git LFS, whatever the attributes say', async (t) => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 3\n`;
    const checkout = await aCheckout(t, { 'a.hcl': pointer });
    assert.match(failuresOf(await checkout.edit(setting('a'))).join(), /is stored by Git LFS/);
  });
});

describe('a file whose line ends alone Git converts is edited, and Git sees that line alone changed', () => {
  for (const [title, attributes, config, lineEnd] of [
    ['eol=crlf', '*.hcl text eol=crlf\n', {}, '\r\n'],
    ['eol=lf', '*.hcl text eol=lf\n', {}, '\n'],
    ['text=auto with core.autocrlf', '* text=auto\n', { 'core.autocrlf': 'true' }, '\r\n'],
    ['core.autocrlf', '', { 'core.autocrlf': 'true' }, '\r\n'],
    ['core.eol=crlf', '* text\n', { 'core.eol': 'crlf' }, '\r\n'],
    ['-text with CRLF in Git', '* -text\n', {}, '\r\n'],
  ] as const) {
    it(title, async (t) => {
      const text = attributes.includes('-text') ? TEXT.replaceAll('\n', '\r\n') : TEXT;
      const checkout = await committed(t, attributes, { config, text });
      assert.equal(String(await checkout.read('a.hcl')), TEXT.replaceAll('\n', lineEnd));
      const edits = await checkout.edit(setting('a', { value: 'new' }));
      assert.deepEqual(failuresOf(edits), []);
      const wanted = TEXT.replace('old', 'new').replaceAll('\n', lineEnd);
      assert.equal(String(await checkout.read('a.hcl')), wanted);
      checkout.git('add', '.');
      const numbers = checkout.git('diff', '--cached', '--numstat').trim();
      assert.equal(numbers, '1\t1\ta.hcl');
    });
  }
});
