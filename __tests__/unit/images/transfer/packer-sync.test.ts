import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { parseMetadata } from '../../../../src/images/catalog/metadata/metadata.ts';
import { type SyncOptions, sync } from '../../../../src/images/verbs/sync.ts';
import { aGit } from '../../../support/builders/git-builder.ts';
import { aManifest, anImage, sha256Of } from '../../../support/builders/image-builder.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import { createMemoryBuilder, type MemoryBuild } from '../../../support/fakes/memory-builder.ts';
import { createMemorySource } from '../../../support/fakes/memory-source.ts';
import { createMemoryStore } from '../../../support/fakes/memory-store.ts';
import { createSilentReporter } from '../../../support/fakes/silent-reporter.ts';

const source = { type: 'packer', path: 'vyos', variables: {}, artifact: 'a.raw' } as const;
const gateway = anImage('gateway', '', { source });
const OPTIONS: SyncOptions = {
  images: undefined,
  dryRun: false,
  shards: undefined,
  transfer: true,
  force: false,
  concurrency: 1,
  updateFiles: true,
};

function lab(build: MemoryBuild) {
  const builds = { vyos: build };
  const store = createMemoryStore();
  const builder = createMemoryBuilder(builds);
  const run = async (options: Partial<SyncOptions> = {}) => {
    const context = {
      store,
      builder,
      reporter: createSilentReporter(),
      clock: createFakeClock(),
      signal: new AbortController().signal,
      xzProgram: undefined,
      spoolFolder: tmpdir(),
      maxDecodedBytes: 1,
      checkout: { root: tmpdir(), manifest: 'images.yaml', askGit: aGit() },
      forge: undefined,
      announcedSizes: async () => [],
      openSource: () => createMemorySource({ bytes: '' }),
    };
    const report = await sync(aManifest([gateway]), { ...OPTIONS, ...options }, context);
    const [image] = report.images;
    return [image?.state, image?.outcome];
  };
  return { builds, store, builder, run };
}

describe('a Packer image', () => {
  it('is built, published and described with its fingerprint', async () => {
    const { run, store } = lab({ fingerprint: 'f1', artifact: 'one' });
    assert.deepEqual(await run(), ['missing', 'uploaded']);
    assert.equal(String(store.bytes('images/gateway.raw')), 'one');
    const parsed = parseMetadata(String(store.bytes('metadata/gateway.raw.json')));
    assert.equal(parsed.kind, 'metadata');
    if (parsed.kind !== 'metadata') return;
    assert.equal(parsed.metadata.checksum, sha256Of('one'));
    assert.deepEqual(parsed.metadata.source, { type: 'packer', path: 'vyos', fingerprint: 'f1' });
  });

  it('is not built again while its fingerprint is the same', async () => {
    const { run, builder, store } = lab({ fingerprint: 'f1', artifact: 'one' });
    await run();
    const writes = store.writes();
    assert.deepEqual(await run(), ['current', 'skipped']);
    assert.deepEqual(builder.built, ['vyos']);
    assert.equal(store.writes(), writes);
  });

  it('is built again for another fingerprint, and uploaded only for other bytes', async () => {
    const { run, builds, store } = lab({ fingerprint: 'f1', artifact: 'one' });
    await run();
    builds.vyos = { fingerprint: 'f2', artifact: 'one' };
    assert.deepEqual(await run(), ['changed', 'skipped']);
    assert.equal(store.count('put', 'images/gateway.raw'), 1);
    assert.deepEqual(await run(), ['current', 'skipped']);

    builds.vyos = { fingerprint: 'f3', artifact: 'three' };
    assert.deepEqual(await run(), ['changed', 'uploaded']);
    assert.equal(String(store.bytes('images/gateway.raw')), 'three');
  });

  it('is published where it was pruned while its build went on, or described by somebody else', async () => {
    const { run, store, builds } = lab({ fingerprint: 'f1', artifact: 'one' });
    await run();
    builds.vyos = {
      fingerprint: 'f2',
      get artifact() {
        store.plant('images/gateway.raw', 'two');
        return 'one';
      },
    };
    assert.deepEqual(await run(), ['changed', 'uploaded']);
    assert.equal(String(store.bytes('images/gateway.raw')), 'one');

    const key = 'metadata/gateway.raw.json';
    const metadata = { ...JSON.parse(String(store.bytes(key))), managedBy: 'manifest/other' };
    store.plant(key, JSON.stringify(metadata));
    const puts = store.count('put', 'images/gateway.raw');
    assert.deepEqual(await run(), ['changed', 'uploaded']);
    assert.equal(store.count('put', 'images/gateway.raw'), puts + 1);
  });

  it('is built again with force, and when its object is damaged', async () => {
    const { run, builder, store } = lab({ fingerprint: 'f1', artifact: 'one' });
    await run();
    assert.deepEqual(await run({ force: true }), ['forced', 'skipped']);
    store.plant('images/gateway.raw', 'other');
    assert.deepEqual(await run(), ['damaged', 'uploaded']);
    assert.equal(builder.built.length, 3);
    assert.equal(String(store.bytes('images/gateway.raw')), 'one');
  });

  it('is planned and not built in a dry run', async () => {
    const { run, builder } = lab({ fingerprint: 'f1', artifact: 'one' });
    assert.deepEqual(await run({ dryRun: true }), ['missing', 'planned']);
    assert.deepEqual(builder.built, []);
  });
});
