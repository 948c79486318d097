/** The lab of one fault: an origin, a store, private folders, a run of labctl, and a look at what it has left. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { buffer } from 'node:stream/consumers';
import {
  INDEX_KEY,
  imageKey,
  metadataKey,
  parseMetadata,
} from '../../../src/images/catalog/metadata/metadata.ts';
import { createDirectoryStore } from '../../../src/store/folder/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { type Lab, type LabImage, openLab, plainImage, sha256 } from '../e2e/lab.ts';
import type { LabctlOptions } from '../e2e/labctl.ts';
import { type FaultRun, runOfBundle } from './fault-run.ts';
import { children, strayProcesses } from './processes.ts';
import { createLabBucket, type LabBucket } from './shared-server.ts';
import { type HereOptions, syncHere } from './sync-here.ts';

/** All that a run may leave; keys and paths in ascending order. */
export type Left = {
  /** Destinations of the images in the store. */
  readonly objects: readonly string[];
  /** Destinations that have a metadata file. The index beside them is a cache and does not count. */
  readonly metadata: readonly string[];
  readonly pendingUploads: readonly string[];
  /** In the private TMPDIR, and what a folder as store holds of no object that is there. */
  readonly temporaryFiles: readonly string[];
  readonly processes: readonly string[];
};

/** How the bytes that are served become an image, where they are not the image as they are. */
export type Offer = Partial<LabImage> & {
  /** What the bytes decompress to. */
  readonly raw?: Buffer;
};

export type FaultLab = Pick<Lab, 'origin' | 'folder' | 'images'> & {
  /** TMPDIR of the runs. */
  readonly temp: string;
  /** Where images are published, past all faults: a folder, or the bucket once there is one. */
  store(): Store;
  /** Publishes to a real S3 server behind a proxy from now on. */
  useBucket(): Promise<LabBucket>;
  /** Serves the bytes as `/<name>.iso` and puts the image into the manifest, in place of one of the same name. */
  offer(name: string, bytes: Buffer, how?: Offer): Promise<LabImage>;
  /** Takes an image out of the manifest; an empty one is left where it was the last. */
  withdraw(name: string): Promise<void>;
  /** Runs `labctl images sync --json ARGS` as its users do: the bundle, in a process of its own. */
  sync(args?: readonly string[], options?: Partial<LabctlOptions>): Promise<FaultRun>;
  /** The same sync in this process, where limits of minutes can be shortened. */
  syncHere(options?: HereOptions): Promise<FaultRun>;
  left(): Promise<Left>;
  expectNothingLeft(): Promise<void>;
  /** Exactly these destinations are there, as objects and as metadata files, and nothing else is left. */
  expectOnly(there: Partial<Pick<Left, 'objects' | 'metadata'>>): Promise<void>;
  /** Exactly these images of the manifest are there, with the right bytes and true metadata, and nothing else is left. */
  expectPublished(...names: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

const { signal } = new AbortController();

export async function openFaultLab(): Promise<FaultLab> {
  const lab = await openLab();
  const temp = join(lab.folder, 'tmp');
  const storeFolder = join(lab.folder, 'store');
  await mkdir(temp);
  const offered = new Map<string, LabImage>();
  let bucket: LabBucket | undefined;
  let childrenBefore = await children();

  const store = () => bucket?.store ?? createDirectoryStore(storeFolder);

  async function left(): Promise<Left> {
    const keys = (await store().list('', signal)).map(({ key }) => key);
    const objects = destinations(keys, imageKey('*'));
    const metadata = destinations(
      keys.filter((key) => key !== INDEX_KEY),
      metadataKey('*'),
    );
    const others = keys.filter((key) => !/^(images\/|metadata\/.*\.json$)/.test(key));
    const pending = await store().pendingUploads('', signal);
    const temporary = [
      ...(await filesIn(temp)).map((path) => join('tmp', path)),
      ...(await filesIn(join(storeFolder, '.labctl')))
        .filter((path) => !keys.some((key) => path === join('meta', `${key}.json`)))
        .map((path) => join('.labctl', path)),
      ...(await deletedFilesHeldIn(temp)),
    ];
    const processes = await strayProcesses(lab.folder, childrenBefore);
    return {
      objects: [...objects, ...others],
      metadata,
      pendingUploads: pending.map(({ key }) => key),
      temporaryFiles: temporary.sort(),
      processes: processes.map(({ pid, command }) => `${pid} ${command}`),
    };
  }

  async function expectOnly({ objects = [], metadata = [] }: Partial<Left>): Promise<void> {
    assert.deepEqual(await left(), {
      objects: [...objects].sort(),
      metadata: [...metadata].sort(),
      pendingUploads: [],
      temporaryFiles: [],
      processes: [],
    });
  }

  async function expectPublished(...names: readonly string[]): Promise<void> {
    const images = names.map((name) => offered.get(name) ?? assert.fail(`no image ${name}`));
    const there = images.map(({ destination }) => destination);
    await expectOnly({ objects: there, metadata: there });
    for (const image of images) await expectWhole(store(), image);
  }

  return {
    ...lab,
    temp,
    store,
    async useBucket() {
      bucket = await createLabBucket();
      childrenBefore = await children();
      return bucket;
    },
    async offer(name, bytes, { raw, ...how } = {}) {
      const expected = raw === undefined ? {} : { expected: sha256(raw) };
      const image = { ...plainImage(name, bytes), ...expected, ...how };
      lab.origin.serve(image.path, bytes);
      offered.set(name, image);
      await lab.writeManifest([...offered.values()]);
      return image;
    },
    async withdraw(name) {
      offered.delete(name);
      await lab.writeManifest([...offered.values()]);
    },
    async sync(args = [], { env, ...more } = {}) {
      childrenBefore = await children();
      const where = bucket === undefined ? ['--store', storeFolder] : [];
      const ran = await lab.images(
        ['sync', '--manifest', 'images.yaml', '--json', ...where, ...args],
        { env: { TMPDIR: temp, ...bucket?.env, ...env }, ...more },
      );
      return runOfBundle(ran);
    },
    async syncHere(options = {}) {
      childrenBefore = await children();
      const { folder, origin } = lab;
      return syncHere({ folder, temp, storeFolder, bucket, ca: origin.ca }, options);
    },
    left,
    expectNothingLeft: () => expectOnly({}),
    expectOnly,
    expectPublished,
    async close() {
      for (const { pid } of await strayProcesses(lab.folder, childrenBefore)) {
        process.kill(pid, 'SIGKILL');
      }
      await lab.close();
    },
  };
}

/** The bytes are the ones that the manifest describes, and the metadata is true of this very object. */
async function expectWhole(store: Store, image: LabImage): Promise<void> {
  const { destination } = image;
  const checksum = image.expected ?? image.checksum;
  const object = await store.get(imageKey(destination), signal);
  const metadata = await store.get(metadataKey(destination), signal);
  if (object === undefined || metadata === undefined) return assert.fail(`${destination} is gone`);
  const bytes = await buffer(object.body);
  const parsed = parseMetadata(String(await buffer(metadata.body)));
  if (parsed.kind !== 'metadata') return assert.fail(`the metadata of ${destination} is no such`);
  if (checksum.startsWith('sha256:')) assert.equal(sha256(bytes), checksum);
  const { size, etag, checksum: described } = parsed.metadata;
  const want = { described: checksum, size: bytes.length, etag: object.object.etag };
  assert.deepEqual({ described, size, etag }, want);
}

/** The keys that match the pattern `prefix*suffix`, by what stands for the star. */
function destinations(keys: readonly string[], pattern: string): string[] {
  const [prefix = '', suffix = ''] = pattern.split('*');
  return keys
    .filter((key) => key.startsWith(prefix) && key.endsWith(suffix))
    .map((key) => key.slice(prefix.length, key.length - suffix.length));
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** Files that this process holds open although they have no name any more; a process that has ended holds none. */
async function deletedFilesHeldIn(folder: string): Promise<string[]> {
  const names = await readdir('/proc/self/fd').catch(() => []);
  const paths = await Promise.all(
    names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')),
  );
  return paths.filter((path) => path.startsWith(folder) && path.endsWith(' (deleted)'));
}
