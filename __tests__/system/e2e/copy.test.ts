/** A renamed image, from the command line: copied inside a real bucket or a folder, and not downloaded again. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, afterEach, before, describe, it } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { createDirectoryStore } from '../../../src/store/folder/store.ts';
import { createS3Store } from '../../../src/store/s3/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { type S3Proxy, startS3Proxy } from '../../support/servers/s3-proxy.ts';
import { missingServer, S3_SERVERS, startS3Server } from '../../support/servers/s3-servers.ts';
import { type Lab, type LabImage, openLab, plainImage, sha256 } from './lab.ts';

const PLAIN = randomBytes(3 * 2 ** 20);
const RAW = Buffer.concat([Buffer.alloc(300_000), randomBytes(100_000)]);
const PACKED = zstdCompressSync(RAW);
const BUCKET = 'lab-images';
const { signal } = new AbortController();

const plain = plainImage('plain', PLAIN);
const packed: LabImage = {
  name: 'packed',
  path: '/packed.zst',
  checksum: sha256(PACKED),
  destination: 'packed/packed.raw',
  decompress: 'zstd',
  expected: sha256(RAW),
};

type Place = {
  readonly store: Store;
  /** Names the store to the command line. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Where the store is a bucket. */
  readonly proxy?: S3Proxy;
  close(): Promise<void>;
};

async function openFolder(lab: Lab): Promise<Place> {
  const folder = join(lab.folder, 'store');
  await mkdir(folder);
  const store = createDirectoryStore(folder);
  return { store, args: ['--store', './store'], env: {}, close: async () => undefined };
}

async function openBucket(name: (typeof S3_SERVERS)[number]): Promise<Place> {
  const server = await startS3Server(name, BUCKET);
  const proxy = await startS3Proxy(server);
  return {
    store: createS3Store({ ...server, bucket: BUCKET }),
    args: [],
    env: {
      E2_ENDPOINT: proxy.endpoint,
      E2_BUCKET: BUCKET,
      E2_ACCESS_KEY: server.accessKey,
      E2_SECRET_KEY: server.secretKey,
    },
    proxy,
    async close() {
      await proxy.close();
      await server.stop();
    },
  };
}

const PLACES = [
  { where: 'a folder', skip: false, open: openFolder },
  ...S3_SERVERS.map((name) => ({
    where: `a bucket of ${name}`,
    skip: missingServer(name),
    open: () => openBucket(name),
  })),
] as const;

for (const { where, skip, open } of PLACES) {
  describe(`a renamed image in ${where}`, { skip }, () => {
    let lab: Lab;
    let place: Place;

    const run = (verb: string, ...args: string[]) =>
      lab.images([verb, '--manifest', 'images.yaml', ...place.args, ...args], { env: place.env });
    const contentOf = async (key: string) => {
      const found = await place.store.get(key, signal);
      return found && buffer(found.body);
    };
    const outcomesOf = (stdout: string) =>
      JSON.parse(stdout).images.map((image: { outcome: string }) => image.outcome);

    before(async () => {
      lab = await openLab();
      place = await open(lab);
      lab.origin.serve('/plain.iso', PLAIN);
      lab.origin.serve('/packed.zst', PACKED);
      await lab.writeManifest([plain, packed]);
      const ran = await run('sync');
      assert.equal(ran.code, 0, ran.stderr);
      await lab.writeManifest([
        { ...plain, name: 'renamed', destination: 'moved/plain.iso' },
        { ...packed, destination: 'moved/packed.raw' },
      ]);
      // Nothing is downloaded from here on: the origin has forgotten the files.
      lab.origin.serve('/plain.iso', Buffer.alloc(0));
      lab.origin.serve('/packed.zst', Buffer.alloc(0));
      place.proxy?.forget();
    });
    afterEach(() => place.proxy?.forget());
    after(async () => {
      await place?.close();
      await lab?.close();
    });

    it('is shown by a dry run as one that would be copied', async () => {
      const ran = await run('sync', '--dry-run');
      assert.equal(ran.code, 0, ran.stderr);
      assert.match(
        ran.stdout,
        /renamed +missing +planned .*not in the bucket; to be copied from plain\/plain\.iso/,
      );
      assert.equal(place.proxy?.writes() ?? 0, 0);
      assert.equal(await place.store.head('images/moved/plain.iso', signal), undefined);
    });

    it('is copied with its metadata, and nothing is asked of the origin', async () => {
      const downloads = lab.origin.requests.length;
      const ran = await run('sync');
      assert.equal(ran.code, 0, ran.stderr);
      assert.match(
        ran.stdout,
        /renamed +missing +copied .*not in the bucket; copied from plain\/plain\.iso/,
      );
      assert.match(ran.stdout, /^2 copied$/m);
      assert.match(ran.stderr, /packed: copied 390\.6 KiB in .*nothing downloaded/);
      assert.equal(lab.origin.requests.length, downloads);
      assert.ok((await contentOf('images/moved/plain.iso'))?.equals(PLAIN));
      assert.ok((await contentOf('images/moved/packed.raw'))?.equals(RAW));
      const object = await place.store.head('images/moved/plain.iso', signal);
      const meta = { checksum: sha256(PLAIN), 'managed-by': 'manifest/lab' };
      assert.deepEqual({ ...object?.meta }, meta);
      const metadata = JSON.parse(String(await contentOf('metadata/moved/plain.iso.json')));
      assert.equal(metadata.name, 'renamed');
      assert.equal(metadata.etag, object?.etag);
      assert.equal(metadata.size, PLAIN.length);
      // Neither are the images read and sent again.
      if (place.proxy === undefined) return;
      assert.equal(place.proxy.count('CopyObject'), 2);
      assert.equal(place.proxy.count('GetObject', 'images/plain/plain.iso'), 0);
      assert.equal(place.proxy.count('PutObject', 'images/moved/plain.iso'), 0);
    });

    it('is in place then', async () => {
      const ran = await run('sync', '--json');
      assert.deepEqual(outcomesOf(ran.stdout), ['skipped', 'skipped']);
      assert.equal(place.proxy?.writes() ?? 0, 0);
    });

    it('stays when prune takes the old ones away', async () => {
      const ran = await run('prune', '--json');
      assert.equal(ran.code, 0, ran.stderr);
      const deleted = JSON.parse(ran.stdout).images;
      assert.deepEqual(
        deleted.map(({ destination }: { destination: string }) => destination),
        ['packed/packed.raw', 'plain/plain.iso'],
      );
      const keys = (await place.store.list('images/', signal)).map(({ key }) => key);
      assert.deepEqual(keys, ['images/moved/packed.raw', 'images/moved/plain.iso']);
      assert.ok((await contentOf('images/moved/plain.iso'))?.equals(PLAIN));
      assert.deepEqual(outcomesOf((await run('sync', '--json')).stdout), ['skipped', 'skipped']);
    });

    if (open === openFolder) return;
    it('is downloaded where the store cannot copy', async () => {
      const body = '<Error><Code>NotImplemented</Code><Message>No copies</Message></Error>';
      place.proxy?.fault({ kind: 'CopyObject', how: { status: 501, body } });
      lab.origin.serve('/plain.iso', PLAIN);
      await lab.writeManifest([{ ...plain, destination: 'again/plain.iso' }]);
      const ran = await run('sync');
      assert.equal(ran.code, 0, ran.stderr);
      assert.match(ran.stdout, /plain +missing +uploaded/);
      assert.match(ran.stderr, /plain: not copied from moved\/plain\.iso but downloaded: .*501/);
      assert.ok((await contentOf('images/again/plain.iso'))?.equals(PLAIN));
    });
  });
}
