/** What lies in the bucket already, and what has to be known of it before it counts as the image. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import { INDEX_KEY } from '../../../../src/images/catalog/metadata/metadata.ts';
import { prune } from '../../../../src/images/verbs/prune.ts';
import { aManifest, anImage, sha256Of } from '../../../support/builders/image-builder.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import {
  createMemoryStore,
  type MemoryStore,
  type StoreCall,
} from '../../../support/fakes/memory-store.ts';
import { createSilentReporter } from '../../../support/fakes/silent-reporter.ts';
import { syncLab } from '../sync-lab.ts';

const KEY = 'images/a.raw';
const METADATA_KEY = 'metadata/a.raw.json';
const IMAGE = anImage('a', 'data');
const META = { checksum: sha256Of('data'), 'managed-by': 'manifest/lab' };
const { signal } = new AbortController();

function metadataOf(store: MemoryStore): Record<string, unknown> {
  return JSON.parse(String(store.bytes(METADATA_KEY)));
}

/** Plants a metadata file of the form that all tools know, with more of what labctl adds. */
function describe_(store: MemoryStore, more: Record<string, unknown> = {}): void {
  const metadata = {
    name: 'a',
    checksum: sha256Of('data'),
    size: 4,
    uploadedAt: '2024-12-20T10:00:00.000Z',
    source: { url: 'https://example.org/x' },
  };
  store.plant(METADATA_KEY, JSON.stringify({ ...metadata, ...more }));
}

/** Ways to say of an object that it is the image, without the word of a run of this manifest. */
const CLAIMS: readonly [string, (store: MemoryStore, bytes: string) => void][] = [
  ['calls itself the image', (store, bytes) => void store.plant(KEY, bytes, META)],
  [
    'is called so by the metadata of another tool',
    (store, bytes) => {
      store.plant(KEY, bytes);
      describe_(store);
    },
  ],
  [
    'is called so by another manifest',
    (store, bytes) => {
      const { etag } = store.plant(KEY, bytes, META);
      describe_(store, { etag, managedBy: 'manifest/other' });
    },
  ],
  [
    'calls itself the image beside metadata that cannot be read',
    (store, bytes) => {
      store.plant(KEY, bytes, META);
      store.plant(METADATA_KEY, '{');
    },
  ],
];

describe('an object that was there before', () => {
  for (const [what, plant] of CLAIMS) {
    describe(`and ${what}`, () => {
      it('is published again where its bytes are others', async () => {
        const { run, store, opened, reporter } = syncLab({ a: 'data' });
        plant(store, 'evil');
        const { images } = await run([IMAGE]);
        assert.deepEqual([images[0]?.state, images[0]?.outcome], ['damaged', 'uploaded']);
        assert.equal(String(store.bytes(KEY)), 'data');
        assert.deepEqual(opened, ['a']);
        assert.ok(reporter.lines.some((line) => line.includes(sha256Of('evil'))));
        assert.equal((await run([IMAGE])).images[0]?.outcome, 'skipped');
      });

      it('is read once and taken without a download where they are the right ones', async () => {
        const { run, store, opened, reporter } = syncLab({ a: 'data' });
        plant(store, 'data');
        const { images } = await run([IMAGE]);
        assert.deepEqual([images[0]?.state, images[0]?.outcome], ['repairable', 'repaired']);
        assert.match(images[0]?.reason ?? '', /read once and hashed$/);
        assert.ok(reporter.lines.includes('a: hashing what is there'));
        assert.deepEqual(opened, []);
        assert.equal(store.count('get', KEY), 1);
        assert.equal(metadataOf(store)['managedBy'], 'manifest/lab');

        store.calls.length = 0;
        assert.equal((await run([IMAGE])).images[0]?.outcome, 'skipped');
        assert.equal(store.calls.length, 3, 'a repeat is free');
      });

      it('is announced as to be read in a dry run, and not read', async () => {
        const { run, store } = syncLab({ a: 'data' });
        plant(store, 'evil');
        const { images } = await run([IMAGE], { dryRun: true });
        assert.deepEqual([images[0]?.state, images[0]?.outcome], ['repairable', 'planned']);
        assert.match(images[0]?.reason ?? '', /to be read once and hashed$/);
        assert.equal(store.count('get', KEY), 0);
        assert.equal(store.writes(), 0);
      });

      it('fails with no-transfer where its bytes are others', async () => {
        const { run, store } = syncLab({ a: 'data' });
        plant(store, 'evil');
        const { images } = await run([IMAGE], { transfer: false });
        assert.equal(images[0]?.error?.code, 'NOT_IN_PLACE');
        assert.equal(store.count('put', METADATA_KEY), 0);
      });
    });
  }

  it('keeps the time at which another tool has uploaded it', async () => {
    const { run, store } = syncLab({});
    store.plant(KEY, 'data');
    describe_(store);
    await run([IMAGE]);
    assert.equal(metadataOf(store)['uploadedAt'], '2024-12-20T10:00:00.000Z');
  });

  it('is not read where a run of this manifest has noted it in the index', async () => {
    const { run, store } = syncLab({ a: 'data' });
    await run([IMAGE]);
    await store.remove(METADATA_KEY, signal);
    const { images } = await run([IMAGE]);
    assert.deepEqual([images[0]?.outcome, images[0]?.reason], ['repaired', 'metadata is missing']);
    assert.equal(store.count('get', KEY), 0);
  });

  it('is replaced by a copy of what the bucket has where its bytes are others', async () => {
    const { run, store, opened } = syncLab({ b: 'data' });
    const b = anImage('b', 'data');
    await run([b]);
    store.plant(KEY, 'evil', META);
    const { images } = await run([IMAGE, b]);
    assert.deepEqual([images[0]?.state, images[0]?.outcome], ['damaged', 'copied']);
    assert.equal(String(store.bytes(KEY)), 'data');
    assert.deepEqual(opened, ['b']);
  });

  it('is the failure of its image alone when it cannot be read', async () => {
    const before = ({ operation, key }: StoreCall) => {
      if (operation === 'get' && key === KEY) throw new LabctlError('STORE_REJECTED', 'got 403');
    };
    const { run, store } = syncLab({ b: 'b' }, createMemoryStore({ before }));
    store.plant(KEY, 'data', META);
    const { images } = await run([IMAGE, anImage('b', 'b')]);
    assert.deepEqual(
      images.map(({ outcome, error }) => error?.code ?? outcome),
      ['STORE_REJECTED', 'uploaded'],
    );
    assert.equal(store.bytes(METADATA_KEY), undefined);
  });

  it('is not described by a run that is stopped while it reads it', async () => {
    const reached: { stop?: AbortController } = {};
    const before = ({ operation, key }: StoreCall) => {
      if (operation === 'get' && key === KEY)
        reached.stop?.abort(new LabctlError('CANCELLED', 'stopped'));
    };
    const { run, store, stop } = syncLab({}, createMemoryStore({ before }));
    reached.stop = stop;
    store.plant(KEY, Buffer.alloc(1_000_000), META);
    const { images } = await run([IMAGE]);
    assert.deepEqual([images[0]?.outcome, images[0]?.error?.code], ['cancelled', 'CANCELLED']);
    assert.equal(store.bytes(METADATA_KEY), undefined);
  });

  for (const [what, plant] of CLAIMS) {
    it(`is missing when it is pruned before it is read, and ${what}`, async () => {
      const store: MemoryStore = createMemoryStore({
        async before({ operation, key }) {
          if (operation === 'get' && key === KEY) await store.remove(KEY, signal);
        },
      });
      const { run } = syncLab({ a: 'data' }, store);
      plant(store, 'data');
      const { images } = await run([IMAGE]);
      assert.deepEqual([images[0]?.state, images[0]?.outcome], ['missing', 'uploaded']);
      assert.equal(String(store.bytes(KEY)), 'data');
    });

    for (const [how, state, change] of [
      ['pruned', 'missing', (store: MemoryStore) => store.remove(KEY, signal)],
      ['overwritten', 'damaged', (store: MemoryStore) => store.plant(KEY, 'else', META)],
    ] as const) {
      it(`is ${state} when it is ${how} after it was read, and ${what}`, async () => {
        let isRead = false;
        const store: MemoryStore = createMemoryStore({
          async before({ operation, key }) {
            if (operation === 'get' && key === KEY) isRead = true;
            if (operation !== 'head' || key !== KEY || !isRead) return;
            isRead = false;
            await change(store);
          },
        });
        const { run } = syncLab({ a: 'data' }, store);
        plant(store, 'data');
        const { images } = await run([IMAGE]);
        assert.deepEqual([images[0]?.state, images[0]?.outcome], [state, 'uploaded']);
        assert.equal(String(store.bytes(KEY)), 'data');
      });
    }
  }
});

describe('a destination that is a folder of another, or lies in it', () => {
  const there = async (destination: string) => {
    const made = syncLab({ there: 'there', new: 'new' });
    await made.run([anImage('there', 'there', { destination })]);
    return made;
  };

  for (const [what, old, wanted] of [
    ['lies below an image', 'a', 'a/b'],
    ['lies below the metadata of an image', 'a', 'a.json/b'],
    ['is a folder of images', 'a/b/c', 'a'],
    ['would have its metadata where a folder of metadata is', 'a.json/b', 'a'],
  ] as const) {
    it(`is refused before the download where it ${what}`, async () => {
      const { run, opened } = await there(old);
      const { images } = await run([anImage('new', 'new', { destination: wanted })]);
      assert.equal(images[0]?.error?.code, 'MANIFEST_INVALID');
      assert.match(images[0]?.error?.message ?? '', /^images\.yaml:1: /);
      assert.deepEqual(opened, ['there']);
    });
  }

  it('is not mixed up with a neighbour', async () => {
    const { run } = await there('a/b');
    for (const destination of ['a/c', 'ab', 'a.raw/b', 'b.json/x', 'a.json/b']) {
      const { images } = await run([anImage('new', 'new', { destination })]);
      assert.equal(images[0]?.error, undefined, destination);
    }
  });
});

describe('a source of a copy whose bytes are not those that were recorded', () => {
  /** Other bytes of the same size and version, as a disk that has failed has them. */
  const rot = (store: MemoryStore, key: string) => store.bytes(key)?.fill('x');
  const B = anImage('b', 'data');

  it('is not copied, told, and mended in the same run', async () => {
    const { run, store, opened, reporter } = syncLab({ a: 'data', b: 'data' });
    await run([IMAGE]);
    rot(store, KEY);
    const { images } = await run([IMAGE, B]);
    assert.deepEqual(
      images.map(({ state, outcome }) => [state, outcome]),
      [
        ['damaged', 'copied'],
        ['missing', 'uploaded'],
      ],
    );
    assert.deepEqual(opened, ['a', 'b']);
    assert.equal(String(store.bytes(KEY)), 'data');
    assert.equal(String(store.bytes('images/b.raw')), 'data');
    assert.ok(reporter.lines.some((line) => /b: warning: a\.raw is damaged/.test(line)));
    const again = await run([IMAGE, B]);
    assert.deepEqual([...new Set(again.images.map(({ outcome }) => outcome))], ['skipped']);
  });

  it('is not believed by a later run either, where this one was not to work on it', async () => {
    const { run, store } = syncLab({ a: 'data', b: 'data' });
    await run([IMAGE]);
    rot(store, KEY);
    await run([IMAGE, B], { images: ['b'] });
    assert.equal(store.bytes(METADATA_KEY), undefined);
    assert.doesNotMatch(String(store.bytes(INDEX_KEY)), /a\.raw/);
    const { images } = await run([IMAGE, B]);
    assert.deepEqual([images[0]?.state, images[0]?.outcome], ['damaged', 'copied']);
    assert.equal(String(store.bytes(KEY)), 'data');
  });

  it('is not copied with metadata that cannot be removed', async () => {
    const before = ({ operation, key }: StoreCall) => {
      if (operation === 'remove' && key === METADATA_KEY) throw new Error('denied');
    };
    const { run, store, reporter } = syncLab(
      { a: 'data', b: 'data' },
      createMemoryStore({ before }),
    );
    await run([IMAGE]);
    rot(store, KEY);
    const { images } = await run([B]);
    assert.equal(images[0]?.outcome, 'uploaded');
    assert.equal(String(store.bytes('images/b.raw')), 'data');
    assert.ok(reporter.lines.some((line) => /could not be removed: denied/.test(line)));
  });
});

describe('a key for one folder of the bucket', () => {
  it('cannot have a lie copied out of it, nor noted in the index by a prune', async () => {
    const { run, store, opened } = syncLab({ a: 'data', other: 'other' });
    await run([anImage('other', 'other')]);
    // All that such a key may write.
    const { etag } = store.plant('images/team/x.raw', 'evil', META);
    const lie = {
      name: 'x',
      checksum: sha256Of('data'),
      size: 4,
      uploadedAt: '2026-01-01T00:00:00.000Z',
      source: {},
      ...{ etag, managedBy: 'manifest/lab', version: 1 },
    };
    store.plant('metadata/team/x.raw.json', JSON.stringify(lie));
    const reporter = createSilentReporter();
    const context = { store, reporter, clock: createFakeClock(), signal };
    const options = { dryRun: false, maxDelete: 10, includeUploads: false };
    await prune(aManifest([anImage('b', 'b')], 'third'), options, context);
    assert.doesNotMatch(String(store.bytes(INDEX_KEY)), /team/);
    const { images } = await run([IMAGE, anImage('other', 'other')]);
    assert.equal(images[0]?.outcome, 'uploaded');
    assert.deepEqual(opened, ['other', 'a']);
    assert.equal(store.count('copy'), 0);
    assert.equal(String(store.bytes(KEY)), 'data');
  });
});
