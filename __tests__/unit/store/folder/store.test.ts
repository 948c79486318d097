/** What the directory store does with the disk, beyond the contract of stores. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileError } from '../../../../src/store/folder/files.ts';
import { createDirectoryStore } from '../../../../src/store/folder/store.ts';
import type { Store } from '../../../../src/store/store.ts';

const never = new AbortController().signal;
const KEY = 'images/talos/x.raw';

describe('the directory store', () => {
  let base: string;
  let folder: string;
  let store: Store;

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'labctl-directory-'));
    folder = join(base, 'nas');
    store = createDirectoryStore(folder);
  });
  afterEach(() => rm(base, { recursive: true }));

  const put = (key: string, body: string, meta: Record<string, string> = {}) =>
    store.put(key, Readable.from([Buffer.from(body)]), { meta, signal: never });
  const metaOf = async (key: string) => ({ ...(await store.head(key, never))?.meta });

  it('lays objects out as the bucket does', async () => {
    await put(KEY, 'x', { checksum: 'c' });
    assert.equal(await readFile(join(folder, KEY), 'utf8'), 'x');
    assert.deepEqual((await readdir(folder, { recursive: true })).toSorted(), [
      '.labctl',
      '.labctl/meta',
      '.labctl/meta/images',
      '.labctl/meta/images/talos',
      '.labctl/meta/images/talos/x.raw.json',
      'images',
      'images/talos',
      'images/talos/x.raw',
    ]);
  });

  it('is empty, and stays away, while its folder does not exist', async () => {
    assert.deepEqual(await store.list('', never), []);
    assert.equal(await store.head(KEY, never), undefined);
    await store.remove(KEY, never);
    assert.deepEqual(await store.pendingUploads('', never), []);
    assert.deepEqual(await readdir(base), []);
  });

  it('leaves no empty folder after a remove, but its own', async () => {
    await put(KEY, 'x', { checksum: 'c' });
    await put('images/y.raw', 'y');
    await store.remove(KEY, never);
    assert.deepEqual(await readdir(join(folder, 'images')), ['y.raw']);
    await store.remove('images/y.raw', never);
    assert.deepEqual(await readdir(folder), ['.labctl']);
    assert.deepEqual(await readdir(join(folder, '.labctl')), []);
  });

  it('puts into folders that others find empty and remove at the same time', async () => {
    for (let round = 0; round < 4; round += 1) {
      const keys = Array.from({ length: 20 }, (_, at) => `images/${at % 3}/${at}/x.raw`);
      await Promise.all(
        keys.map(async (key) => {
          await put(key, 'x', { checksum: 'c' });
          await store.remove(key, never);
        }),
      );
    }
    assert.deepEqual(await readdir(folder), ['.labctl']);
  });

  describe('user metadata', () => {
    it('does not outlive a file that another program has replaced', async () => {
      await put(KEY, 'x', { checksum: 'c' });
      await writeFile(join(folder, KEY), 'other');
      assert.deepEqual(await metaOf(KEY), {});
    });

    it('does not outlive a file of the same size that another program has replaced', async () => {
      await put(KEY, 'x', { checksum: 'c' });
      await writeFile(join(folder, KEY), 'y');
      await utimes(join(folder, KEY), 1, 1);
      assert.deepEqual(await metaOf(KEY), {});
    });

    it('is that of the old file when a crash comes between metadata and file', async () => {
      const old = await put(KEY, 'old', { checksum: 'old' });
      await link(join(folder, KEY), join(base, 'old'));
      await put(KEY, 'new', { checksum: 'new' });
      // As if the last rename had not taken place.
      await rename(join(base, 'old'), join(folder, KEY));
      const { meta, etag } = (await store.head(KEY, never)) ?? {};
      assert.deepEqual([etag, { ...meta }], [old.etag, { checksum: 'old' }]);
    });

    it('is ignored when it is no metadata of ours', async () => {
      await put(KEY, 'x', { checksum: 'c' });
      const sidecar = join(folder, '.labctl/meta', `${KEY}.json`);
      for (const content of ['', '{', '[]', 'null', '{"versions": 1}', '{"versions": {"x": 2}}']) {
        await writeFile(sidecar, content);
        assert.deepEqual(await metaOf(KEY), {});
      }
      await put(KEY, 'x', { checksum: 'd' });
      assert.deepEqual(await metaOf(KEY), { checksum: 'd' });
      const whole = await readFile(sidecar, 'utf8');
      for (const content of [whole + ' '.repeat(2 ** 20), '['.repeat(100_000)]) {
        await writeFile(sidecar, content);
        assert.deepEqual(await metaOf(KEY), {});
      }
    });
  });

  it('gives versions that are written at the same moment an ETag each', async () => {
    const versions = Array.from({ length: 40 }, (_, number) => `version ${number + 10}`);
    const put_ = await Promise.all(versions.map((bytes) => put(KEY, bytes)));
    assert.equal(new Set(put_.map(({ etag }) => etag)).size, versions.length);
  });

  it('gives every version another ETag, however fast they follow each other', async () => {
    const etags = new Set<string>();
    for (let round = 0; round < 20; round += 1) {
      const before = await store.head(KEY, never);
      const { etag } = await put(KEY, 'same');
      assert.notEqual(etag, before?.etag);
      etags.add(etag);
    }
    assert.ok(etags.size > 1);
  });

  describe('keys that lead elsewhere', () => {
    const keys = [
      '../x',
      'a/../../x',
      '/etc/x',
      'a//b',
      'a/',
      '',
      '.',
      'a/./b',
      'a\\..\\b',
      'a\0b',
    ];
    for (const key of [...keys, '.labctl/meta/x', '.labctl']) {
      it(`refuses ${JSON.stringify(key)}`, async () => {
        const refused = { code: 'INPUT_INVALID' };
        await assert.rejects(put(key, 'x'), refused);
        await assert.rejects(store.head(key, never), refused);
        await assert.rejects(store.get(key, never), refused);
        await assert.rejects(store.remove(key, never), refused);
        assert.deepEqual(await readdir(base), []);
      });
    }

    it('does not follow a link out of the folder', async () => {
      await mkdir(folder);
      await mkdir(join(base, 'outside'));
      await writeFile(join(base, 'outside', 'x'), 'secret');
      await symlink(join(base, 'outside'), join(folder, 'link'));
      await symlink(join(base, 'outside', 'x'), join(folder, 'file'));
      assert.deepEqual(await store.list('', never), []);
      const refused = { code: 'INPUT_INVALID' };
      await assert.rejects(store.get('link/x', never), refused);
      await assert.rejects(put('link/y', 'y'), refused);
      await assert.rejects(put('link/deeper/y', 'y'), refused);
      await assert.rejects(store.remove('link/x', never), refused);
      assert.equal(await store.get('file', never), undefined);
      await store.remove('file', never);
      await put('file', 'mine');
      assert.equal(await readFile(join(base, 'outside', 'x'), 'utf8'), 'secret');
      assert.deepEqual(await readdir(join(base, 'outside')), ['x']);
    });

    it('works when the folder itself is a link', async () => {
      await mkdir(join(base, 'disk'));
      await symlink(join(base, 'disk'), folder);
      await put(KEY, 'x');
      assert.equal(await readFile(join(base, 'disk', KEY), 'utf8'), 'x');
    });
  });

  it('keeps the old object and finds the rest of a run that was killed', async () => {
    await put(KEY, 'old', { checksum: 'old' });
    const script = `
      import { Readable } from 'node:stream';
      import { createDirectoryStore } from ${JSON.stringify(import.meta.resolve('../../../../src/store/folder/store.ts'))};
      const body = new Readable({ read() {} });
      body.push(Buffer.alloc(100000));
      const put = createDirectoryStore(${JSON.stringify(folder)}).put(
        ${JSON.stringify(KEY)}, body, { signal: new AbortController().signal });
      setInterval(() => console.log('writing'), 20);
      await put;`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    await once(child.stdout, 'data');
    while ((await store.pendingUploads('images/', never)).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    const found = await store.get(KEY, never);
    assert.equal(found && (await text(found.body)), 'old');
    assert.deepEqual(await metaOf(KEY), { checksum: 'old' });
    const [upload, ...others] = await store.pendingUploads('images/talos/', never);
    assert.deepEqual([upload?.key, others], [KEY, []]);
    if (upload !== undefined) await store.abortUpload(upload, never);
    assert.deepEqual(await readdir(join(folder, '.labctl')), ['meta']);
  });

  it('names path and reason where the file system refuses', async () => {
    await put('a', 'x');
    await assert.rejects(put('a/b', 'x'), {
      code: 'FILE_FAILED',
      message: /a\/b.*(ENOTDIR|EEXIST)/,
    });
    await mkdir(join(folder, 'folder'));
    await assert.rejects(put('folder', 'x'), { code: 'FILE_FAILED' });
    assert.deepEqual(await store.pendingUploads('', never), []);
    for (const code of ['ENOSPC', 'EDQUOT']) {
      const full = Object.assign(new Error(`${code}: no room, write`), { code });
      const failure = await fileError(full, 'cannot put x', base);
      assert.equal(failure.code, 'DISK_FULL');
      assert.match(failure.message, /free \d+ MiB in .*; free some space there/);
      assert.ok(failure.message.includes(base) && !failure.message.includes('--temp-dir'));
    }
  });
});
