/** The S3 server of a case, with what the benchmark itself asks of it: reading back, filling, emptying. */
import { createHash } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startS3Proxy } from '../__tests__/support/servers/s3-proxy.ts';
import { type S3Server, startS3Server } from '../__tests__/support/servers/s3-servers.ts';
import type { Bench } from './bench.ts';

export const BUCKET = 'bench';
const MEMORY_FOLDER = '/dev/shm';

export type BenchStore = {
  readonly server: S3Server;
  /** The folder of the data is in memory, so that no disk is measured. */
  readonly inMemory: boolean;
  /** Answers the ETag. */
  put(key: string, body: Buffer, meta?: Readonly<Record<string, string>>): Promise<string>;
  /** Throws unless the object has these bytes. */
  check(key: string, wanted: { readonly bytes: number; readonly sha256: string }): Promise<void>;
  /** Removes all objects. */
  empty(): Promise<void>;
  /** Runs something with an endpoint in front of the store that counts; answers the number of requests. */
  counted(work: (endpoint: string) => Promise<void>): Promise<number>;
  stop(): Promise<void>;
};

/** Starts a server, its data in memory where so many bytes find room there twice. */
export async function openBenchStore(
  bench: Pick<Bench, 'atEnd'>,
  bytes: number,
): Promise<BenchStore> {
  const inMemory = await hasRoom(MEMORY_FOLDER, 2 * bytes + 2 ** 30);
  const parent = inMemory ? MEMORY_FOLDER : tmpdir();
  const server = await startS3Server('versitygw', BUCKET, parent);
  const client = new S3Client({
    endpoint: server.endpoint,
    region: server.region,
    forcePathStyle: true,
    credentials: { accessKeyId: server.accessKey, secretAccessKey: server.secretKey },
  });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= server.stop());
  bench.atEnd(stop);
  return {
    server,
    inMemory,
    async put(key, body, meta = {}) {
      const put = new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body, Metadata: meta });
      return String((await client.send(put)).ETag).replaceAll('"', '');
    },
    async check(key, wanted) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of Body as Readable) {
        hash.update(chunk);
        bytes += chunk.length;
      }
      const found = `${bytes} bytes, sha256 ${hash.digest('hex')}`;
      const want = `${wanted.bytes} bytes, sha256 ${wanted.sha256}`;
      if (found !== want) throw new Error(`${key} was stored wrongly: got ${found}, want ${want}`);
    },
    empty: () => empty(client),
    async counted(work) {
      const proxy = await startS3Proxy(server);
      try {
        await work(proxy.endpoint);
        return proxy.requests.length;
      } finally {
        await proxy.close();
      }
    },
    async stop() {
      client.destroy();
      await stop();
    },
  };
}

async function empty(client: S3Client): Promise<void> {
  for (;;) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    if (Contents.length === 0) return;
    const Objects = Contents.map(({ Key }) => ({ Key }));
    await client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
  }
}

async function hasRoom(folder: string, bytes: number): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize >= bytes;
  } catch {
    return false;
  }
}
