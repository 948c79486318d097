import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderReport } from '../../../../src/cli/render-report.ts';
import { exitCodeOf } from '../../../../src/images/report.ts';
import { type PruneOptions, prune } from '../../../../src/images/verbs/prune.ts';
import { aManifest, anImage, sha256Of } from '../../../support/builders/image-builder.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import { createMemoryStore, type StoreCall } from '../../../support/fakes/memory-store.ts';
import { createSilentReporter } from '../../../support/fakes/silent-reporter.ts';

const HOUR_MS = 3_600_000;
const DEFAULTS: PruneOptions = { dryRun: false, maxDelete: 10, includeUploads: false };

/** A bucket with one image an owner; `keep` is the only one that the manifest `lab` names. */
function bucket(before?: (call: StoreCall) => void) {
  const clock = createFakeClock();
  const store = createMemoryStore({ now: clock.now, ...(before !== undefined && { before }) });
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

  it('leaves alone an image that was overwritten since the listing', async () => {
    const made = bucket(({ operation, key }) => {
      if (operation === 'head' && key === 'images/left.raw') made.store.plant(key, 'new');
    });
    const { images } = await made.run();
    assert.equal(images.find(({ name }) => name === 'left')?.error?.code, 'PRUNE_REFUSED');
    assert.equal(String(made.store.bytes('images/left.raw')), 'new');
  });

  it('leaves alone an image that is overwritten at the very moment of its deletion', async () => {
    const made = bucket(({ operation, key }) => {
      if (operation === 'remove' && key === 'images/left.raw') made.store.plant(key, 'new');
    });
    const { images } = await made.run();
    assert.equal(images.find(({ name }) => name === 'left')?.error?.code, 'PRUNE_REFUSED');
    assert.equal(String(made.store.bytes('images/left.raw')), 'new');
    assert.ok(made.store.bytes('metadata/left.raw.json'), 'it may be the new one');
  });

  it('leaves alone the metadata that somebody has written since it was read', async () => {
    const made = bucket(({ operation, key }) => {
      if (operation === 'remove' && key === 'metadata/left.raw.json') made.store.plant(key, '{}');
    });
    const { images } = await made.run();
    assert.equal(images.find(({ name }) => name === 'left')?.error?.code, 'PRUNE_REFUSED');
    assert.equal(String(made.store.bytes('metadata/left.raw.json')), '{}');
  });

  it('says what it leaves alone because nothing tells whose it is', async () => {
    const { run, left, store } = bucket();
    store.plant('metadata/unread.raw.json', '{');
    store.plant('images/unread.raw', 'x', { 'managed-by': 'manifest/lab' });
    const report = await run();
    assert.deepEqual(report.unowned, ['foreign.raw', 'unowned.raw', 'unread.raw']);
    assert.ok((await left()).includes('unread'), 'metadata that cannot be read may name another');
    const shown = renderReport(report, { paint: (_, text) => text, now: 0 });
    assert.match(shown, /foreign\.raw, unowned\.raw, unread\.raw/);
    assert.match(
      renderReport(await run(), { paint: (_, text) => text, now: 0 }),
      /nothing that this manifest has put there has left it$/,
    );
  });

  describe('an object whose metadata file is lost', () => {
    it('is deleted where it names this manifest as its owner', async () => {
      const { run, left, store, clock } = bucket();
      store.plant('images/lost.raw', 'x', { 'managed-by': 'manifest/lab' });
      store.plant('images/lost-of-other.raw', 'x', { 'managed-by': 'manifest/other' });
      store.plant('images/lost-upload.raw', 'x', { 'managed-by': 'upload' });
      clock.advance(2 * HOUR_MS);
      const { images } = await run();
      assert.deepEqual(
        images.map(({ destination }) => destination),
        ['left-too.raw', 'left.raw', 'lost.raw'],
      );
      assert.ok((await left()).includes('lost-of-other'));
      await run({ includeUploads: true });
      assert.ok(!(await left()).includes('lost-upload'));
    });

    it('stays for an hour, since a run may be about to describe it', async () => {
      const { run, left, store, clock } = bucket();
      store.plant('images/lost.raw', 'x', { 'managed-by': 'manifest/lab' });
      clock.advance(HOUR_MS - 1);
      const { images } = await run();
      assert.ok(!images.some(({ destination }) => destination === 'lost.raw'));
      assert.ok((await left()).includes('lost'));
    });

    it('stays where it was described between the listing and its deletion', async () => {
      let heads = 0;
      const made = bucket(({ operation, key }) => {
        if (operation !== 'head' || key !== 'images/lost.raw') return;
        heads += 1;
        if (heads === 2) made.store.plant('metadata/lost.raw.json', '{}');
      });
      made.store.plant('images/lost.raw', 'x', { 'managed-by': 'manifest/lab' });
      made.clock.advance(2 * HOUR_MS);
      const { images } = await made.run();
      const lost = images.find(({ destination }) => destination === 'lost.raw');
      assert.equal(lost?.error?.code, 'PRUNE_REFUSED');
      assert.ok((await made.left()).includes('lost'));
    });
  });

  it('reports what it has deleted also where an unfinished upload cannot be taken back', async () => {
    const { run, store, clock } = bucket(({ operation, key }) => {
      if (operation === 'abortUpload' && key === 'images/a.raw') throw new Error('no');
    });
    store.beginUpload('images/a.raw', clock.now() - 25 * HOUR_MS);
    store.beginUpload('images/b.raw', clock.now() - 25 * HOUR_MS);
    const report = await run();
    assert.equal(report.images.filter(({ outcome }) => outcome === 'deleted').length, 2);
    assert.deepEqual(report.abortedUploads, ['images/b.raw']);
    assert.equal(exitCodeOf(report), 1);
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
