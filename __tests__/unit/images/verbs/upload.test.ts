import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { imageMeta, renderMetadata } from '../../../../src/images/catalog/metadata/metadata.ts';
import { upload } from '../../../../src/images/verbs/upload.ts';
import { sha256Of } from '../../../support/builders/image-builder.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import { createMemorySource } from '../../../support/fakes/memory-source.ts';
import { createMemoryStore, type MemoryStore } from '../../../support/fakes/memory-store.ts';
import { createSilentReporter } from '../../../support/fakes/silent-reporter.ts';

const KEY = 'images/a.raw';
const METADATA_KEY = 'metadata/a.raw.json';

function uploadOf(bytes: string, store: MemoryStore, force = false) {
  const options = { path: 'a.raw', destination: 'a.raw', name: undefined, checksum: undefined };
  return upload(
    { ...options, force },
    {
      store,
      source: createMemorySource({ bytes }),
      reporter: createSilentReporter(),
      clock: createFakeClock(),
      signal: new AbortController().signal,
    },
  );
}

/** A store with what another tool has written for these bytes. */
function storeOfOther(bytes: string, managedBy?: string): MemoryStore {
  const store = createMemoryStore();
  store.plant(KEY, bytes);
  const metadata = {
    ...{ name: 'a', checksum: sha256Of(bytes), size: bytes.length, uploadedAt: '', source: {} },
    ...(managedBy !== undefined && { managedBy }),
  };
  store.plant(METADATA_KEY, renderMetadata(metadata));
  return store;
}

const planted = (bytes: string, meta: Record<string, string> = {}): MemoryStore => {
  const store = createMemoryStore();
  store.plant(KEY, bytes, meta);
  return store;
};

describe('upload', () => {
  for (const [what, store, found] of [
    ['of another upload', storeOfOther('old', 'upload'), 'owned by upload'],
    ['of another tool', storeOfOther('old'), 'put there by another tool'],
    ['that nothing describes', planted('old'), 'not known: no metadata'],
    [
      'that an interrupted upload of other bytes left',
      planted('old', imageMeta({ checksum: sha256Of('old'), managedBy: 'upload' })),
      'not known: no metadata',
    ],
    [
      'that only claims to be the same and is not ours',
      planted('old', imageMeta({ checksum: sha256Of('new'), managedBy: 'manifest/lab' })),
      'not known: no metadata',
    ],
  ] as const) {
    it(`replaces an object ${what} only with force`, async () => {
      const metadata = store.bytes(METADATA_KEY);
      await assert.rejects(uploadOf('new', store), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'INPUT_INVALID');
        for (const part of [KEY, found, '--force']) assert.ok(error.message.includes(part));
        return true;
      });
      assert.equal(store.writes(), 0);
      assert.equal(String(store.bytes(KEY)), 'old');
      assert.deepEqual(store.bytes(METADATA_KEY), metadata);

      assert.equal((await uploadOf('new', store, true)).image.outcome, 'uploaded');
      assert.equal(String(store.bytes(KEY)), 'new');
    });
  }

  it('skips content that is there already', async () => {
    const store = createMemoryStore();
    await uploadOf('same', store);
    const writes = store.writes();
    assert.equal((await uploadOf('same', store)).image.outcome, 'skipped');
    assert.equal(store.writes(), writes);
  });

  it('takes up an upload of the same file that ended before its metadata was written', async () => {
    const store = planted('same', imageMeta({ checksum: sha256Of('same'), managedBy: 'upload' }));
    assert.equal((await uploadOf('same', store)).image.outcome, 'uploaded');
    assert.ok(store.bytes(METADATA_KEY));
  });

  it('puts its own image back that is gone or was overwritten', async () => {
    const store = createMemoryStore();
    await uploadOf('same', store);
    store.plant(KEY, 'else');
    assert.equal((await uploadOf('same', store)).image.state, 'damaged');
    assert.equal(String(store.bytes(KEY)), 'same');
    await store.remove(KEY, new AbortController().signal);
    assert.equal((await uploadOf('other', store)).image.outcome, 'uploaded');
  });
});
