/** What the directory store asks of the disk before it calls something published, and how it lives with one that refuses. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import { createDirectoryStore } from '../../../../src/store/folder/store.ts';
import { copyFile } from '../../../../src/store/folder/upload.ts';
import type { Store } from '../../../../src/store/store.ts';
import { sha256Of } from '../../../support/builders/image-builder.ts';
import { systemError, watchFileHandles } from '../../../support/servers/file-handles.ts';

const never = new AbortController().signal;
const KEY = 'images/talos/x.raw';

describe('the directory store and its disk', () => {
  let folder: string;
  let store: Store;
  let takeBack: (() => void)[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labctl-disk-'));
    store = createDirectoryStore(folder);
    takeBack = [];
  });
  afterEach(async () => {
    for (const undo of takeBack) undo();
    await rm(folder, { recursive: true });
  });

  const watch = async (...watched: Parameters<typeof watchFileHandles>) => {
    takeBack.push(await watchFileHandles(...watched));
  };
  const refuse = (method: Parameters<typeof watchFileHandles>[0], code: string) =>
    watch(method, () => Promise.reject(systemError(code)));
  const put = (body: string, signal = never, meta = {}) =>
    store.put(KEY, Readable.from([Buffer.from(body)]), { meta, signal });
  const content = () => readFile(join(folder, KEY), 'utf8');

  async function assertOnlyOld(): Promise<void> {
    assert.equal(await content(), 'old');
    assert.deepEqual(await store.pendingUploads('', never), []);
  }

  it('has all bytes on the disk before the file takes its place, and then the place itself', async () => {
    const seen: string[] = [];
    await watch('sync', async (call, handle) => {
      const stats = await handle.stat();
      const isThere = existsSync(join(folder, KEY));
      const { ino } = await stat(join(folder, 'images/talos')).catch(() => ({ ino: undefined }));
      if (stats.isDirectory()) seen.push(stats.ino === ino && isThere ? 'place' : 'a folder');
      else if (stats.size === 9) seen.push(isThere ? 'bytes too late' : 'bytes');
      return call();
    });
    await put('nine byte');
    assert.ok(seen.includes('bytes'), seen.join());
    assert.equal(seen.at(-1), 'place', seen.join());
    assert.ok(!seen.includes('bytes too late'));
  });

  it('publishes nothing any more when it is stopped while it writes to the disk', async () => {
    await put('old');
    const controller = new AbortController();
    const reason = new LabctlError('CANCELLED', 'stop');
    await watch('sync', async (call, handle) => {
      const stats = await handle.stat();
      if (stats.isFile() && stats.size === 3) controller.abort(reason);
      return call();
    });
    await assert.rejects(put('new', controller.signal), reason);
    await assertOnlyOld();
  });

  it('publishes nothing when the disk cannot keep it', async () => {
    await put('old');
    await refuse('sync', 'EIO');
    await assert.rejects(put('new'), { code: 'FILE_FAILED' });
    await assertOnlyOld();
  });

  for (const code of ['EINVAL', 'EPERM', 'ENOTSUP', 'ENOSYS']) {
    it(`publishes where the mount cannot sync (${code})`, async () => {
      await refuse('sync', code);
      await put('new', never, { checksum: 'c' });
      assert.equal(await content(), 'new');
      assert.deepEqual({ ...(await store.head(KEY, never))?.meta }, { checksum: 'c' });
    });
  }

  for (const code of ['EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP', 'EINVAL']) {
    it(`tells versions apart where the mount lets nobody set times (${code})`, async () => {
      await refuse('utimes', code);
      for (let version = 10; version < 30; version += 1) {
        const before = await store.head(KEY, never);
        const { etag } = await put(`version ${version}`, never, { checksum: `${version}` });
        const head = await store.head(KEY, never);
        assert.equal(head?.etag, etag);
        assert.deepEqual({ ...head?.meta }, { checksum: `${version}` });
        assert.notEqual(etag, before?.etag);
      }
      const [listed] = await store.list(KEY, never);
      assert.equal(listed?.etag, (await store.head(KEY, never))?.etag);
    });
  }

  it('does not publish what could not be told from the version before', async () => {
    await put('old', never, { checksum: 'old' });
    const { mtimeMs } = await stat(join(folder, KEY));
    await refuse('utimes', 'EPERM');
    // A clock that stands still.
    await watch('stat', async (call) => Object.assign((await call()) as object, { mtimeMs }));
    await assert.rejects(put('new'), { code: 'FILE_FAILED' });
    await assertOnlyOld();
  });

  it('fails where a time cannot be set for another reason', async () => {
    await put('old');
    await refuse('utimes', 'EIO');
    await assert.rejects(put('new'), { code: 'FILE_FAILED' });
    await assertOnlyOld();
  });

  describe('a copy', () => {
    const place = () => ({
      key: KEY,
      path: join(folder, KEY),
      sidecar: join(folder, '.labctl/meta', `${KEY}.json`),
      sidecars: join(folder, '.labctl/meta'),
      uploads: join(folder, '.labctl/tmp', KEY),
      own: join(folder, '.labctl'),
    });
    const copy = async (check: () => Promise<void>) => {
      await mkdir(join(folder, 'images/from'), { recursive: true });
      const path = join(folder, 'images/from/x.raw');
      await writeFile(path, 'new');
      return copyFile({ path, size: 3, check }, place(), { signal: never });
    };

    it('is not published when its source has changed before it was read to its end', async () => {
      await put('old');
      let checks = 0;
      const check = async () => {
        checks += 1;
        if (checks === 2) throw new LabctlError('NOT_FOUND', 'it was overwritten meanwhile');
      };
      await assert.rejects(copy(check), { code: 'NOT_FOUND' });
      await assertOnlyOld();
    });

    it('is not published when the bytes of its source are others, of the same size and time', async () => {
      const from = await store.put('images/from/x.raw', Readable.from([Buffer.from('good')]), {
        signal: never,
      });
      const path = join(folder, 'images/from/x.raw');
      const { atime, mtime } = await stat(path);
      await writeFile(path, 'evil');
      await utimes(path, atime, mtime);
      await put('old');
      const [listed] = await store.list('images/from/', never);
      const options = { checksum: sha256Of('good'), signal: never };
      await assert.rejects(store.copy({ ...from, ...listed }, KEY, options), {
        code: 'CHECKSUM_MISMATCH',
      });
      await assertOnlyOld();
    });
  });
});
