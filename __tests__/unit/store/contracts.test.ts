/** Every store, real and fake, keeps the contract of its port. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { createDirectoryStore } from '../../../src/store/folder/store.ts';
import { createS3Store } from '../../../src/store/s3/store.ts';
import { testStoreContract } from '../../support/contracts/store-contract.ts';
import { createMemoryStore } from '../../support/fakes/memory-store.ts';
import { type PathFrontOptions, startS3PathFront } from '../../support/servers/s3-path-front.ts';
import { startS3Proxy } from '../../support/servers/s3-proxy.ts';
import { missingServer, S3_SERVERS, startS3Server } from '../../support/servers/s3-servers.ts';

testStoreContract('the memory store', async () => {
  const store = createMemoryStore();
  return {
    store,
    seesCopies: true,
    async seed(keys) {
      for (const key of keys) store.plant(key, 'x');
    },
    beginUpload: async (key) => void store.beginUpload(key),
    close: async () => undefined,
  };
});

testStoreContract('the directory store', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'labctl-store-'));
  const write = async (path: string) => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'x');
  };
  return {
    store: createDirectoryStore(join(folder, 'nas')),
    seesCopies: true,
    async seed(keys) {
      for (const key of keys) await write(join(folder, 'nas', key));
    },
    beginUpload: (key) => write(join(folder, 'nas', '.labctl', 'tmp', key, 'left-behind')),
    close: () => rm(folder, { recursive: true }),
  };
});

for (const name of S3_SERVERS) {
  testStoreContract(`the S3 store on ${name}`, () => openS3(name), { skip: missingServer(name) });
}

/** By the rules of old. */
const OLD_NAME = `_Images.of-THE_Lab-${'x'.repeat(200)}-`;

for (const [signature, name, Bucket] of [
  ['kept', 'versitygw', OLD_NAME],
  ['stripped', 'minio', undefined],
] as const) {
  const what = `the S3 store on ${name} behind a path that is ${signature}`;
  testStoreContract(what, () => openS3(name, { signature, Bucket }), { skip: missingServer(name) });
}

type Place = {
  readonly Bucket?: string | undefined;
  /** Of a path before the bucket, none unless told. */
  readonly signature?: PathFrontOptions['signature'];
};

async function openS3(
  name: (typeof S3_SERVERS)[number],
  { Bucket = 'images-of-the-lab', signature }: Place = {},
) {
  const server = await startS3Server(name, Bucket);
  const path = '/storage/v1/s3';
  const front = signature && (await startS3PathFront({ ...server, path, signature }));
  const { endpoint, region, accessKey, secretKey } = server;
  const client = new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
  });
  const atOnce = pLimit(32);
  const network = await startS3Proxy(server);
  network.fault({ kind: 'GetObject', how: 'truncate' });
  const access = { region, bucket: Bucket, accessKey, secretKey };
  return {
    store: createS3Store({
      ...{ endpoint: front?.endpoint ?? endpoint, ...access },
      // So that objects of both kinds are copied: in one request, and in parts.
      limits: { maxCopyBytes: 5 * 2 ** 20 },
    }),
    flaky: createS3Store({
      ...{ endpoint: network.endpoint, ...access },
      limits: { retryDelayMs: 1 },
    }),
    seesCopies: false,
    async seed(keys: readonly string[]) {
      const put = (Key: string) => client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
      await Promise.all(keys.map((key) => atOnce(() => put(key))));
    },
    async beginUpload(Key: string) {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      const part = { Bucket, Key, UploadId, PartNumber: 1, Body: 'x' };
      await client.send(new UploadPartCommand(part));
    },
    async close() {
      client.destroy();
      await front?.close();
      await network.close();
      await server.stop();
    },
  };
}
