import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PruneOptions, prune } from '../../src/commands/prune.ts';
import { aManifest, anImage, sha256Of } from '../builders/image-builder.ts';
import { createFakeClock } from '../fakes/fake-clock.ts';
import { createMemoryStore, type StoreCall } from '../fakes/memory-store.ts';
import { createSilentReporter } from '../fakes/silent-reporter.ts';

const HOUR_MS = 3_600_000;
const DEFAULTS: PruneOptions = { dryRun: false, maxDelete: 10, includeUploads: false };

/** A bucket with one image an owner; `keep` is the only one that the manifest `lab` names. */
function bucket(before?: (call: StoreCall) => void) {
  const store = createMemoryStore(before === undefined ? {} : { before });
  for (const [name, managedBy] of [
    ['keep', 'manifest/lab'],
    ['left', 'manifest/lab'],
    ['left-too', 'manifest/lab'],
    ['other', 'manifest/other'],
    ['uploaded', 'upload'],
    ['foreign', undefined],
  ] as const) {
    const object = store.plant(`images/${name}.raw`, name);
    const metadata = {
      name,
      checksum: sha256Of(name),
      size: object.size,
      uploadedAt: '2026-01-01T00:00:00Z',
      source: {},
      etag: object.etag,
      managedBy,
    };
    store.plant(`metadata/${name}.raw.json`, JSON.stringify(metadata));
  }
  store.plant('images/unowned.raw', 'an object without metadata');
  const clock = createFakeClock();
  const reporter = createSilentReporter();
  const { signal } = new AbortController();
  const manifest = aManifest([anImage('keep', 'keep')]);
  const run = (options: Partial<PruneOptions> = {}) =>
    prune(manifest, { ...DEFAULTS, ...options }, { store, clock, reporter, signal });
  const left = async () =>
    (await store.list('images/', signal)).map(({ key }) =>
      key.slice('images/'.length, -'.raw'.length),
    );
  return { store, run, left, clock };
}

describe('prune', () => {
  it('deletes what its own manifest has dropped, and nothing of anybody else', async () => {
    const { run, left, store } = bucket();
    const { images } = await run();
    assert.deepEqual(
      images.map(({ name, outcome }) => [name, outcome]),
      [
        ['left-too', 'deleted'],
        ['left', 'deleted'],
      ],
    );
    assert.deepEqual(await left(), ['foreign', 'keep', 'other', 'unowned', 'uploaded']);
    assert.equal(store.bytes('metadata/left.raw.json'), undefined);
  });

  it('deletes the object before its metadata, so that a crash leaves an owner', async () => {
    const { run, store } = bucket();
    await run();
    const removed = store.calls.filter(({ operation }) => operation === 'remove');
    assert.deepEqual(
      removed.slice(0, 2).map(({ key }) => key),
      ['images/left-too.raw', 'metadata/left-too.raw.json'],
    );
  });

  it('takes uploads along only when it is told to', async () => {
    const { run, left } = bucket();
    await run({ includeUploads: true });
    assert.deepEqual(await left(), ['foreign', 'keep', 'other', 'unowned']);
  });

  it('lists in a dry run what the real run deletes, and writes nothing', async () => {
    const { run, store } = bucket();
    const dry = await run({ dryRun: true });
    assert.equal(store.writes(), 0);
    const real = await run();
    const names = (images: readonly { name: string }[]) => images.map(({ name }) => name);
    assert.deepEqual(names(dry.images), names(real.images));
  });

  it('deletes nothing at all when it would delete too much', async () => {
    const { run, store } = bucket();
    const { images, refusal } = await run({ maxDelete: 1 });
    assert.equal(refusal?.code, 'PRUNE_REFUSED');
    assert.match(refusal?.message ?? '', /found 2 images.*at most 1/);
    assert.ok(images.every(({ outcome }) => outcome === 'planned'));
    assert.equal(store.writes(), 0);
  });

  it('goes on after a deletion that failed, and a second run ends it', async () => {
    let broken = true;
    const { run, left } = bucket(({ operation, key }) => {
      if (broken && operation === 'remove' && key === 'images/left-too.raw') throw new Error('no');
    });
    const { images } = await run();
    assert.deepEqual(
      images.map(({ name, outcome }) => [name, outcome]),
      [
        ['left-too', 'failed'],
        ['left', 'deleted'],
      ],
    );
    broken = false;
    await run();
    assert.deepEqual(await left(), ['foreign', 'keep', 'other', 'unowned', 'uploaded']);
  });

  it('deletes the metadata that an earlier prune left behind', async () => {
    const { run, store } = bucket();
    await store.remove('images/left.raw', new AbortController().signal);
    await run();
    assert.equal(store.bytes('metadata/left.raw.json'), undefined);
  });

  it('leaves alone what another run has published since the listing', async () => {
    const made = bucket(({ operation, key }) => {
      // Between the listing and the deletion somebody describes a new image here.
      if (operation === 'head' && key === 'metadata/left.raw.json') {
        made.store.plant('metadata/left.raw.json', '{}');
      }
    });
    const { images } = await made.run();
    assert.equal(images.find(({ name }) => name === 'left')?.outcome, 'failed');
    assert.ok((await made.left()).includes('left'));
  });

  it('takes back unfinished uploads of images that are older than a day, and no others', async () => {
    const { run, store, clock } = bucket();
    store.beginUpload('images/old.raw', clock.now() - 25 * HOUR_MS);
    store.beginUpload('images/young.raw', clock.now() - 23 * HOUR_MS);
    store.beginUpload('elsewhere/old.raw', clock.now() - 25 * HOUR_MS);
    assert.deepEqual((await run({ dryRun: true })).abortedUploads, ['images/old.raw']);
    assert.deepEqual((await run()).abortedUploads, ['images/old.raw']);
    const pending = await store.pendingUploads('', new AbortController().signal);
    assert.deepEqual(pending.map(({ key }) => key).sort(), [
      'elsewhere/old.raw',
      'images/young.raw',
    ]);
  });
});
