import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import { type GitHubServer, startGitHubServer } from '../../../support/servers/github-server.ts';
import { assertRejected, createUnpacedForge } from './unpaced.ts';

const never = new AbortController().signal;
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 30\n`;

describe('a file of the base', () => {
  let server: GitHubServer;
  beforeEach(async () => {
    server = await startGitHubServer({ 'vars.hcl': 'old' });
  });
  afterEach(() => server.close());
  const read = async (path: string) => {
    const { files } = await createUnpacedForge(server).readBase({ paths: [path] }, never);
    return files.get(path);
  };
  /** Puts an entry into the tree of `main` that is not a file of its own. */
  const plant = (path: string, mode: string, sha: string) => {
    const index = `GIT_INDEX_FILE=${server.gitFolder}/index-plant`;
    const script = `export ${index}; git read-tree main && git update-index --add --cacheinfo ${mode},${sha},${path} && git write-tree`;
    const tree = server.git('-c', `alias.plant=!${script}`, 'plant');
    const who = ['-c', 'user.name=J', '-c', 'user.email=j@x'];
    const commit = server.git(...who, 'commit-tree', tree, '-p', 'main', '-m', 'plant');
    server.git('update-ref', 'refs/heads/main', commit);
  };

  for (const [title, text] of [
    ['with its line ends', 'a\r\nb\n'],
    ['that is empty', ''],
    ['of 1 MiB', 'x'.repeat(2 ** 20)],
    ['with letters of every kind', '\ufeff🖥é\n'],
  ] as const) {
    it(`${title} is read byte for byte`, async () => {
      server.commitByHand('main', { 'deep/er/a.txt': text });
      const file = await read('deep/er/a.txt');
      assert.ok(file !== undefined && !(file instanceof LabctlError), String(file));
      assert.equal(file.content.compare(Buffer.from(text)), 0);
    });
  }

  const blob = () => server.git('rev-parse', 'main:vars.hcl');
  const at = () => `main at ${server.git('rev-parse', 'main').slice(0, 10)}`;
  const REFUSED: readonly (readonly [
    title: string,
    path: string,
    prepare: () => unknown,
    says: () => string,
  ])[] = [
    ['that is not there', 'b.hcl', () => 0, () => `there is no such file in ${at()}`],
    ['in a folder that is not there', 'b/c.hcl', () => 0, () => `file in ${at()} (b is missing)`],
    [
      'that a folder has taken the place of',
      'a',
      () => server.commitByHand('main', { 'a/b.hcl': 'x' }),
      () => `it is a folder in ${at()}`,
    ],
    ['below a file', 'vars.hcl/b', () => 0, () => `vars.hcl is a file in ${at()}`],
    [
      'that is a link',
      'link.hcl',
      () => plant('link.hcl', '120000', blob()),
      () => `it is a symbolic link in ${at()}`,
    ],
    [
      'behind a link',
      'link/a.hcl',
      () => plant('link', '120000', blob()),
      () => `link is a symbolic link in ${at()}`,
    ],
    [
      'of a submodule',
      'module/a.hcl',
      () => plant('module', '160000', server.git('rev-parse', 'main')),
      () => `module is another Git repository (a submodule) in ${at()}`,
    ],
    [
      'that Git LFS keeps',
      'a.hcl',
      () => server.commitByHand('main', { 'a.hcl': POINTER }),
      () => 'it is stored by Git LFS',
    ],
    [
      'that is encrypted',
      'a.hcl',
      () => server.commitByHand('main', { 'a.hcl': Buffer.from('\0GITCRYPT\0\x01') }),
      () => 'it is a binary file',
    ],
    [
      'of 1 MiB and a byte',
      'a.hcl',
      () => server.commitByHand('main', { 'a.hcl': 'x'.repeat(2 ** 20 + 1) }),
      () => 'it is too large: found 1048577 bytes',
    ],
    ['in .git', '.git/config', () => 0, () => 'leads into .git'],
  ];
  for (const [title, path, prepare, says] of REFUSED) {
    it(`${title} is refused by name`, async () => {
      prepare();
      const error = await read(path);
      assert.ok(error instanceof LabctlError && error.code === 'EDIT_FAILED', String(error));
      assert.ok(error.message.startsWith(`cannot edit ${path}: `), error.message);
      assert.ok(error.message.includes(says()), error.message);
      if (path === 'a.hcl') assert.equal(server.count('git/get-blob') > 0, !title.includes('MiB'));
    });
  }

  it('that a proxy has cut is not taken for what Git holds', async () => {
    const short = Buffer.from('o').toString('base64');
    const sha = blob();
    const body = { content: short, encoding: 'base64', url: 'x', sha, size: 3, node_id: 'B_x' };
    server.fault({ operation: 'git/get-blob', how: { status: 200, body } });
    const error = await assertRejected(read('vars.hcl'), server.token);
    assert.match(error.message, /is not what its name says; check any proxy/);
  });

  it('that GitHub does not give fails the whole reading, not the one edit', async () => {
    server.fault({
      operation: 'git/get-blob',
      how: { status: 404, body: { message: 'Not Found' } },
    });
    await assertRejected(read('vars.hcl'), server.token);
  });
});
