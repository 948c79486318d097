/** What every Store promises. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { LabctlError } from '../../../src/base/errors.ts';
import { compareKeys } from '../../../src/store/object-key.ts';
import type { CopyOptions, ListedObject, PutOptions, Store } from '../../../src/store/store.ts';
import { sha256Of } from '../builders/image-builder.ts';
import { type Content, checksumOf, generatedContent } from '../servers/content.ts';

export type StoreUnderTest = {
  /** Empty at the start. */
  readonly store: Store;
  /** Whether the bytes of a copy pass through this machine. */
  readonly seesCopies: boolean;
  /** Writes small objects without the store, as another program would. */
  seed(keys: readonly string[]): Promise<void>;
  /** Leaves an unfinished upload behind, as a killed run would. */
  beginUpload(key: string): Promise<void>;
  /** The same objects over a network on which every answer to `get` breaks off half-way; absent without a network. */
  readonly flaky?: Store;
  close(): Promise<void>;
};

const MIB = 2 ** 20;
const never = new AbortController().signal;

export function testStoreContract(
  name: string,
  open: () => Promise<StoreUnderTest>,
  { skip = false }: { readonly skip?: string | false } = {},
): void {
  describe(`${name} is a store`, { skip }, () => {
    let subject: StoreUnderTest;
    let store: Store;
    before(async () => {
      subject = await open();
      store = subject.store;
    });
    after(() => subject?.close());

    const put = (key: string, body: string, options: Partial<PutOptions> = {}) =>
      store.put(key, Readable.from([Buffer.from(body)]), { signal: never, ...options });
    const read = async (key: string) => {
      const found = await store.get(key, never);
      return found === undefined ? undefined : text(found.body);
    };
    const pending = (prefix: string) => store.pendingUploads(prefix, never);

    const checksumAt = async (key: string) => {
      const hash = createHash('sha256');
      for await (const chunk of (await store.get(key, never))?.body ?? []) hash.update(chunk);
      return `sha256:${hash.digest('hex')}`;
    };

    /** Nothing has become of a `put` or a `copy` to `key`: the object is the one before, and nothing is left of the try. */
    async function assertUntouched(key: string, content: string | undefined): Promise<void> {
      assert.equal(await read(key), content);
      assert.deepEqual(await pending(key), []);
    }

    describe('put, head and get', () => {
      it('reads an object whole over connections that all break', async (t) => {
        if (subject.flaky === undefined) return t.skip('it has no connections');
        const content = generatedContent(300_000);
        await putContent(store, 'flaky/x.raw', content);
        const found = await subject.flaky.get('flaky/x.raw', never);
        const hash = createHash('sha256');
        for await (const chunk of found?.body ?? []) hash.update(chunk);
        assert.equal(`sha256:${hash.digest('hex')}`, checksumOf(content));
      });

      it('gives back what was put, with its user metadata', async () => {
        const meta = { checksum: `sha256:${'a'.repeat(64)}`, 'labctl-version': '1.0.0 (test)' };
        const put_ = await put('round/trip.txt', 'hello', { meta, contentType: 'text/plain' });
        assert.equal(put_.key, 'round/trip.txt');
        assert.equal(put_.size, 5);
        assert.deepEqual({ ...put_.meta }, meta);
        assert.ok(Math.abs((put_.modified ?? 0) - Date.now()) < 60_000);
        const head = await store.head('round/trip.txt', never);
        assert.deepEqual({ ...head, meta: { ...head?.meta } }, { ...put_, meta });
        const found = await store.get('round/trip.txt', never);
        assert.equal(found?.object.size, 5);
        assert.equal(found?.object.etag, put_.etag);
        assert.equal(found && (await text(found.body)), 'hello');
      });

      it('names one ETag in put, head, get and list', async () => {
        const { etag } = await put('etag/x', 'one');
        assert.doesNotMatch(etag, /"/);
        assert.equal((await store.head('etag/x', never))?.etag, etag);
        assert.deepEqual(
          (await store.list('etag/', never)).map((object) => object.etag),
          [etag],
        );
      });

      it('answers an absent object with undefined', async () => {
        await put('absent/other', 'x');
        for (const key of ['absent/none', 'absent', 'absent/other/below', 'nowhere/none']) {
          assert.equal(await store.head(key, never), undefined, key);
          assert.equal(await store.get(key, never), undefined, key);
        }
      });

      it('has no user metadata for an object of another program', async () => {
        await subject.seed(['foreign/x.raw']);
        assert.deepEqual({ ...(await store.head('foreign/x.raw', never))?.meta }, {});
      });

      it('overwrites: the new bytes, the new metadata, another ETag', async () => {
        const first = await put('over/x', 'same', { meta: { checksum: 'one', only: 'first' } });
        const second = await put('over/x', 'else', { meta: { checksum: 'two' } });
        assert.deepEqual({ ...second.meta }, { checksum: 'two' });
        assert.notEqual(second.etag, first.etag);
        assert.equal(await read('over/x'), 'else');
        assert.deepEqual({ ...(await store.head('over/x', never))?.meta }, { checksum: 'two' });
      });

      it('overwrites with the same bytes and other metadata', async () => {
        await put('over/same', 'same', { meta: { checksum: 'one' } });
        await put('over/same', 'same', { meta: { checksum: 'two' } });
        assert.deepEqual({ ...(await store.head('over/same', never))?.meta }, { checksum: 'two' });
      });

      it('takes a large object over a small one and a small one over a large one', async () => {
        await put('over/size', 'small');
        await putContent(store, 'over/size', generatedContent(17 * MIB));
        assert.equal((await store.head('over/size', never))?.size, 17 * MIB);
        await put('over/size', 'small again');
        assert.equal(await read('over/size'), 'small again');
      });

      const sizes = [0, 1, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 16 * MIB, 32 * MIB, 32 * MIB + 1];
      for (const size of sizes) {
        it(`keeps all of ${size} bytes`, async () => {
          const content = generatedContent(size);
          const stored = await putContent(store, 'sizes/x.raw', content);
          assert.equal(stored.size, size);
          const found = await store.get('sizes/x.raw', never);
          assert.equal(found?.object.size, size);
          found?.body.destroy();
          assert.equal(await checksumAt('sizes/x.raw'), checksumOf(content));
          assert.deepEqual(await pending('sizes/'), []);
        });
      }

      it('takes a body of which only a bound or nothing is known', async () => {
        const bytes = Buffer.alloc(6 * MIB, 'x');
        for (const options of [{}, { maxSize: 6 * MIB }, { maxSize: 64 * 2 ** 30 }]) {
          const body = Readable.from([bytes]);
          const stored = await store.put('sizes/unknown', body, { signal: never, ...options });
          assert.equal(stored.size, bytes.length);
        }
      });

      it('lets a body go when it is not wanted to its end', async () => {
        await putContent(store, 'early/x.raw', generatedContent(8 * MIB));
        const found = await store.get('early/x.raw', never);
        for await (const chunk of found?.body ?? []) {
          assert.ok(chunk.length > 0);
          break;
        }
        assert.equal(found?.body.destroyed, true);
      });

      it("fails a body with the signal's reason", async () => {
        await putContent(store, 'early/y.raw', generatedContent(8 * MIB));
        const controller = new AbortController();
        const reason = new LabctlError('CANCELLED', 'stop');
        const found = await store.get('early/y.raw', controller.signal);
        const reading = (async () => {
          for await (const chunk of found?.body ?? []) {
            assert.ok(chunk.length > 0);
            controller.abort(reason);
          }
        })();
        await assert.rejects(reading, reason);
      });
    });

    describe('list', () => {
      it('is empty where nothing is', async () => {
        assert.deepEqual(await store.list('nothing/here/', never), []);
      });

      it('shows what begins with the prefix, be it a folder or not', async () => {
        const keys = ['prefix/a', 'prefix/ab/c', 'prefix/b', 'prefixed'];
        await subject.seed(keys);
        const list = async (prefix: string) =>
          (await store.list(prefix, never)).map(({ key }) => key);
        assert.deepEqual(await list('prefix/'), keys.slice(0, 3));
        assert.deepEqual(await list('prefix/a'), ['prefix/a', 'prefix/ab/c']);
        assert.deepEqual(await list('prefix/ab/'), ['prefix/ab/c']);
        assert.deepEqual(await list('prefix'), keys);
        assert.deepEqual(await list('prefix/a/'), []);
      });

      it('shows sizes and times', async () => {
        await put('facts/x', '12345');
        const [object] = await store.list('facts/', never);
        assert.equal(object?.size, 5);
        assert.ok(Math.abs((object?.modified ?? 0) - Date.now()) < 60_000);
      });

      it('keeps keys with spaces, signs and letters of all languages, in the order of their bytes', async () => {
        const names = ['a b', 'a+b', 'a%20b', 'a%b', "q'q", 'a&b;<c>', 'a#b?c=d', 'ü/ñ', '日本語'];
        // U+FF01 comes before U+1F600 in UTF-8 and after it in UTF-16.
        const keys = [...names, '\uff01', '\u{1f600}', 'a-b', 'a/b', 'a.b'].map(
          (it) => `odd/${it}`,
        );
        for (const key of keys) await put(key, key, { meta: { checksum: 'x' } });
        const listed = (await store.list('odd/', never)).map(({ key }) => key);
        assert.deepEqual(listed, keys.toSorted(compareKeys));
        assert.ok(listed.indexOf('odd/\uff01') < listed.indexOf('odd/\u{1f600}'));
        for (const key of keys) {
          assert.equal(await read(key), key);
          assert.equal((await store.head(key, never))?.meta['checksum'], 'x', key);
        }
        for (const key of keys) await store.remove(key, never);
        assert.deepEqual(await store.list('odd/', never), []);
      });

      it('is complete beyond a thousand keys', async () => {
        const keys = Array.from({ length: 1001 }, (_, at) => `many/${String(at).padStart(4, '0')}`);
        await subject.seed(keys);
        const listed = await store.list('many/', never);
        assert.deepEqual(
          listed.map(({ key }) => key),
          keys,
        );
      });
    });

    describe('a put that fails', () => {
      const broken = new LabctlError('CHECKSUM_MISMATCH', 'not these bytes');

      for (const [what, size] of [
        ['small', 1000],
        ['of several parts', 40 * MIB],
      ] as const) {
        it(`leaves nothing of a ${what} body whose verification fails at its end`, async () => {
          await put('fail/verify', 'old', { meta: { checksum: 'old' } });
          const body = failingAtItsEnd(generatedContent(size), broken);
          const options = { size, meta: { checksum: 'new' }, signal: never };
          await assert.rejects(store.put('fail/verify', body, options), broken);
          await assertUntouched('fail/verify', 'old');
          const head = await store.head('fail/verify', never);
          assert.deepEqual({ ...head?.meta }, { checksum: 'old' });
        });

        it(`leaves nothing of a ${what} body that is cut off without an error`, async () => {
          const body = Readable.from(generatedContent(size).read(0, size), { objectMode: false });
          const cut = new Transform({
            transform(chunk, _encoding, done) {
              done(null, chunk);
              this.destroy();
            },
          });
          body.pipe(cut);
          await assert.rejects(store.put('fail/cut', cut, { size, signal: never }));
          await assertUntouched('fail/cut', undefined);
        });

        it(`refuses a ${what} body that is a byte shorter than announced`, async () => {
          const options = { size: size + 1 };
          await assertRefused(store, { key: 'fail/short', content: size, options });
          await assertUntouched('fail/short', undefined);
        });

        it(`refuses a ${what} body that is a byte longer than announced`, async () => {
          await assertRefused(store, {
            key: 'fail/long',
            content: size,
            options: { size: size - 1 },
          });
          const options = { maxSize: size - 1 };
          await assertRefused(store, { key: 'fail/long', content: size, options });
          await assertUntouched('fail/long', undefined);
        });

        it(`leaves nothing of a ${what} body when it is stopped half-way`, async () => {
          await put('fail/stop', 'old');
          const controller = new AbortController();
          const reason = new LabctlError('CANCELLED', 'stop');
          const body = stoppingBefore(generatedContent(size), () => controller.abort(reason));
          const writing = store.put('fail/stop', body, { size, signal: controller.signal });
          await assert.rejects(writing, reason);
          assert.equal(body.destroyed, true);
          await assertUntouched('fail/stop', 'old');
        });
      }

      it('is stopped while its body stalls', async () => {
        const controller = new AbortController();
        const body = new Readable({ read() {} });
        body.push(Buffer.alloc(MIB));
        setTimeout(() => controller.abort(), 50);
        const writing = store.put('fail/stall', body, { signal: controller.signal });
        await assert.rejects(writing, { code: 'CANCELLED' });
        assert.equal(body.destroyed, true);
        await assertUntouched('fail/stall', undefined);
      });

      it('does not begin when it was stopped before', async () => {
        const reason = new LabctlError('CANCELLED', 'stopped before');
        const body = Readable.from([Buffer.from('x')]);
        const signal = AbortSignal.abort(reason);
        await assert.rejects(store.put('fail/before', body, { signal }), reason);
        assert.equal(body.destroyed, true);
        await assertUntouched('fail/before', undefined);
      });

      it('can be repeated', async () => {
        const body = failingAtItsEnd(generatedContent(1000), broken);
        await assert.rejects(store.put('fail/again', body, { signal: never }), broken);
        await put('fail/again', 'right');
        assert.equal(await read('fail/again'), 'right');
      });
    });

    describe('copy', () => {
      const copy = (from: ListedObject, to: string, options: Partial<CopyOptions> = {}) =>
        store.copy(from, to, { signal: never, ...options });

      for (const [what, size] of [
        ['an empty object', 0],
        ['a small object', 1000],
        ['an object of one whole part', 5 * MIB],
        ['an object of several parts', 12 * MIB + 1],
      ] as const) {
        it(`gives ${what} a second place`, async () => {
          const content = generatedContent(size);
          const from = await putContent(store, 'copy/from.raw', content);
          const copied = await copy(from, 'copied/to.raw', { meta: { checksum: 'c' } });
          assert.equal(copied.key, 'copied/to.raw');
          assert.equal(copied.size, size);
          assert.deepEqual({ ...copied.meta }, { checksum: 'c' });
          assert.deepEqual(await store.head('copied/to.raw', never), copied);
          assert.equal(await checksumAt('copied/to.raw'), checksumOf(content));
          assert.deepEqual(await store.head('copy/from.raw', never), from);
          assert.deepEqual(await pending('cop'), []);
        });

        it(`replaces what is there by ${what}, and is on its own from then on`, async () => {
          const content = generatedContent(size, 3);
          await put('copied/over.raw', 'old', { meta: { checksum: 'old', only: 'old' } });
          const from = await putContent(store, 'copy/once.raw', content);
          const copied = await copy(from, 'copied/over.raw', { meta: { checksum: 'new' } });
          assert.deepEqual({ ...copied.meta }, { checksum: 'new' });
          await put('copy/once.raw', 'another');
          await store.remove('copy/once.raw', never);
          assert.equal(await checksumAt('copied/over.raw'), checksumOf(content));
          assert.deepEqual(await store.head('copied/over.raw', never), copied);
        });

        it(`is whole or not at all when it is stopped, of ${what}`, async () => {
          const content = generatedContent(size, 4);
          const from = await putContent(store, 'copy/stop.raw', content);
          for (const wait of [0, 2, 5, 10, 20, 40]) {
            await put('copied/stop.raw', 'old');
            const controller = new AbortController();
            const reason = new LabctlError('CANCELLED', 'stop');
            const copying = copy(from, 'copied/stop.raw', { signal: controller.signal });
            setTimeout(() => controller.abort(reason), wait);
            const failure = await copying.then(
              () => undefined,
              (error: unknown) => error,
            );
            if (failure !== undefined) assert.equal(failure, reason);
            const there = await checksumAt('copied/stop.raw');
            assert.equal(there, failure === undefined ? checksumOf(content) : sha256Of('old'));
            assert.deepEqual(await pending('copied/stop.raw'), []);
          }
        });
      }

      it('takes what has the checksum that is known of it', async () => {
        const content = generatedContent(6 * MIB);
        const from = await putContent(store, 'copy/known.raw', content);
        await copy(from, 'copied/known.raw', { checksum: checksumOf(content) });
        assert.equal(await checksumAt('copied/known.raw'), checksumOf(content));
      });

      it('refuses what has another checksum than is known of it, where it sees the bytes', async () => {
        if (!subject.seesCopies) return;
        for (const size of [0, 1000, 6 * MIB]) {
          await put('copied/lie', 'old', { meta: { checksum: 'old' } });
          const from = await putContent(store, 'copy/lie.raw', generatedContent(size));
          const copying = copy(from, 'copied/lie', { checksum: sha256Of('something else') });
          await assert.rejects(copying, { code: 'CHECKSUM_MISMATCH' });
          await assertUntouched('copied/lie', 'old');
        }
      });

      it('takes none of the metadata of its source along', async () => {
        const from = await put('copy/meta', 'x', { meta: { checksum: 'one', only: 'source' } });
        const copied = await copy(from, 'copied/meta', { meta: { checksum: 'two' } });
        assert.deepEqual({ ...copied.meta }, { checksum: 'two' });
        assert.deepEqual({ ...(await copy(from, 'copied/bare')).meta }, {});
      });

      it('finds objects with odd keys', async () => {
        for (const name of ['a b', 'a+b', 'a%20b', "q'q", 'a&b;<c>', 'a#b?c=d', 'ü/ñ']) {
          const from = await put(`copy/odd/${name}`, name);
          await copy(from, `copied/odd/${name}`);
          assert.equal(await read(`copied/odd/${name}`), name);
        }
      });

      it('refuses a source that is gone', async () => {
        await put('copied/gone', 'old');
        const from = await put('copy/gone', 'new');
        await store.remove('copy/gone', never);
        await assert.rejects(copy(from, 'copied/gone'), { code: 'NOT_FOUND' });
        await assertUntouched('copied/gone', 'old');
      });

      it('refuses a source that has changed since it was listed', async () => {
        await put('copied/changed', 'old', { meta: { checksum: 'old' } });
        await put('copy/changed', 'listed');
        const [from] = await store.list('copy/changed', never);
        assert.ok(from);
        await put('copy/changed', 'bytes!');
        const copying = copy(from, 'copied/changed', { meta: { checksum: 'new' } });
        await assert.rejects(copying, { code: 'NOT_FOUND' });
        await assertUntouched('copied/changed', 'old');
        const head = await store.head('copied/changed', never);
        assert.deepEqual({ ...head?.meta }, { checksum: 'old' });
      });

      it('does not begin when it was stopped before', async () => {
        const from = await put('copy/before', 'x');
        const reason = new LabctlError('CANCELLED', 'stopped before');
        const copying = copy(from, 'copied/before', { signal: AbortSignal.abort(reason) });
        await assert.rejects(copying, reason);
        await assertUntouched('copied/before', undefined);
      });
    });

    describe('remove', () => {
      it('takes the object away and nothing else', async () => {
        await put('remove/x', 'x', { meta: { checksum: 'x' } });
        await put('remove/xy', 'xy');
        await store.remove('remove/x', never);
        assert.equal(await store.head('remove/x', never), undefined);
        assert.equal(await read('remove/xy'), 'xy');
      });

      it('is no error where nothing is', async () => {
        await store.remove('remove/none', never);
        await store.remove('no/such/folder/none', never);
      });

      it('takes the version away that it is told', async () => {
        const { etag } = await put('remove/version', 'x');
        await store.remove('remove/version', never, etag);
        assert.equal(await store.head('remove/version', never), undefined);
        await store.remove('remove/version', never, etag);
      });

      it('leaves another version than it is told', async () => {
        const { etag } = await put('remove/other', 'old');
        await put('remove/other', 'new', { meta: { checksum: 'new' } });
        await assert.rejects(store.remove('remove/other', never, etag), { code: 'NOT_FOUND' });
        assert.equal(await read('remove/other'), 'new');
        assert.deepEqual(
          { ...(await store.head('remove/other', never))?.meta },
          { checksum: 'new' },
        );
      });

      it('forgets the user metadata', async () => {
        await put('remove/meta', 'x', { meta: { checksum: 'x' } });
        await store.remove('remove/meta', never);
        await put('remove/meta', 'x');
        assert.deepEqual({ ...(await store.head('remove/meta', never))?.meta }, {});
      });
    });

    describe('uploads that were left behind', () => {
      it('are found by prefix and can be taken back, twice', async () => {
        await subject.beginUpload('pending/a b/x.raw');
        await subject.beginUpload('pendings/y.raw');
        const [upload, ...others] = await pending('pending/');
        assert.deepEqual(others, []);
        assert.equal(upload?.key, 'pending/a b/x.raw');
        assert.ok(Math.abs((upload?.started ?? 0) - Date.now()) < 60_000);
        if (upload === undefined) return;
        await store.abortUpload(upload, never);
        await store.abortUpload(upload, never);
        assert.deepEqual(await pending('pending/'), []);
        assert.equal((await pending('pendings/')).length, 1);
        assert.equal(await store.head('pending/a b/x.raw', never), undefined);
      });
    });

    it('has a label', () => {
      assert.notEqual(store.label, '');
    });

    it('rejects whatever is asked once the signal is aborted', async () => {
      const reason = new LabctlError('CANCELLED', 'stopped before');
      const signal = AbortSignal.abort(reason);
      await assert.rejects(store.list('', signal), reason);
      await assert.rejects(store.head('x', signal), reason);
      await assert.rejects(store.get('x', signal), reason);
      await assert.rejects(store.remove('x', signal), reason);
      await assert.rejects(store.pendingUploads('', signal), reason);
      await assert.rejects(store.abortUpload({ key: 'x', id: 'y', started: 0 }, signal), reason);
    });

    it('keeps several puts at once apart', async () => {
      const keys = Array.from({ length: 8 }, (_, at) => `together/${at}`);
      await Promise.all(keys.map((key) => put(key, key, { meta: { checksum: key } })));
      const found = await Promise.all(keys.map((key) => store.get(key, never)));
      const bodies = found.map((one) => one && buffer(one.body));
      assert.deepEqual((await Promise.all(bodies)).map(String), keys);
    });
  });
}

function putContent(store: Store, key: string, content: Content) {
  const { size } = content;
  return store.put(key, streamOf(content), { size, signal: never });
}

async function assertRefused(
  store: Store,
  put: { key: string; content: number; options: Partial<PutOptions> },
): Promise<void> {
  const body = streamOf(generatedContent(put.content));
  const writing = store.put(put.key, body, { signal: never, ...put.options });
  await assert.rejects(writing, { code: 'SIZE_MISMATCH' });
}

function streamOf(content: Content): Readable {
  return Readable.from(content.read(0, content.size), { objectMode: false });
}

function failingAtItsEnd(content: Content, error: Error): Readable {
  const verify = new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    flush: (done) => done(error),
  });
  return streamOf(content).pipe(verify);
}

/** Calls `stop` when half of the content, or all of it where it is one chunk, has been read, and goes on. */
function stoppingBefore(content: Content, stop: () => void): Readable {
  async function* chunks(): AsyncGenerator<Buffer> {
    yield* content.read(0, content.size >> 1);
    // So that parts are on their way when the signal comes.
    await new Promise((resolve) => setTimeout(resolve, 30));
    stop();
    yield* content.read(content.size >> 1, content.size);
  }
  return Readable.from(chunks(), { objectMode: false });
}
