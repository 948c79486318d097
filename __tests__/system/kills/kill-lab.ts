/** What a killed run is about: new, replaced and copied images, where they go, and what must be true of them afterwards. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import {
  imageKey,
  metadataKey,
  parseMetadata,
} from '../../../src/images/catalog/metadata/metadata.ts';
import { loadManifest } from '../../../src/images/manifest/parse-manifest.ts';
import { prune } from '../../../src/images/verbs/prune.ts';
import { createDirectoryStore } from '../../../src/store/folder/store.ts';
import { createS3Store } from '../../../src/store/s3/store.ts';
import type { ListedObject, Store } from '../../../src/store/store.ts';
import { createSilentReporter } from '../../support/fakes/silent-reporter.ts';
import { bytesOf, generatedContent } from '../../support/servers/content.ts';
import type { Origin } from '../../support/servers/origin.ts';
import { startS3Proxy } from '../../support/servers/s3-proxy.ts';
import type { S3Server } from '../../support/servers/s3-servers.ts';
import { sha256 } from '../e2e/lab.ts';
import type { FaultRun } from '../faults/fault-run.ts';
import { type HerePlaces, syncHere } from '../faults/sync-here.ts';
import { PART_BYTES } from './killed-run.ts';

type Content = {
  readonly bytes: Buffer;
  /** As it is served. */
  readonly served: Buffer;
  readonly decompress?: 'gzip';
};

const SMALL = 50_000;
/** In two parts. */
const LARGE = PART_BYTES + SMALL;

const plain = (size: number, seed: number): Content => {
  const bytes = bytesOf(generatedContent(size, seed));
  return { bytes, served: bytes };
};
const compressed = (size: number, seed: number): Content => {
  const { bytes } = plain(size, seed);
  return { bytes, served: gzipSync(bytes, { level: 1 }), decompress: 'gzip' };
};

const COPIED = plain(SMALL, 1);
/** What is in place before the run that is killed. */
const BEFORE: Readonly<Record<string, Content>> = {
  'plain-replaced': plain(SMALL, 2),
  'gzip-replaced': compressed(SMALL, 3),
  elsewhere: COPIED,
};
/** What that run is to bring in place; `copied` is in the store already, at another place. */
const afterwards = (large: number): Readonly<Record<string, Content>> => ({
  'plain-new': plain(SMALL, 4),
  'plain-replaced': plain(large, 5),
  'gzip-new': compressed(large, 6),
  'gzip-replaced': compressed(SMALL, 7),
  copied: COPIED,
});
/** A folder knows no parts. */
const AFTER = { bucket: afterwards(LARGE), folder: afterwards(2 * SMALL) };
export const IMAGES = Object.keys(AFTER.folder).length;

const FILE = 'vars.hcl';
const EDITED_FOR = 'plain-new';
const DAY_MS = 24 * 3_600_000;
const { signal } = new AbortController();

export type KillLab = {
  readonly places: HerePlaces;
  readonly store: Store;
  /** A clean run, in this process. */
  sync(): Promise<FaultRun>;
  /** Downloads so far. */
  downloads(): number;
  /** Requests that write so far, of a bucket. */
  writes(): number;
  /** All objects and metadata files, each in its version. */
  listing(): Promise<readonly ListedObject[]>;
  pending(): Promise<readonly string[]>;
  /** No object has other bytes than those of a manifest, and none has metadata that fits it and lies. */
  expectNothingFalse(): Promise<void>;
  /** No temporary file, and the file that is edited is whole. */
  expectNoTemporaryFiles(): Promise<void>;
  /** Every image is there, as the manifest wants it, with its metadata; and the file is edited. */
  expectConverged(): Promise<void>;
  /** Prunes as if it were two days later. */
  pruneLater(): Promise<void>;
  close(): Promise<void>;
};

let labs = 0;

/** A lab in which the images of BEFORE are in place and the manifest names those that are wanted. */
export async function openKillLab(origin: Origin, server: S3Server | undefined): Promise<KillLab> {
  labs += 1;
  const name = `kills-${labs}`;
  const wanted = server ? AFTER.bucket : AFTER.folder;
  const query = `?lab=${labs}`;
  const folder = await mkdtemp(join(tmpdir(), 'labctl-kill-'));
  const temp = join(folder, 'tmp');
  const storeFolder = join(folder, 'store');
  await mkdir(temp);
  await server?.createBucket(name);
  const proxy = server && (await startS3Proxy(server));
  const bucket = server && proxy && { name, server: plainly(server), proxy: plainly(proxy) };
  const places = { folder, temp, storeFolder, bucket, ca: origin.ca };
  const store = server
    ? createS3Store({ ...server, bucket: name })
    : createDirectoryStore(storeFolder);
  const sync = () => syncHere(places, { concurrency: 8, xzProgram: undefined });
  const close = async () => {
    await proxy?.close();
    await rm(folder, { recursive: true, force: true });
  };

  async function offer(contents: Readonly<Record<string, Content>>): Promise<void> {
    for (const [image, { served }] of Object.entries(contents)) {
      origin.serve(`/${image}-${sha256(served).slice(-8)}`, served);
    }
    const images = Object.entries(contents).map(([image, { bytes, served, decompress }]) => ({
      name: image,
      source: {
        url: `${origin.url(`/${image}-${sha256(served).slice(-8)}`)}${query}`,
        checksum: sha256(served),
        ...(decompress && { decompress }),
      },
      ...(decompress && { validation: { algorithm: 'sha256', expected: sha256(bytes) } }),
      destination: `lab/${image}`,
      ...(image === EDITED_FOR && {
        updateFile: {
          path: FILE,
          replacements: [{ pattern: 'iso = "[^"]*"', value: 'iso = "{{ .Source.Checksum }}"' }],
        },
      }),
    }));
    const head = { apiVersion: 'images.lab.gilman.io/v1alpha1', kind: 'ImageManifest' };
    const manifest = { ...head, metadata: { name: 'lab' }, spec: { images } };
    await writeFile(join(folder, 'images.yaml'), JSON.stringify(manifest));
  }

  await writeFile(join(folder, FILE), 'iso = "old"\n');
  await offer(BEFORE);
  const first = await sync();
  if (first.code !== 0) await close();
  assert.equal(first.code, 0, JSON.stringify(first.images));
  await offer(wanted);

  async function read(key: string): Promise<{ bytes: Buffer; etag: string } | undefined> {
    const found = await store.get(key, signal);
    return found && { bytes: await buffer(found.body), etag: found.object.etag };
  }

  return {
    places,
    store,
    sync,
    downloads: () => origin.requests.filter(({ path }) => path.endsWith(query)).length,
    writes: () => proxy?.writes() ?? 0,
    listing: () => store.list('', signal),
    pending: async () => (await store.pendingUploads('', signal)).map(({ key }) => key),

    async expectNothingFalse() {
      for (const { key } of await store.list('images/', signal)) {
        const destination = key.slice(imageKey('').length);
        const image = destination.slice('lab/'.length);
        const object = await read(key);
        if (object === undefined) return assert.fail(`${key} is gone`);
        const got = sha256(object.bytes);
        const right = [BEFORE[image], wanted[image]].flatMap((content) =>
          content === undefined ? [] : [sha256(content.bytes)],
        );
        assert.ok(right.includes(got), `${key} has bytes that no manifest names`);
        const metadata = await read(metadataKey(destination));
        const parsed = parseMetadata(String(metadata?.bytes ?? ''));
        if (metadata === undefined || parsed.kind !== 'metadata') continue;
        const { etag, size, checksum } = parsed.metadata;
        const fits = etag === object.etag && size === object.bytes.length;
        assert.ok(!fits || checksum === got, `the metadata of ${key} lies`);
      }
    },

    async expectNoTemporaryFiles() {
      assert.deepEqual(await readdir(temp), []);
      const files = (await readdir(folder)).filter((file) => file !== 'store').sort();
      assert.deepEqual(files, ['images.yaml', 'tmp', FILE].sort());
      const text = await readFile(join(folder, FILE), 'utf8');
      assert.match(text, /^iso = "(old|sha256:[0-9a-f]{64})"\n$/);
    },

    async expectConverged() {
      for (const [image, content] of Object.entries(wanted)) {
        const object = await read(imageKey(`lab/${image}`));
        const metadata = await read(metadataKey(`lab/${image}`));
        const parsed = parseMetadata(String(metadata?.bytes ?? ''));
        if (object === undefined || parsed.kind !== 'metadata') return assert.fail(image);
        const { checksum, size, etag } = parsed.metadata;
        const want = sha256(content.bytes);
        assert.deepEqual(
          { got: sha256(object.bytes), checksum, size, etag },
          { got: want, checksum: want, size: content.bytes.length, etag: object.etag },
        );
      }
      const checksum = sha256(wanted[EDITED_FOR]?.served ?? '');
      assert.equal(await readFile(join(folder, FILE), 'utf8'), `iso = "${checksum}"\n`);
    },

    async pruneLater() {
      const { manifest } = await loadManifest(join(folder, 'images.yaml'));
      if (manifest === undefined) return assert.fail('the manifest is wrong');
      const later = { now: () => Date.now() + 2 * DAY_MS, sleep: () => Promise.resolve() };
      const reporter = createSilentReporter();
      const options = { dryRun: false, maxDelete: 10, includeUploads: false };
      await prune(manifest, options, { store, reporter, clock: later, signal });
    },

    close,
  };
}

/** Without its functions. */
function plainly<Thing extends object>(thing: Thing): Thing {
  return JSON.parse(JSON.stringify(thing));
}
