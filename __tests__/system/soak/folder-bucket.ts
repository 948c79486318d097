/** A folder as the bucket, with a disk that fails now and then. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createDirectoryStore } from '../../../src/store/folder/store.ts';
import { sha256Of } from '../../support/builders/image-builder.ts';
import { createFailingStore, type FailingStore } from './failing-store.ts';
import type { SeenObject } from './snapshot.ts';
import type { SoakBucket } from './soak-bucket.ts';

const never = new AbortController().signal;

export async function createFolderBucket(): Promise<SoakBucket> {
  const folder = await mkdtemp(join(tmpdir(), 'labctl-soak-'));
  const real = createDirectoryStore(folder);
  const failing: FailingStore = createFailingStore(real);

  async function look(key: string): Promise<SeenObject | undefined> {
    const head = await real.head(key, never);
    if (head === undefined) return undefined;
    const bytes = await readFile(join(folder, key));
    const { etag, meta } = head;
    const text = key.startsWith('metadata/') ? { text: String(bytes) } : {};
    return { size: bytes.length, etag, meta, checksum: sha256Of(bytes), ...text };
  }

  return {
    secrets: [],
    open: () => failing.store,
    trouble: ({ folder: faults }, onRequest) => failing.trouble(faults, onRequest),
    calm: () => failing.trouble([], () => undefined),
    writes: () => failing.calls.filter((call) => /^(put|remove|abortUpload) /.test(call)).length,
    describeRequests: () => failing.calls.join(', '),

    async snapshot() {
      const objects = new Map<string, SeenObject>();
      for (const { key } of await real.list('', never)) {
        const object = await look(key);
        if (object !== undefined) objects.set(key, object);
      }
      const uploads = (await real.pendingUploads('', never)).map(({ key }) => key);
      return { objects, uploads };
    },
    async plant(key, bytes) {
      await mkdir(dirname(join(folder, key)), { recursive: true });
      await writeFile(join(folder, key), bytes);
    },
    remove: (key) => rm(join(folder, key), { force: true }),
    async beginUpload(key) {
      await mkdir(join(folder, '.labctl', 'tmp', key), { recursive: true });
      await writeFile(join(folder, '.labctl', 'tmp', key, 'left-behind'), 'the beginning');
    },
    clear: () => rm(folder, { recursive: true, force: true }),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
