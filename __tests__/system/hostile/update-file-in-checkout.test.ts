import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { computeEdits } from '../../../src/images/update-file/edits.ts';
import {
  aCheckout,
  failuresOf,
  setting,
  type TestCheckout,
} from '../../support/builders/checkout-builder.ts';

const TEXT = 'url = "old"\n';

const REFUSED: readonly (readonly [
  title: string,
  path: string,
  says: RegExp,
  prepare?: (checkout: TestCheckout) => Promise<unknown> | unknown,
])[] = [
  ['a path outside by ..', '../a.hcl', /leads outside/],
  ['a path outside by .. in between', 'a/../../a.hcl', /leads outside/],
  ['an absolute path', '/etc/hostname', /is absolute/],
  ['.git', '.git/config', /leads into \.git/],
  ['.GIT', '.GIT/config', /leads into \.git/],
  ['.git of a folder', 'sub/.Git/config', /leads into \.git/],
  ['.git with a dot behind it', '.git./config', /leads into \.git/],
  ['.git as Windows shortens it', 'GIT~1/config', /leads into \.git/],
  ['.git as a stream', '.git::$INDEX_ALLOCATION/config', /leads into \.git/],
  ['.git with a character that HFS+ leaves out', '.g\u200cit/config', /U\+200C/],
  ['a workflow', '.github/workflows/ci.yml', /leads into \.github\/workflows/],
  ['a workflow in capitals', '.GitHub/WORKFLOWS/ci.yml', /leads into \.github\/workflows/],
  ['a missing file', 'b.hcl', /there is no such file in the checkout$/],
  ['a missing folder', 'sub/b.hcl', /no such file in the checkout \(sub is missing\)/],
  ['a file as folder', 'a.hcl/b', /a\.hcl is no folder/],
  ['a folder', 'sub', /it is a folder, want a file/, ({ path }) => mkdir(path('sub'))],
  ['another spelling of a file', 'A.hcl', /no such file|spelt otherwise/],
  [
    'a link to a file of the checkout',
    'link.hcl',
    /it is a symbolic link; name the file itself/,
    ({ path }) => symlink('a.hcl', path('link.hcl')),
  ],
  [
    'a link to a file outside',
    'link.hcl',
    /it is a symbolic link/,
    ({ path }) => symlink('/etc/hostname', path('link.hcl')),
  ],
  [
    'a link that leads nowhere',
    'link.hcl',
    /it is a symbolic link/,
    ({ path }) => symlink('nowhere', path('link.hcl')),
  ],
  [
    'a folder that is a link into the checkout',
    'link/b.hcl',
    /link is a symbolic link/,
    async ({ path, write }) => {
      await write('sub/b.hcl', TEXT);
      await symlink('sub', path('link'));
    },
  ],
  [
    'a folder of a folder that is a link outside',
    'sub/link/passwd',
    /sub\/link is a symbolic link/,
    async ({ path }) => {
      await mkdir(path('sub'));
      await symlink('/etc', path('sub/link'));
    },
  ],
  [
    'a link to .git',
    'link/config',
    /link is a symbolic link/,
    async ({ git, path }) => {
      git('init');
      await symlink('.git', path('link'));
    },
  ],
  [
    'a link that leads in a circle',
    'link/a.hcl',
    /link is a symbolic link/,
    ({ path }) => symlink('link', path('link')),
  ],
  ['a pipe', 'pipe', /it is no regular file/, ({ path }) => execFileSync('mkfifo', [path('pipe')])],
  [
    'a file of a submodule',
    'module/a.hcl',
    /module belongs to another Git repository \(a submodule\)/,
    async ({ git, write }) => {
      const source = await mkdtemp(join(tmpdir(), 'labctl-module-'));
      await writeFile(join(source, 'a.hcl'), TEXT);
      const options = { cwd: source, stdio: 'pipe' } as const;
      execFileSync('git', ['init'], options);
      execFileSync('git', ['add', '.'], options);
      const who = ['-c', 'user.name=t', '-c', 'user.email=t@t'];
      execFileSync('git', [...who, 'commit', '-m', 'x'], options);
      git('init');
      git('-c', 'protocol.file.allow=always', 'submodule', 'add', source, 'module');
      await rm(source, { recursive: true });
      await write('module/b.hcl', TEXT);
    },
  ],
  [
    'a file that Git ignores',
    'local.auto.hcl',
    /Git ignores it, so no pull request can carry it/,
    async ({ git, write }) => {
      git('init');
      await write('.gitignore', 'local.*\n');
      await write('local.auto.hcl', TEXT);
    },
  ],
  [
    'the manifest itself',
    'images/images.yaml',
    /it is the manifest, which is edited by people only/,
    ({ write }) => write('images/images.yaml', TEXT),
  ],
  [
    'a file of 1 MiB and a byte',
    'large.hcl',
    /it is too large: found 1048577 bytes, want 1048576 at most/,
    ({ write }) => write('large.hcl', Buffer.alloc(1024 * 1024 + 1, 'a')),
  ],
  [
    'a file of 2 MiB',
    'large.hcl',
    /found 2097152 bytes/,
    ({ write }) => write('large.hcl', Buffer.alloc(2 * 1024 * 1024, 'a')),
  ],
  [
    'a binary file',
    'a.bin',
    /it is a binary file: found a NUL byte/,
    ({ write }) => write('a.bin', Buffer.from(`${TEXT}\0`)),
  ],
  [
    'a file in UTF-16',
    'a.txt',
    /it is a binary file/,
    ({ write }) => write('a.txt', Buffer.from(`\ufeff${TEXT}`, 'utf16le')),
  ],
  [
    'a file in Latin-1',
    'a.txt',
    /it is not valid UTF-8/,
    ({ write }) => write('a.txt', Buffer.from(`# café\n${TEXT}`, 'latin1')),
  ],
];

describe('updateFile refuses', () => {
  for (const [title, path, says, prepare] of REFUSED) {
    it(title, async (t) => {
      const checkout = await aCheckout(t, { 'a.hcl': TEXT });
      await prepare?.(checkout);
      const edits = await computeEdits([setting('bad', { path }), setting('good')], checkout);
      const [failure = '', ...more] = failuresOf(edits);
      assert.deepEqual(more, []);
      assert.match(failure, /^bad: EDIT_FAILED cannot edit /);
      assert.match(failure, says);
      // Its sibling is edited all the same.
      assert.deepEqual(
        edits.files.map((file) => file.path),
        ['a.hcl'],
      );
    });
  }

  it('everything where the checkout is missing', async (t) => {
    const checkout = await aCheckout(t);
    const edits = await computeEdits([setting('a')], { ...checkout, root: checkout.path('none') });
    assert.match(failuresOf(edits)[0] ?? '', /EDIT_FAILED cannot edit a\.hcl: ENOENT/);
  });

  it('the manifest by an absolute path and behind a link', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': TEXT });
    await symlink('a.hcl', checkout.path('link.yaml'));
    for (const manifest of [checkout.path('a.hcl'), checkout.path('link.yaml'), './a.hcl']) {
      const edits = await computeEdits([setting('a')], { ...checkout, manifest });
      assert.match(failuresOf(edits)[0] ?? '', /it is the manifest/);
    }
  });
});

describe('updateFile accepts', () => {
  it('a checkout that is reached through a link', async (t) => {
    const checkout = await aCheckout(t, { 'real/sub/a.hcl': TEXT });
    await symlink('real', checkout.path('link'));
    const image = setting('a', { path: 'sub/a.hcl' });
    const edits = await computeEdits([image], { ...checkout, root: checkout.path('link') });
    assert.deepEqual(failuresOf(edits), []);
    assert.equal(edits.files[0]?.path, 'sub/a.hcl');
  });

  it('a tracked file although Git would ignore it, and a new one that is not ignored', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': TEXT, 'new.hcl': TEXT, '.gitignore': 'a.*\n' });
    checkout.git('init');
    checkout.git('add', '--force', 'a.hcl');
    const edits = await computeEdits([setting('a'), setting('b', { path: 'new.hcl' })], checkout);
    assert.deepEqual(failuresOf(edits), []);
    assert.equal(edits.files.length, 2);
  });

  it('names that are patterns to Git, and still sees what is ignored', async (t) => {
    const odd = [':(top)[a]*.hcl', ':!a.hcl', '-z', '[a].hcl'];
    const files = Object.fromEntries([...odd, 'a.hcl', '.gitignore'].map((path) => [path, TEXT]));
    const checkout = await aCheckout(t, { ...files, '.gitignore': '/a.hcl\n' });
    checkout.git('init');
    const images = [...odd, 'a.hcl'].map((path, index) => setting(`i${index}`, { path }));
    const edits = await computeEdits(images, checkout);
    assert.match(
      failuresOf(edits).join(),
      /^i4: EDIT_FAILED cannot edit a\.hcl: Git ignores it[^:]*$/,
    );
    assert.equal(edits.files.length, odd.length);
  });

  it('a file of exactly 1 MiB', async (t) => {
    const filler = '#'.repeat(1024 * 1024 - TEXT.length);
    const checkout = await aCheckout(t, { 'a.hcl': `${TEXT}${filler}` });
    const edits = await computeEdits([setting('a', { value: 'new' })], checkout);
    assert.deepEqual(failuresOf(edits), []);
    assert.equal(edits.files[0]?.after.length, 1024 * 1024);
  });

  it('the folder of a work tree whose .git is a file', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': TEXT, '.git': 'gitdir: /nowhere\n' });
    assert.deepEqual(failuresOf(await computeEdits([setting('a')], checkout)), []);
  });
});
