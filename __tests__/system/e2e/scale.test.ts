/** How many requests a bucket of many entries costs, and what runs beside each other leave in it. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, afterEach, before, describe, it } from 'node:test';
import pLimit from 'p-limit';
import { renderMetadata } from '../../../src/images/catalog/metadata/metadata.ts';
import { createS3Store } from '../../../src/store/s3/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { sha256Of } from '../../support/builders/image-builder.ts';
import { type S3Proxy, startS3Proxy } from '../../support/servers/s3-proxy.ts';
import {
  anyServer,
  missingServer,
  type S3Server,
  startS3Server,
} from '../../support/servers/s3-servers.ts';
import { type Lab, type LabImage, openLab, plainImage } from './lab.ts';
import type { Ran } from './labctl.ts';

const INDEX = 'metadata/index.json';
const { signal } = new AbortController();

describe('labctl with a bucket of many', { skip: missingServer(anyServer()) }, () => {
  let lab: Lab;
  let server: S3Server;
  let proxy: S3Proxy;
  let store: Store;

  const sync = (...args: string[]): Promise<Ran> =>
    lab.images(['sync', '--manifest', 'images.yaml', '--json', ...args], {
      env: {
        E2_ENDPOINT: proxy.endpoint,
        E2_BUCKET: 'many',
        E2_ACCESS_KEY: server.accessKey,
        E2_SECRET_KEY: server.secretKey,
      },
    });
  const outcomes = (ran: Ran): string[] => [
    ...new Set<string>(
      JSON.parse(ran.stdout).images.map((image: { outcome: string }) => image.outcome),
    ),
  ];
  const put = (key: string, content: string, meta: Readonly<Record<string, string>> = {}) =>
    store.put(key, Readable.from([Buffer.from(content)]), { size: content.length, meta, signal });
  const read = async (key: string) => {
    const found = await store.get(key, signal);
    return found === undefined ? undefined : text(found.body);
  };
  /** What the index says of these images, and what their metadata files themselves say. */
  const compareIndex = async (images: readonly LabImage[]) => {
    const wanted = new Set(images.map(({ destination }) => `metadata/${destination}.json`));
    const files = (await store.list('metadata/', signal)).filter(({ key }) => wanted.has(key));
    const limit = pLimit(16);
    const listed = await Promise.all(
      files.map(({ key, etag }) =>
        limit(async () => {
          const destination = key.slice('metadata/'.length, -'.json'.length);
          return [destination, { etag, metadata: JSON.parse((await read(key)) ?? '') }] as const;
        }),
      ),
    );
    assert.equal(files.length, images.length);
    const { entries } = JSON.parse((await read(INDEX)) ?? '{}');
    const indexed = images.map(({ destination }) => [destination, entries[destination]]);
    return { index: Object.fromEntries(indexed), files: Object.fromEntries(listed) };
  };

  before(async () => {
    server = await startS3Server(anyServer(), 'many');
    proxy = await startS3Proxy(server);
    store = createS3Store({ ...server, bucket: 'many' });
    lab = await openLab();
  });
  afterEach(() => proxy.forget());
  after(async () => {
    await lab?.close();
    await proxy?.close();
    await server?.stop();
  });

  /** Images in place as a sync leaves them, but for the index. */
  const fill = async (images: readonly LabImage[], owner: string) => {
    const limit = pLimit(16);
    await Promise.all(
      images.map(({ name, destination }) =>
        limit(async () => {
          const checksum = sha256Of(name);
          const object = await put(`images/${destination}`, name, { checksum });
          const metadata = renderMetadata({
            name,
            checksum,
            size: name.length,
            uploadedAt: '2026-01-01T00:00:00.000Z',
            source: { type: 'http', url: 'https://example.org/x' },
            etag: object.etag,
            sourceChecksum: checksum,
            managedBy: `manifest/${owner}`,
          });
          await put(`metadata/${destination}.json`, metadata);
        }),
      ),
    );
  };

  it('runs of some images at once, and one of all at the end, leave an index that is right', async () => {
    for (let round = 1; round <= 3; round += 1) {
      const images = Array.from({ length: 12 }, (_, index) => {
        const image = plainImage(`image-${index}`, `round ${round} of ${index}`);
        lab.origin.serve(image.path, `round ${round} of ${index}`);
        return image;
      });
      await lab.writeManifest(images);
      const shards = [0, 1, 2].map((shard) =>
        images.filter((_, index) => index % 3 === shard).map(({ name }) => name),
      );
      for (const ran of await Promise.all(shards.map((names) => sync('--images', names.join())))) {
        assert.equal(ran.code, 0, ran.stderr);
        assert.deepEqual(outcomes(ran), ['uploaded']);
      }
      assert.equal(proxy.count('PutObject', INDEX), 0, 'each would undo what the others wrote');

      const whole = await sync('--no-transfer');
      assert.equal(whole.code, 0, whole.stderr);
      assert.deepEqual(outcomes(whole), ['skipped']);
      const { index, files } = await compareIndex(images);
      assert.deepEqual(index, files);

      proxy.forget();
      assert.deepEqual(outcomes(await sync()), ['skipped']);
      assert.deepEqual([proxy.count('ListObjectsV2'), proxy.count('GetObject')], [2, 1]);
      assert.equal(proxy.count(), 3);
      proxy.forget();
    }
  });

  it('runs of two manifests at once do no harm, whoever of them writes the index last', async () => {
    for (let round = 1; round <= 3; round += 1) {
      const manifests = await Promise.all(
        ['a', 'b'].map(async (owner) => {
          const images = Array.from({ length: 3 }, (_, index) =>
            plainImage(`${owner}-${index}`, `${owner} ${round} ${index}`),
          );
          for (const { name, path } of images)
            lab.origin.serve(path, name.replace('-', ` ${round} `));
          await lab.writeManifest(images, `${owner}.yaml`);
          return { file: `${owner}.yaml`, images };
        }),
      );
      const runAll = () => Promise.all(manifests.map(({ file }) => sync('--manifest', file)));
      for (const ran of await runAll()) {
        assert.deepEqual([ran.code, outcomes(ran)], [0, ['uploaded']], ran.stderr);
      }
      // One after the other, each writes what it misses.
      for (const { file, images } of manifests) {
        const ran = await sync('--manifest', file);
        assert.deepEqual([ran.code, outcomes(ran)], [0, ['skipped']], ran.stderr);
        const { index, files } = await compareIndex(images);
        assert.deepEqual(index, files);
      }
      proxy.forget();
      for (const ran of await runAll()) assert.deepEqual(outcomes(ran), ['skipped']);
      assert.equal(proxy.count(), 6);
      assert.equal(proxy.writes(), 0);
    }
  });

  it('an index that says nothing, too much or the wrong thing is put right', async () => {
    const images = [plainImage('image-0', 'round 3 of 0'), plainImage('image-1', 'round 3 of 1')];
    await lab.writeManifest(images);
    const [head = '', first = '', ...rest] = ((await read(INDEX)) ?? '').split('\n');
    const image0 = rest.findIndex((line) => line.includes('image-0'));
    const replaced = (line: string) => [head, first, ...rest.with(image0, line)].join('\n');
    const line = rest[image0] ?? '';
    for (const damaged of [
      '',
      'not JSON',
      replaced(''),
      replaced(line.replace(/"etag":"[^"]*"/, '"etag":"other"')),
      replaced(line.replace(/sha256:..../, 'sha256:')),
      replaced(line.slice(0, -20)),
    ]) {
      await put(INDEX, damaged);
      const ran = await sync();
      assert.deepEqual([ran.code, outcomes(ran)], [0, ['skipped']], ran.stderr);
      const { index, files } = await compareIndex(images);
      assert.deepEqual(index, files);
    }
  });

  it('a run costs one listing request more for each 1,000 files of others, and reads none of them', async () => {
    const others = Array.from({ length: 1100 }, (_, index) => `metadata/others/${index}.json`);
    const limit = pLimit(16);
    await Promise.all(others.map((key) => limit(() => put(key, '{}'))));
    const ran = await sync();
    assert.deepEqual([ran.code, outcomes(ran)], [0, ['skipped']], ran.stderr);
    assert.deepEqual([proxy.count('ListObjectsV2'), proxy.count('GetObject')], [3, 1]);
    assert.equal(proxy.count(), 4);
    await Promise.all(others.map((key) => limit(() => store.remove(key, signal))));
  });

  it('1,000 images with nothing to do cost three requests, whatever else the bucket holds', async () => {
    const images = Array.from({ length: 1000 }, (_, index) => {
      const name = `big-${index}`;
      return { ...plainImage(name, name), destination: `big/${name}.raw` };
    });
    await fill(images, 'lab');
    await lab.writeManifest(images);
    const first = await sync();
    assert.deepEqual([first.code, outcomes(first)], [0, ['skipped']], first.stderr);
    assert.equal(proxy.count('PutObject', INDEX), 1);
    assert.equal(proxy.writes(), 1);
    proxy.forget();
    const ran = await sync();
    assert.deepEqual([ran.code, outcomes(ran)], [0, ['skipped']], ran.stderr);
    assert.deepEqual([proxy.count('ListObjectsV2'), proxy.count('GetObject')], [2, 1]);
    assert.equal(proxy.count(), 3);
    const { index, files } = await compareIndex(images);
    assert.deepEqual(index, files);
  });

  it('images that move to another folder are copied, and the rest of the bucket is listed once', async () => {
    const moved = [1, 2, 3].map((number) => ({
      ...plainImage(`big-${number}`, `big-${number}`),
      destination: `moved/big-${number}.raw`,
    }));
    await lab.writeManifest(moved);
    const ran = await sync();
    assert.deepEqual([ran.code, outcomes(ran)], [0, ['copied']], ran.stderr);
    assert.equal(proxy.count('CopyObject'), 3);
    // Two for the folder, and two each for the 1,000 images and for their metadata with the index beside others.
    assert.equal(proxy.count('ListObjectsV2'), 6);
    assert.ok(!lab.origin.requests.some(({ path }) => path.startsWith('/big-')));
    proxy.forget();
    assert.deepEqual(outcomes(await sync()), ['skipped']);
    assert.equal(proxy.count(), 3);
  });
});
