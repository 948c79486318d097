/** What an upload skips, replaces and refuses, by what is in the store. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { INDEX_KEY } from '../../../../src/images/catalog/metadata/metadata.ts';
import { renderIndex } from '../../../../src/images/catalog/metadata/metadata-index.ts';
import { upload } from '../../../../src/images/verbs/upload.ts';
import { sha256Of } from '../../../support/builders/image-builder.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import { createMemorySource } from '../../../support/fakes/memory-source.ts';
import { createMemoryStore, type MemoryStore } from '../../../support/fakes/memory-store.ts';
import { createSilentReporter } from '../../../support/fakes/silent-reporter.ts';

const { signal } = new AbortController();

function lab(store: MemoryStore = createMemoryStore()) {
  const run = async (destination: string, bytes = 'data', force = false) => {
    const options = { path: 'x.raw', destination, name: undefined, checksum: undefined, force };
    const source = createMemorySource({ bytes });
    const reporter = createSilentReporter();
    const { image } = await upload(options, {
      store,
      source,
      reporter,
      clock: createFakeClock(),
      signal,
    });
    return [image.state, image.outcome];
  };
  return { store, run };
}

describe('upload', () => {
  it('skips what it has published before', async () => {
    const { run } = lab();
    assert.deepEqual(await run('a.raw'), ['missing', 'uploaded']);
    assert.deepEqual(await run('a.raw'), ['current', 'skipped']);
  });

  it('publishes what only another tool calls the same', async () => {
    const { run, store } = lab();
    store.plant('images/a.raw', 'evil');
    const metadata = { name: 'a', checksum: sha256Of('data'), size: 4, uploadedAt: '', source: {} };
    store.plant('metadata/a.raw.json', JSON.stringify(metadata));
    assert.deepEqual(await run('a.raw'), ['changed', 'uploaded']);
    assert.equal(String(store.bytes('images/a.raw')), 'data');
  });

  it('publishes what was pruned while the file was hashed', async () => {
    const store: MemoryStore = createMemoryStore({
      async before({ operation, key }) {
        if (operation === 'head' && key === 'images/a.raw') await store.remove(key, signal);
      },
    });
    const { run } = lab(store);
    await run('a.raw');
    assert.deepEqual(await run('a.raw'), ['missing', 'uploaded']);
    assert.equal(String(store.bytes('images/a.raw')), 'data');
  });

  /** As many lines as make a listing of the whole bucket too long. */
  const crowd = (store: MemoryStore) => {
    const lines = Array.from({ length: 1000 }, (_, at): [string, string] => [`x/${at}.raw`, '{}']);
    store.plant(INDEX_KEY, renderIndex(new Map(lines)));
  };

  for (const [what, old, wanted] of [
    ['below an image', 'a', 'a/b/c'],
    ['below the metadata of an image', 'a', 'a.json/b'],
    ['that is a folder of images', 'a/b/c', 'a'],
    ['whose metadata file is a folder', 'a.json/b', 'a'],
  ] as const) {
    for (const [size, fill] of [
      ['small', () => {}],
      ['large', crowd],
    ] as const) {
      it(`refuses a destination ${what}, also by force, in a ${size} bucket`, async () => {
        const { run, store } = lab();
        await run(old);
        fill(store);
        const writes = store.writes();
        await assert.rejects(run(wanted), { code: 'INPUT_INVALID' });
        await assert.rejects(run(wanted, 'data', true), { code: 'INPUT_INVALID' });
        assert.equal(store.writes(), writes);
      });
    }
  }
});
