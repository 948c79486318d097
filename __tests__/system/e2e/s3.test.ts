import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, afterEach, before, describe, it } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { createS3Store } from '../../../src/store/s3/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { checksumOf, generatedContent } from '../../support/servers/content.ts';
import { type S3Proxy, startS3Proxy } from '../../support/servers/s3-proxy.ts';
import {
  anyServer,
  missingServer,
  S3_SERVERS,
  type S3Server,
  startS3Server,
} from '../../support/servers/s3-servers.ts';
import { startTlsFront } from '../../support/servers/tls-front.ts';
import { type Lab, type LabImage, openLab, plainImage, sha256 } from './lab.ts';

const MIB = 2 ** 20;
const BUCKET = 'lab-images';
const PLAIN = randomBytes(40 * MIB); // three parts
const RAW = Buffer.concat([Buffer.alloc(20 * MIB), randomBytes(MIB)]);
const PACKED = zstdCompressSync(RAW);
const { signal } = new AbortController();

const IMAGES: readonly LabImage[] = [
  plainImage('plain', PLAIN),
  {
    name: 'packed',
    path: '/packed.zst',
    checksum: sha256(PACKED),
    destination: 'packed/packed.raw',
    decompress: 'zstd',
    expected: sha256(RAW),
  },
];

for (const name of S3_SERVERS) {
  describe(`labctl with a bucket of ${name}`, { skip: missingServer(name) }, () => {
    let lab: Lab;
    let server: S3Server;
    let proxy: S3Proxy;
    let store: Store;

    const env = () => ({
      E2_ENDPOINT: proxy.endpoint,
      E2_BUCKET: BUCKET,
      E2_ACCESS_KEY: server.accessKey,
      E2_SECRET_KEY: server.secretKey,
    });
    const sync = (...args: string[]) =>
      lab.images(['sync', '--manifest', 'images.yaml', '--json', ...args], { env: env() });
    const states = (stdout: string) =>
      JSON.parse(stdout).images.map((image: { state: string; outcome: string }) => [
        image.state,
        image.outcome,
      ]);
    const contentOf = async (key: string) => {
      const found = await store.get(key, signal);
      return found === undefined ? undefined : buffer(found.body);
    };
    const keys = async (prefix: string) =>
      (await store.list(prefix, signal)).map((object) => object.key);

    before(async () => {
      server = await startS3Server(name, BUCKET);
      proxy = await startS3Proxy(server);
      store = createS3Store({ ...server, bucket: BUCKET });
      lab = await openLab();
      lab.origin.serve('/plain.iso', PLAIN);
      lab.origin.serve('/packed.zst', PACKED);
      await lab.writeManifest(IMAGES);
    });
    afterEach(() => proxy.forget());
    after(async () => {
      await lab?.close();
      await proxy?.close();
      await server?.stop();
    });

    it('brings every image in place, large ones in parts', async () => {
      const ran = await sync();
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual(await contentOf('images/plain/plain.iso'), PLAIN);
      assert.deepEqual(await contentOf('images/packed/packed.raw'), RAW);
      assert.equal(proxy.count('UploadPart', 'images/plain/plain.iso'), 3);
      const object = await store.head('images/plain/plain.iso', signal);
      assert.equal(object?.meta['checksum'], sha256(PLAIN));
      const metadata = JSON.parse(String(await contentOf('metadata/plain/plain.iso.json')));
      assert.equal(metadata.etag, object?.etag);
      assert.equal(metadata.size, PLAIN.length);
    });

    it('brings every image in place over TLS', async () => {
      const front = await startTlsFront(server.port);
      try {
        await store.remove('images/plain/plain.iso', signal);
        const ran = await lab.images(['sync', '--manifest', 'images.yaml', '--json', '--force'], {
          env: { ...env(), E2_ENDPOINT: front.endpoint, NODE_EXTRA_CA_CERTS: lab.origin.caFile },
        });
        assert.equal(ran.code, 0, ran.stderr);
        assert.ok((await contentOf('images/plain/plain.iso'))?.equals(PLAIN));
        assert.ok((await contentOf('images/packed/packed.raw'))?.equals(RAW));
      } finally {
        await front.stop();
      }
    });

    it('makes two listings and one read, no download and no write, when it is repeated', async () => {
      const downloads = lab.origin.requests.length;
      const ran = await sync();
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual(states(ran.stdout), [
        ['current', 'skipped'],
        ['current', 'skipped'],
      ]);
      assert.equal(lab.origin.requests.length, downloads);
      assert.deepEqual(proxy.requests.map((request) => request.kind).sort(), [
        'GetObject',
        'ListObjectsV2',
        'ListObjectsV2',
      ]);
    });

    it('works without its index, and writes it again', async () => {
      await store.remove('metadata/index.json', signal);
      const ran = await sync();
      assert.equal(ran.code, 0, ran.stderr);
      assert.equal(proxy.writes(), 1);
      assert.equal((await sync()).code, 0);
      assert.equal(proxy.writes(), 1);
    });

    it('puts a deleted object back whose metadata is left', async () => {
      await store.remove('images/packed/packed.raw', signal);
      const ran = await sync();
      assert.deepEqual(states(ran.stdout), [
        ['current', 'skipped'],
        ['damaged', 'uploaded'],
      ]);
      assert.deepEqual(await contentOf('images/packed/packed.raw'), RAW);
    });

    it('puts an object back that somebody has overwritten', async () => {
      const other = randomBytes(RAW.length);
      const options = { size: other.length, signal };
      await store.put('images/packed/packed.raw', Readable.from([other]), options);
      const ran = await sync();
      assert.deepEqual(states(ran.stdout)[1], ['damaged', 'uploaded']);
      assert.deepEqual(await contentOf('images/packed/packed.raw'), RAW);
    });

    it('rebuilds a deleted metadata file without a download', async () => {
      const downloads = lab.origin.requests.length;
      await store.remove('metadata/plain/plain.iso.json', signal);
      const ran = await sync();
      assert.deepEqual(states(ran.stdout)[0], ['repairable', 'repaired']);
      assert.equal(lab.origin.requests.length, downloads);
      assert.equal(proxy.count('UploadPart'), 0);
      assert.deepEqual(states((await sync()).stdout)[0], ['current', 'skipped']);
    });

    it('never shows anything of an image with a wrong checksum, while the others arrive', async () => {
      const wrong = `sha256:${'3'.repeat(64)}`;
      await lab.writeManifest([
        { ...(IMAGES[0] as LabImage), name: 'bad', checksum: wrong, destination: 'bad/a.iso' },
        { ...(IMAGES[1] as LabImage), name: 'worse', expected: wrong, destination: 'bad/b.raw' },
        { ...(IMAGES[1] as LabImage), name: 'good', destination: 'good/c.raw' },
      ]);
      const ran = await sync();
      assert.equal(ran.code, 1);
      const { images } = JSON.parse(ran.stdout);
      const [bad, worse, good] = images;
      assert.deepEqual([bad.outcome, worse.outcome, good.outcome], ['failed', 'failed', 'copied']);
      for (const [{ error }, got, bytes] of [
        [bad, sha256(PLAIN), PLAIN.length],
        [worse, sha256(RAW), RAW.length],
      ] as const) {
        assert.equal(error.code, 'CHECKSUM_MISMATCH');
        for (const part of [got, wrong, `${bytes} bytes`]) {
          assert.ok(error.message.includes(part), error.message);
        }
      }
      assert.equal(proxy.count('CompleteMultipartUpload', 'images/bad/a.iso'), 0);
      assert.deepEqual(await keys('images/bad/'), []);
      assert.deepEqual(await keys('metadata/bad/'), []);
      assert.deepEqual(await store.pendingUploads('', signal), []);
      assert.deepEqual(await contentOf('images/good/c.raw'), RAW);
      await lab.writeManifest(IMAGES);
    });

    it('prunes exactly what the dry run lists', async () => {
      const prune = (...args: string[]) =>
        lab.images(['prune', '--manifest', 'images.yaml', '--json', ...args], { env: env() });
      const before = await keys('');
      const listed = JSON.parse((await prune('--dry-run')).stdout).images;
      assert.deepEqual(await keys(''), before);
      assert.equal(proxy.writes(), 0);
      assert.deepEqual(
        listed.map((image: { destination: string }) => image.destination),
        ['good/c.raw'],
      );
      const ran = await prune();
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual(
        before.filter((key) => !key.includes('good/c.raw')),
        await keys(''),
      );
    });

    it('uploads a local file and downloads it again', async () => {
      await writeFile(join(lab.folder, 'built.raw'), PLAIN);
      const args = ['upload', '--source', 'built.raw', '--destination', 'vyos/gateway.raw'];
      const up = await lab.images(args, { env: env() });
      assert.equal(up.code, 0, up.stderr);
      const again = await lab.images([...args, '--json'], { env: env() });
      assert.equal(JSON.parse(again.stdout).image.outcome, 'skipped');
      const down = await lab.images(['download', '--name', 'gateway.raw'], { env: env() });
      assert.equal(down.code, 0, down.stderr);
      assert.deepEqual(await readFile(join(lab.folder, 'gateway.raw')), PLAIN);
      await rm(join(lab.folder, 'gateway.raw'));
    });

    it('names the key that is wrong, and shows no secret', async () => {
      const wrong = { ...env(), E2_SECRET_KEY: 'shown-nowhere' };
      const ran = await lab.images(['list'], { env: wrong });
      assert.equal(ran.code, 1);
      assert.match(ran.stderr, /CREDENTIALS_REFUSED/);
      assert.match(ran.stderr, /E2_SECRET_KEY/);
      assert.doesNotMatch(ran.stderr, /shown-nowhere/);
    });

    for (const [seed, killer] of (['SIGTERM', 'SIGINT', 'SIGKILL'] as const).entries()) {
      it(`leaves nothing visible when ${killer} meets it amid an upload, and the next run completes`, async () => {
        const big = generatedContent(64 * MIB, 100 + seed);
        const image: LabImage = {
          name: 'big',
          path: '/big.iso',
          checksum: checksumOf(big),
          destination: `killed/${killer}.iso`,
        };
        lab.origin.serve('/big.iso', big);
        lab.origin.script('/big.iso', { bytesPerSecond: 40 * MIB });
        await lab.writeManifest([image]);
        const ran = await lab.images(['sync', '--manifest', 'images.yaml'], {
          env: env(),
          started: (child) => {
            const watch = setInterval(() => {
              if (proxy.count('UploadPart') === 0) return;
              clearInterval(watch);
              child.kill(killer);
            }, 10);
            child.once('exit', () => clearInterval(watch));
          },
        });
        assert.deepEqual(await keys(`images/killed/${killer}`), []);
        assert.deepEqual(await keys(`metadata/killed/${killer}`), []);
        if (killer === 'SIGKILL') {
          assert.equal(ran.signal, 'SIGKILL');
        } else {
          assert.equal(ran.code, killer === 'SIGTERM' ? 143 : 130);
          assert.match(ran.stderr, new RegExp(`stopped by ${killer}`));
          assert.deepEqual(await store.pendingUploads('images/', signal), []);
        }
        const next = await sync();
        assert.equal(next.code, 0, next.stderr);
        assert.equal((await store.head(`images/killed/${killer}.iso`, signal))?.size, 64 * MIB);
      });
    }

    // One server is enough to see what labctl needs.
    const skip = name === anyServer() ? false : 'measured with another server';
    it('moves 2 GiB in less than 300 MB of memory and without a disk', { skip }, async () => {
      const big = generatedContent(2048 * MIB, 9);
      const image: LabImage = {
        name: 'huge',
        path: '/huge.iso',
        checksum: checksumOf(big),
        destination: 'huge/huge.iso',
      };
      lab.origin.serve('/huge.iso', big);
      await lab.writeManifest([image]);
      const temp = await mkdtemp(join(lab.folder, 'temp-'));
      const made: (string | null)[] = [];
      // Also a file that loses its name at once is seen by a watch.
      const watch = fs.watch(temp, (_event, name) => made.push(name));
      const args = ['--manifest', 'images.yaml', '--temp-dir', temp, '--connections', '1'];
      const ran = await lab.images(['sync', ...args], { env: env() });
      watch.close();
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual(made, []);
      assert.equal((await store.head('images/huge/huge.iso', signal))?.size, 2048 * MIB);
      assert.ok(ran.peakBytes < 300e6, `${ran.peakBytes} bytes`);
      console.log(
        `# peak memory of a 2 GiB sync to ${name}: ${(ran.peakBytes / 1e6).toFixed(0)} MB`,
      );
      await store.remove('images/huge/huge.iso', signal);
    });
  });
}
