import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { LabctlError } from '../../../../src/base/errors.ts';
import {
  INDEX_KEY,
  type Metadata,
  parseMetadata,
} from '../../../../src/images/catalog/metadata/metadata.ts';
import {
  parseIndex,
  renderEntry,
  renderIndex,
} from '../../../../src/images/catalog/metadata/metadata-index.ts';
import { prune } from '../../../../src/images/verbs/prune.ts';
import { aManifest, anImage, sha256Of } from '../../../support/builders/image-builder.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import {
  createMemoryStore,
  type MemoryStore,
  type MemoryStoreOptions,
  type StoreCall,
} from '../../../support/fakes/memory-store.ts';
import { syncLab } from '../sync-lab.ts';

function rewrite(
  store: MemoryStore,
  change: (metadata: Record<string, unknown>) => Record<string, unknown>,
): void {
  const key = 'metadata/a.raw.json';
  const metadata = change(JSON.parse(String(store.bytes(key))));
  const { etag } = store.plant(key, JSON.stringify(metadata));
  // Of what the manifest does not name, a sync knows only what the index says.
  const index = new Map(parseIndex(String(store.bytes(INDEX_KEY))));
  index.set('a.raw', renderEntry(etag, metadata as Metadata));
  store.plant(INDEX_KEY, renderIndex(index));
}

const OTHER: Metadata = {
  name: 'other',
  checksum: sha256Of('other'),
  size: 5,
  uploadedAt: '2026-01-01T00:00:00.000Z',
  source: {},
};

const interrupted = new LabctlError('SOURCE_INTERRUPTED', 'broke off');

describe('sync', () => {
  it('publishes first, and describes what the store has confirmed', async () => {
    const { run, store } = syncLab({ a: 'data' });
    const { images } = await run([anImage('a', 'data')]);
    assert.deepEqual([images[0]?.state, images[0]?.outcome], ['missing', 'uploaded']);
    const puts = store.calls.filter((call) => call.operation === 'put').map((call) => call.key);
    assert.deepEqual(puts, ['images/a.raw', 'metadata/a.raw.json', 'metadata/index.json']);
    const object = await store.head('images/a.raw', new AbortController().signal);
    const metadata = parseMetadata(String(store.bytes('metadata/a.raw.json')));
    assert.equal(metadata.kind === 'metadata' && metadata.metadata.etag, object?.etag);
    assert.equal(object?.meta['checksum'], sha256Of('data'));
  });

  it('removes the metadata of an object before it overwrites the object, and after verifying', async () => {
    const store = createMemoryStore();
    await syncLab({ a: 'old' }, store).run([anImage('a', 'old')]);
    const before = store.calls.length;
    await syncLab({ a: 'new' }, store).run([anImage('a', 'new')]);
    const writes = store.calls
      .slice(before)
      .filter(({ operation }) => operation === 'put' || operation === 'remove');
    assert.deepEqual(
      writes.slice(0, 3).map(({ operation, key }) => `${operation} ${key}`),
      ['put images/a.raw', 'remove metadata/a.raw.json', 'put metadata/a.raw.json'],
    );
    assert.equal(String(store.bytes('images/a.raw')), 'new');
  });

  it('leaves object and metadata as they were when the new bytes are wrong', async () => {
    const store = createMemoryStore();
    await syncLab({ a: 'old' }, store).run([anImage('a', 'old')]);
    const metadata = store.bytes('metadata/a.raw.json');
    const { images } = await syncLab({ a: 'evil' }, store).run([anImage('a', 'new')]);
    assert.equal(images[0]?.error?.code, 'CHECKSUM_MISMATCH');
    assert.equal(String(store.bytes('images/a.raw')), 'old');
    assert.deepEqual(store.bytes('metadata/a.raw.json'), metadata);
  });

  it('stores no secret of a URL, and is done with what an earlier version has stored of it', async () => {
    const store = createMemoryStore();
    const url = 'https://host.test/a?hdnea=hush&pwd=hush&arch=amd64';
    const image = anImage('a', 'data', {
      source: { type: 'http', url, checksum: sha256Of('data') },
    });
    const run = async () => {
      const before = store.writes();
      const { images } = await syncLab({ a: 'data' }, store).run([image]);
      return [images[0]?.state, store.writes() - before];
    };
    await run();
    const stored = 'https://host.test/a?hdnea=***&pwd=***&arch=amd64';
    assert.equal(JSON.parse(String(store.bytes('metadata/a.raw.json'))).source.url, stored);
    assert.doesNotMatch(String(store.bytes('metadata/index.json')), /hush/);
    rewrite(store, (metadata) => ({ ...metadata, source: { type: 'http', url } }));
    assert.equal((await run())[0], 'current');
    assert.deepEqual(await run(), ['current', 0]);
  });

  it('never says "current" of an object that was overwritten before a crash', async () => {
    // The manifest went from A to B and back to A; the run for B died before it wrote metadata.
    const store = createMemoryStore();
    await syncLab({ a: 'AAAA' }, store).run([anImage('a', 'AAAA')]);
    store.plant('images/a.raw', 'BBBB', { checksum: sha256Of('BBBB') });
    const { images } = await syncLab({ a: 'AAAA' }, store).run([anImage('a', 'AAAA')]);
    assert.deepEqual([images[0]?.state, images[0]?.outcome], ['damaged', 'uploaded']);
    assert.equal(String(store.bytes('images/a.raw')), 'AAAA');
  });

  it('begins again from the first byte when a download breaks off', async () => {
    const failures = [{ after: 3, error: interrupted }];
    const { run, store, reporter } = syncLab({ a: { bytes: 'data', failures } });
    const { images } = await run([anImage('a', 'data')]);
    assert.equal(images[0]?.outcome, 'uploaded');
    assert.equal(String(store.bytes('images/a.raw')), 'data');
    assert.ok(reporter.lines.some((line) => /a: warning: broke off.*first byte/.test(line)));
  });

  it('gives up after three downloads that broke off', async () => {
    const failure = { after: 3, error: interrupted };
    const asked: unknown[] = [];
    const onOpen = (options: { mayOpenAgain?: boolean }) => asked.push(options.mayOpenAgain);
    const failures = [failure, failure, failure];
    const { run, store } = syncLab({ a: { bytes: 'data', failures, onOpen } });
    const { images } = await run([anImage('a', 'data')]);
    assert.equal(images[0]?.error?.code, 'SOURCE_INTERRUPTED');
    assert.deepEqual(asked, [true, true, false], 'an answer is kept only for whom it serves');
    assert.equal(store.bytes('images/a.raw'), undefined);
  });

  it('tries a wrong checksum again once, and only after a resumed download', async () => {
    for (const [resumed, readings] of [
      [true, 2],
      [false, 1],
    ] as const) {
      const asked: unknown[] = [];
      const onOpen = (options: unknown) => asked.push(options);
      const { run, reporter } = syncLab({ a: { bytes: 'evil', resumed, onOpen } });
      const { images } = await run([anImage('a', 'data')]);
      assert.equal(images[0]?.error?.code, 'CHECKSUM_MISMATCH');
      const downloads = reporter.lines.filter((line) => line === 'a: downloading');
      assert.equal(downloads.length, readings);
      const want = [false, true].map((inOnePiece) => ({ inOnePiece, mayOpenAgain: true }));
      assert.deepEqual(asked, want.slice(0, readings));
    }
  });

  it('holds a plain image to validation.expected as well', async () => {
    const expected = `sha512:${'0'.repeat(128)}` as const;
    const { run, store } = syncLab({ a: 'data' });
    const { images } = await run([anImage('a', 'data', { expected })]);
    assert.equal(images[0]?.error?.code, 'CHECKSUM_MISMATCH');
    assert.equal(store.writes(), 1, 'a put that has failed, and no metadata');
    assert.equal(store.bytes('images/a.raw'), undefined);
  });

  it('records the checksum that validation.expected names for a plain image', async () => {
    const expected = `sha512:${createHash('sha512').update('data').digest('hex')}` as const;
    const { run, store } = syncLab({ a: 'data' });
    const { images } = await run([anImage('a', 'data', { expected })]);
    assert.equal(images[0]?.checksum, expected);
    assert.equal(JSON.parse(String(store.bytes('metadata/a.raw.json'))).checksum, expected);
  });

  it('decompresses nothing before the compressed bytes are verified', async () => {
    const packed = gzipSync('raw');
    const source = { type: 'http', url: 'https://origin.test/a', decompress: 'gzip' } as const;
    const wrong = { ...source, checksum: sha256Of('something else') };
    const { run, store, reporter } = syncLab({ a: { bytes: packed } });
    const image = anImage('a', '', { source: wrong, expected: sha256Of('raw') });
    const { images } = await run([image]);
    assert.equal(images[0]?.error?.code, 'CHECKSUM_MISMATCH');
    assert.ok(!reporter.lines.includes('a: decompressing'));
    assert.equal(store.writes(), 0);

    const right = { ...source, checksum: sha256Of(packed) };
    const good = anImage('a', '', { source: right, expected: sha256Of('raw') });
    const [uploaded] = (await run([good])).images;
    assert.equal(uploaded?.outcome, 'uploaded');
    assert.equal(String(store.bytes('images/a.raw')), 'raw');
  });

  it('stops decompressing at the limit', async () => {
    const packed = gzipSync(Buffer.alloc(2_000_000));
    const source = {
      type: 'http',
      url: 'https://origin.test/a',
      decompress: 'gzip',
      checksum: sha256Of(packed),
    } as const;
    const { run, store } = syncLab({ a: { bytes: packed } });
    const { images } = await run([anImage('a', '', { source, expected: sha256Of('raw') })]);
    assert.equal(images[0]?.error?.code, 'DECODED_TOO_LARGE');
    assert.equal(store.bytes('images/a.raw'), undefined);
  });

  it('works on the other images when one fails, whatever it fails of', async () => {
    const gone = new LabctlError('SOURCE_GONE', 'got 404');
    const before = ({ operation, key }: StoreCall) => {
      if (operation === 'put' && key === 'images/c.raw') throw new Error('disk on fire');
    };
    const store = createMemoryStore({ before });
    const { run } = syncLab(
      { a: 'a', b: { bytes: 'b', failures: [{ after: 'open', error: gone }] }, c: 'c', d: 'd' },
      store,
    );
    const { images } = await run(['a', 'b', 'c', 'd'].map((name) => anImage(name, name)));
    assert.deepEqual(
      images.map((image) => image.error?.code ?? image.outcome),
      ['uploaded', 'SOURCE_GONE', 'INTERNAL', 'uploaded'],
    );
  });

  it('rebuilds nothing but the metadata when writing it had failed', async () => {
    let broken = true;
    const before = ({ operation, key }: StoreCall) => {
      if (broken && operation === 'put' && key.startsWith('metadata/')) throw new Error('no');
    };
    const store = createMemoryStore({ before });
    const { run, opened } = syncLab({ a: 'data' }, store);
    const [failed] = (await run([anImage('a', 'data')])).images;
    assert.equal(failed?.outcome, 'failed');
    broken = false;
    const { images } = await run([anImage('a', 'data')]);
    assert.deepEqual([images[0]?.state, images[0]?.outcome], ['repairable', 'repaired']);
    assert.deepEqual(opened, ['a']);
  });

  describe('what the bucket holds in another place', () => {
    const moved = (name: string, bytes: string) =>
      anImage(name, bytes, { destination: 'moved.raw' });

    it('is copied, described, and not downloaded', async () => {
      const { run, store, opened } = syncLab({ a: 'data' });
      await run([anImage('a', 'data')]);
      const { images } = await run([moved('a', 'data')]);
      assert.deepEqual([images[0]?.state, images[0]?.outcome], ['missing', 'copied']);
      assert.equal(images[0]?.reason, 'not in the bucket; copied from a.raw');
      assert.equal(images[0]?.bytes, 4);
      assert.deepEqual(opened, ['a']);
      assert.equal(String(store.bytes('images/moved.raw')), 'data');
      assert.equal(String(store.bytes('images/a.raw')), 'data');
      const object = await store.head('images/moved.raw', new AbortController().signal);
      const meta = { checksum: sha256Of('data'), 'managed-by': 'manifest/lab' };
      assert.deepEqual(object?.meta, meta);
      const metadata = parseMetadata(String(store.bytes('metadata/moved.raw.json')));
      assert.equal(metadata.kind === 'metadata' && metadata.metadata.etag, object?.etag);
      const again = await run([moved('a', 'data')]);
      assert.equal(again.images[0]?.outcome, 'skipped');
    });

    it('is announced in a dry run, and then not copied', async () => {
      const { run, store } = syncLab({ a: 'data' });
      await run([anImage('a', 'data')]);
      const before = store.writes();
      const { images } = await run([moved('a', 'data')], { dryRun: true });
      assert.equal(images[0]?.outcome, 'planned');
      assert.equal(images[0]?.reason, 'not in the bucket; to be copied from a.raw');
      assert.equal(store.writes(), before);
    });

    it('replaces another image, whose metadata goes first', async () => {
      const { run, store, opened } = syncLab({ a: 'data', b: 'other' });
      await run([anImage('a', 'data'), anImage('b', 'other')]);
      const before = store.calls.length;
      const { images } = await run([anImage('b', 'data')]);
      assert.deepEqual([images[0]?.state, images[0]?.outcome], ['changed', 'copied']);
      const writes = store.calls
        .slice(before)
        .filter(({ operation }) => ['put', 'copy', 'remove'].includes(operation));
      assert.deepEqual(
        writes.slice(0, 3).map(({ operation, key }) => `${operation} ${key}`),
        ['remove metadata/b.raw.json', 'copy images/b.raw', 'put metadata/b.raw.json'],
      );
      assert.deepEqual(opened, ['a', 'b']);
    });

    it('is downloaded once where several images want it', async () => {
      const { run, store, opened } = syncLab({ a: 'data', b: 'data', c: 'data' });
      const { images } = await run(['a', 'b', 'c'].map((name) => anImage(name, 'data')));
      assert.deepEqual(
        images.map((image) => image.outcome),
        ['uploaded', 'copied', 'copied'],
      );
      assert.deepEqual(opened, ['a']);
      assert.equal(String(store.bytes('images/c.raw')), 'data');
    });

    it('is tried again by the next image when the first cannot be downloaded', async () => {
      const gone = new LabctlError('SOURCE_GONE', 'got 404');
      const { run } = syncLab({
        a: { bytes: '', failures: [{ after: 'open', error: gone }] },
        b: 'x',
      });
      const { images } = await run([anImage('a', 'x'), anImage('b', 'x')]);
      assert.deepEqual(
        images.map((image) => image.error?.code ?? image.outcome),
        ['SOURCE_GONE', 'uploaded'],
      );
    });

    it('is downloaded all the same with force', async () => {
      const { run, opened } = syncLab({ a: 'data' });
      await run([anImage('a', 'data')]);
      const { images } = await run([moved('a', 'data')], { force: true });
      assert.equal(images[0]?.outcome, 'uploaded');
      assert.deepEqual(opened, ['a', 'a']);
    });

    it('is downloaded where the store cannot copy, with a word on why', async () => {
      const before = ({ operation }: StoreCall) => {
        if (operation === 'copy') throw new LabctlError('STORE_REJECTED', 'got 501 NotImplemented');
      };
      const store = createMemoryStore({ before });
      const { run, reporter } = syncLab({ a: 'data' }, store);
      await run([anImage('a', 'data')]);
      const { images } = await run([moved('a', 'data')]);
      assert.deepEqual([images[0]?.outcome, images[0]?.reason], ['uploaded', 'not in the bucket']);
      assert.equal(String(store.bytes('images/moved.raw')), 'data');
      const note = 'a: not copied from a.raw but downloaded: got 501 NotImplemented';
      assert.ok(reporter.lines.includes(note), reporter.lines.join('\n'));
    });

    it('leaves object and metadata as they were when neither copy nor download works', async () => {
      const before = ({ operation }: StoreCall) => {
        if (operation === 'copy') throw new LabctlError('STORE_REJECTED', 'got 501 NotImplemented');
      };
      const store = createMemoryStore({ before });
      await syncLab({ a: 'data', b: 'old' }, store).run([
        anImage('a', 'data'),
        anImage('b', 'old'),
      ]);
      const metadata = store.bytes('metadata/b.raw.json');
      const { images } = await syncLab({ b: 'evil' }, store).run([anImage('b', 'data')]);
      assert.equal(images[0]?.error?.code, 'CHECKSUM_MISMATCH');
      assert.equal(String(store.bytes('images/b.raw')), 'old');
      assert.deepEqual(store.bytes('metadata/b.raw.json'), metadata);
    });

    it('is downloaded when it is pruned amid the copy', async () => {
      const store: MemoryStore = createMemoryStore({
        async before({ operation }) {
          if (operation === 'copy')
            await store.remove('images/a.raw', new AbortController().signal);
        },
      });
      const { run } = syncLab({ a: 'data' }, store);
      await run([anImage('a', 'data')]);
      const { images } = await run([moved('a', 'data')]);
      assert.equal(images[0]?.outcome, 'uploaded');
      assert.equal(String(store.bytes('images/moved.raw')), 'data');
    });

    it('is neither copied nor downloaded when the run is stopped', async () => {
      const reached: { stop?: AbortController } = {};
      const before = ({ operation }: StoreCall) => {
        if (operation === 'copy') reached.stop?.abort(new LabctlError('CANCELLED', 'stopped'));
      };
      const store = createMemoryStore({ before });
      const made = syncLab({ a: 'data' }, store);
      reached.stop = made.stop;
      await made.run([anImage('a', 'data')]);
      const { images } = await made.run([moved('a', 'data')]);
      assert.deepEqual([images[0]?.outcome, images[0]?.error?.code], ['cancelled', 'CANCELLED']);
      assert.equal(store.bytes('images/moved.raw'), undefined);
      assert.deepEqual(made.opened, ['a']);
    });

    it('does not get its old metadata back where something else has taken its place meanwhile', async () => {
      const store: MemoryStore = createMemoryStore({
        before({ operation }) {
          if (operation !== 'copy') return;
          store.plant('images/b.raw', 'bad');
          throw new LabctlError('STORE_REJECTED', 'got 501 NotImplemented');
        },
      });
      await syncLab({ a: 'data', b: 'old' }, store).run([
        anImage('a', 'data'),
        anImage('b', 'old'),
      ]);
      const { images } = await syncLab({ b: 'evil' }, store).run([anImage('b', 'data')]);
      assert.equal(images[0]?.error?.code, 'CHECKSUM_MISMATCH');
      assert.equal(String(store.bytes('images/b.raw')), 'bad');
      assert.equal(store.bytes('metadata/b.raw.json'), undefined);
    });

    for (const [what, spoil] of [
      [
        'was overwritten since',
        (store: MemoryStore) => store.plant('images/a.raw', 'DATA', { checksum: sha256Of('data') }),
      ],
      [
        'does not carry the checksum itself',
        (store: MemoryStore) => {
          const { etag } = store.plant('images/a.raw', 'data', { checksum: sha256Of('DATA') });
          rewrite(store, (metadata) => ({ ...metadata, etag }));
        },
      ],
      [
        'was described by another tool',
        (store: MemoryStore) => rewrite(store, ({ managedBy: _, ...metadata }) => metadata),
      ],
      [
        'was described by another manifest, whose key may write only there',
        (store: MemoryStore) =>
          rewrite(store, (metadata) => ({ ...metadata, managedBy: 'manifest/other' })),
      ],
      [
        'has metadata that no run of this manifest has read',
        (store: MemoryStore) =>
          store.plant('metadata/a.raw.json', `${store.bytes('metadata/a.raw.json')} `),
      ],
      [
        'has no version in its metadata',
        (store: MemoryStore) => rewrite(store, ({ etag: _, ...metadata }) => metadata),
      ],
      [
        'has no metadata',
        (store: MemoryStore) => store.remove('metadata/a.raw.json', new AbortController().signal),
      ],
    ] as const) {
      it(`is not trusted where it ${what}`, async () => {
        const { run, store, opened } = syncLab({ a: 'data' });
        await run([anImage('a', 'data')]);
        await spoil(store);
        const { images } = await run([moved('a', 'data')]);
        assert.equal(images[0]?.outcome, 'uploaded');
        assert.equal(store.count('copy'), 0);
        assert.deepEqual(opened, ['a', 'a']);
      });
    }
  });

  describe('what a bucket of many holds outside of the folder of the manifest', () => {
    const contentOf = (name: string) => `content of ${name}`;
    const inFolder = (folder: string, name: string) =>
      anImage(name, contentOf(name), { destination: `${folder}/${name}.raw` });
    /** The images of folder `a` in place, and an index of so many others that the rest is not listed. */
    const crowded = async (names: readonly string[], options: MemoryStoreOptions = {}) => {
      const sources = Object.fromEntries(names.map((name) => [name, contentOf(name)]));
      const made = syncLab(sources, createMemoryStore(options));
      await made.run(names.map((name) => inFolder('a', name)));
      const index = new Map(parseIndex(String(made.store.bytes(INDEX_KEY))));
      const other = renderEntry('version', OTHER);
      for (let count = 0; count < 1000; count += 1) index.set(`others/${count}.raw`, other);
      made.store.plant(INDEX_KEY, renderIndex(index));
      made.store.calls.length = 0;
      made.opened.length = 0;
      return made;
    };
    const listed = (store: MemoryStore) =>
      store.calls.filter(({ operation }) => operation === 'list').map(({ key }) => key);
    const NARROW = ['images/b/', 'metadata/b/'];
    const WHOLE = ['images/', 'metadata/'];

    it('is copied, and the rest is listed once for all images', async () => {
      const { run, store, opened } = await crowded(['x', 'y', 'z']);
      const lines = parseIndex(String(store.bytes(INDEX_KEY)));
      const { images } = await run(['x', 'y', 'z'].map((name) => inFolder('b', name)));
      assert.deepEqual(
        images.map(({ outcome, reason }) => [outcome, reason]),
        ['a/x.raw', 'a/y.raw', 'a/z.raw'].map((from) => [
          'copied',
          `not in the bucket; copied from ${from}`,
        ]),
      );
      assert.deepEqual(opened, []);
      assert.deepEqual(listed(store), [...NARROW, ...WHOLE]);
      const index = parseIndex(String(store.bytes(INDEX_KEY)));
      assert.equal(index.size, lines.size + 3);
      for (const [destination, line] of lines) assert.equal(index.get(destination), line);

      store.calls.length = 0;
      const again = await run(['x', 'y', 'z'].map((name) => inFolder('b', name)));
      assert.deepEqual([...new Set(again.images.map(({ outcome }) => outcome))], ['skipped']);
      assert.equal(store.calls.length, 3);
      assert.deepEqual(listed(store), NARROW);
    });

    it('is not listed for content that the index does not know', async () => {
      const { run, store } = await crowded(['x']);
      const { images } = await syncLab({ new: contentOf('new') }, store).run([
        inFolder('b', 'new'),
      ]);
      assert.equal(images[0]?.outcome, 'uploaded');
      assert.deepEqual(listed(store), ['images/b/new.raw', 'metadata/b/new.raw']);
      store.calls.length = 0;
      const forced = await run([inFolder('b', 'x')], { force: true });
      assert.equal(forced.images[0]?.outcome, 'uploaded');
      assert.equal(listed(store).length, 2);
    });

    it('is announced in a dry run', async () => {
      const { run, store } = await crowded(['x']);
      const { images, shards } = await run([inFolder('b', 'x')], { dryRun: true });
      assert.deepEqual(
        [images[0]?.outcome, images[0]?.reason],
        ['planned', 'not in the bucket; to be copied from a/x.raw'],
      );
      assert.deepEqual(
        shards?.map((shard) => shard.images),
        [['x']],
      );
      assert.equal(store.writes(), 0);
    });

    it('is not looked for with no-transfer', async () => {
      const { run, store } = await crowded(['x', 'y']);
      const { images } = await run(
        ['x', 'y'].map((name) => inFolder('b', name)),
        { transfer: false },
      );
      assert.equal(images[0]?.error?.code, 'NOT_IN_PLACE');
      assert.deepEqual(listed(store), NARROW);
    });

    it('is downloaded where it cannot be listed, with one word on why', async () => {
      const refusal = new LabctlError('STORE_REJECTED', 'got 403 AccessDenied');
      const reached = { refused: false };
      const { run, store, opened, reporter } = await crowded(['x', 'y'], {
        before({ operation, key }) {
          if (operation === 'list' && key === 'images/' && reached.refused) throw refusal;
        },
      });
      reached.refused = true;
      const { images } = await run(['x', 'y'].map((name) => inFolder('b', name)));
      assert.deepEqual(
        images.map(({ outcome, reason }) => [outcome, reason]),
        [
          ['uploaded', 'not in the bucket'],
          ['uploaded', 'not in the bucket'],
        ],
      );
      assert.deepEqual(opened, ['x', 'y']);
      assert.equal(String(store.bytes('images/b/x.raw')), contentOf('x'));
      assert.deepEqual(
        reporter.lines.filter((line) => line.includes('AccessDenied')),
        [
          'warning: what could be copied from other folders of the bucket is downloaded: got 403 AccessDenied',
        ],
      );
    });

    it('is neither copied nor downloaded when the run is stopped amid the listing', async () => {
      const reached: { stop?: AbortController } = {};
      const { run, store, opened, stop } = await crowded(['x'], {
        before({ operation, key }) {
          if (operation !== 'list' || key !== 'images/' || reached.stop === undefined) return;
          reached.stop.abort(new LabctlError('CANCELLED', 'stopped'));
          throw new LabctlError('CANCELLED', 'stopped');
        },
      });
      reached.stop = stop;
      const { images } = await run([inFolder('b', 'x')]);
      assert.deepEqual([images[0]?.outcome, images[0]?.error?.code], ['cancelled', 'CANCELLED']);
      assert.deepEqual(opened, []);
      assert.equal(store.bytes('images/b/x.raw'), undefined);
    });

    it('is not trusted where it was overwritten since', async () => {
      const { run, store, opened } = await crowded(['x']);
      store.plant('images/a/x.raw', 'DATA', { checksum: sha256Of('data') });
      const { images } = await run([inFolder('b', 'x')]);
      assert.equal(images[0]?.outcome, 'uploaded');
      assert.deepEqual(opened, ['x']);
      assert.equal(store.count('copy'), 0);
    });

    it('is pruned after it was copied, and its line leaves the index', async () => {
      const { run, store, reporter } = await crowded(['x']);
      const images = [inFolder('b', 'x')];
      await run(images);
      const { signal } = new AbortController();
      const options = { dryRun: false, maxDelete: 1, includeUploads: false };
      const context = { store, reporter, clock: createFakeClock(), signal };
      const pruned = await prune(aManifest(images), options, context);
      assert.deepEqual(
        pruned.images.map(({ destination, outcome }) => [destination, outcome]),
        [['a/x.raw', 'deleted']],
      );
      const index = parseIndex(String(store.bytes(INDEX_KEY)));
      assert.ok(!index.has('a/x.raw') && index.has('b/x.raw'));
      assert.equal(String(store.bytes('images/b/x.raw')), contentOf('x'));
    });
  });

  it('does again with force what is in place', async () => {
    const { run, opened } = syncLab({ a: 'data' });
    await run([anImage('a', 'data')]);
    const { images } = await run([anImage('a', 'data')], { force: true });
    assert.deepEqual([images[0]?.state, images[0]?.outcome], ['forced', 'uploaded']);
    assert.equal(opened.length, 2);
  });

  it('works on the chosen images only', async () => {
    const { run, store } = syncLab({ a: 'a', b: 'b' });
    const { images } = await run([anImage('a', 'a'), anImage('b', 'b')], { images: ['b'] });
    assert.deepEqual(
      images.map((image) => image.name),
      ['b'],
    );
    assert.equal(store.bytes('images/a.raw'), undefined);
  });

  it('writes nothing in a dry run', async () => {
    const { run, store, opened } = syncLab({ a: 'data' });
    const { images } = await run([anImage('a', 'data')], { dryRun: true });
    assert.deepEqual([images[0]?.state, images[0]?.outcome], ['missing', 'planned']);
    assert.equal(store.writes(), 0);
    assert.deepEqual(opened, []);
  });

  it('deals the work out in a dry run, the largest first, without what is in place', async () => {
    const images = ['a', 'b', 'c', 'd'].map((name) => anImage(name, name));
    const { run } = syncLab({ a: 'a' }, createMemoryStore(), { b: 5, c: 9, d: 7 });
    await run(images, { images: ['a'] });
    const { shards } = await run(images, { dryRun: true, shards: 2 });
    assert.deepEqual(shards, [
      { shard: 1, images: ['d', 'b'], bytes: 12 },
      { shard: 2, images: ['c'], bytes: 9 },
    ]);
    const { shards: single } = await run(images, { dryRun: true });
    assert.deepEqual(
      single?.map((shard) => shard.images),
      [['b'], ['c'], ['d']],
      'nobody is asked for a size that makes no difference',
    );
  });

  it('deals images of the same content out to the same job, which downloads it once', async () => {
    const images = ['a', 'b', 'c'].map((name) => anImage(name, name === 'c' ? 'other' : 'same'));
    const { run, opened } = syncLab({ a: 'same', b: 'same', c: 'other' }, undefined, {
      a: 5,
      c: 9,
    });
    const { shards = [] } = await run(images, { dryRun: true, shards: 3 });
    assert.deepEqual(shards, [
      { shard: 1, images: ['c'], bytes: 9 },
      { shard: 2, images: ['a', 'b'], bytes: 5 },
    ]);
    assert.equal((await run(images, { dryRun: true })).shards?.length, 2);
    const outcomes = await Promise.all(
      shards.map(async (shard) =>
        (await run(images, { images: shard.images })).images.map(({ outcome }) => outcome),
      ),
    );
    assert.deepEqual(outcomes, [['uploaded'], ['uploaded', 'copied']]);
    assert.deepEqual(opened.toSorted(), ['a', 'c']);
  });

  it('counts what would be copied as nothing when it deals the work out', async () => {
    const { run } = syncLab({ a: 'data' }, undefined, { moved: 100, b: 3, c: 2 });
    await run([anImage('a', 'data')]);
    const images = [anImage('moved', 'data'), anImage('b', 'b'), anImage('c', 'c')];
    const { shards, images: results } = await run(images, { dryRun: true, shards: 2 });
    assert.deepEqual(shards, [
      { shard: 1, images: ['b'], bytes: 3 },
      { shard: 2, images: ['c', 'moved'], bytes: 2 },
    ]);
    assert.deepEqual(
      results.map(({ copyFrom }) => copyFrom),
      ['a.raw', undefined, undefined],
    );
  });

  it('moves nothing with no-transfer: what is not in place fails, lost metadata is rebuilt', async () => {
    const { run, store, opened } = syncLab({ a: 'a', b: 'b' });
    const images = ['a', 'b', 'new'].map((name) => anImage(name, name));
    await run(images, { images: ['a', 'b'] });
    await store.remove('metadata/b.raw.json', new AbortController().signal);
    const before = opened.length;
    const report = await run([...images, anImage('a', 'other', { name: 'changed' })], {
      transfer: false,
    });
    assert.deepEqual(
      report.images.map(({ state, outcome, error }) => [state, outcome, error?.code]),
      [
        ['current', 'skipped', undefined],
        ['repairable', 'repaired', undefined],
        ['missing', 'failed', 'NOT_IN_PLACE'],
        ['changed', 'failed', 'NOT_IN_PLACE'],
      ],
    );
    assert.equal(opened.length, before);
    assert.equal(String(store.bytes('images/a.raw')), 'a');
  });

  it('leaves the index to a run of the whole manifest', async () => {
    const { run, store } = syncLab({ a: 'a', b: 'b' });
    const images = ['a', 'b'].map((name) => anImage(name, name));
    await run(images, { images: ['a', 'b'] });
    assert.equal(store.bytes('metadata/index.json'), undefined);
    await run(images);
    assert.match(String(store.bytes('metadata/index.json')), /"a\.raw"[\s\S]*"b\.raw"/);
  });

  it('reads no metadata of others, and leaves their lines of the index as they are', async () => {
    const { run, store } = syncLab({ a: 'a', b: 'b' });
    await run([anImage('b', 'b')]);
    const lineOfB = String(store.bytes('metadata/index.json')).split('\n')[1] ?? '';
    assert.match(lineOfB, /^"b\.raw":/);
    store.calls.length = 0;
    await run([anImage('a', 'a')]);
    const read = store.calls.filter(({ operation }) => operation === 'get').map(({ key }) => key);
    assert.deepEqual(read, ['metadata/index.json']);
    assert.ok(String(store.bytes('metadata/index.json')).includes(lineOfB));
  });

  it('reports every image as cancelled that a stopped run did not finish', async () => {
    const reached: { stop?: AbortController } = {};
    const before = ({ operation, key }: StoreCall) => {
      if (operation === 'put' && key === 'images/b.raw') {
        reached.stop?.abort(new LabctlError('CANCELLED', 'stopped by SIGTERM'));
      }
    };
    const store: MemoryStore = createMemoryStore({ before });
    const made = syncLab({ a: 'a', b: 'b', c: 'c' }, store);
    reached.stop = made.stop;
    const images = ['a', 'b', 'c'].map((name) => anImage(name, name));
    const report = await made.run(images, { concurrency: 1 });
    assert.deepEqual(
      report.images.map((image) => image.outcome),
      ['uploaded', 'cancelled', 'cancelled'],
    );
    assert.equal(report.images[1]?.error?.code, 'CANCELLED');
    assert.equal(store.bytes('images/b.raw'), undefined);
  });
});
