import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import { imageKey, metadataKey } from '../../../../src/images/catalog/metadata/metadata.ts';
import { downloadFromBucket } from '../../../../src/images/verbs/download.ts';
import type { Store } from '../../../../src/store/store.ts';
import { sha256Of } from '../../../support/builders/image-builder.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import { createMemoryStore } from '../../../support/fakes/memory-store.ts';
import { createSilentReporter } from '../../../support/fakes/silent-reporter.ts';

it('a download from the bucket that is stopped says why, and leaves no file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'labctl-download-'));
  const stop = new AbortController();
  const reason = new LabctlError('CANCELLED', 'stopped by SIGTERM');
  const store = createMemoryStore();
  const put = (key: string, text: string) =>
    store.put(key, Readable.from([Buffer.from(text)]), { signal: stop.signal });
  const { etag, size } = await put(imageKey('a.raw'), 'data');
  const source = { type: 'upload', path: 'a.raw' };
  const uploadedAt = '2026-01-01T00:00:00Z';
  const metadata = { name: 'a', checksum: sha256Of('data'), size, uploadedAt, source, etag };
  await put(metadataKey('a.raw'), JSON.stringify(metadata));

  // The store has sent all of it, so that the reason does not come from its body.
  const stopping: Store = {
    ...store,
    async get(key, signal) {
      const found = await store.get(key, signal);
      if (key === imageKey('a.raw')) found?.body.once('close', () => stop.abort(reason));
      return found;
    },
  };
  const output = () => join(folder, 'a.raw');
  const downloading = downloadFromBucket(
    { name: 'a', output, force: false },
    {
      reporter: createSilentReporter(),
      clock: createFakeClock(),
      signal: stop.signal,
      store: stopping,
    },
  );
  try {
    await assert.rejects(downloading, reason);
    assert.deepEqual(await readdir(folder), []);
  } finally {
    await rm(folder, { recursive: true });
  }
});
