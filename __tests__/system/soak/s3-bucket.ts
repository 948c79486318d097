/** A bucket of a real S3 server behind the proxy that misbehaves; everybody may look into it without a key. */
import { once } from 'node:events';
import http from 'node:http';
import { buffer } from 'node:stream/consumers';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createS3Store } from '../../../src/store/s3/store.ts';
import { sha256Of } from '../../support/builders/image-builder.ts';
import { startS3Proxy } from '../../support/servers/s3-proxy.ts';
import type { S3Server } from '../../support/servers/s3-servers.ts';
import type { SeenObject, Snapshot } from './snapshot.ts';
import type { SoakBucket } from './soak-bucket.ts';

const MIN_PART_BYTES = 5 * 2 ** 20;

export async function createS3Bucket(server: S3Server, bucket: string): Promise<SoakBucket> {
  await server.createBucket(bucket);
  const owner = createOwner(server);
  await openToAll(owner, bucket);
  const visitor = createVisitor(server, bucket);
  let seen = 0;
  let deadAfter = Number.POSITIVE_INFINITY;
  let onRequest: () => void = () => undefined;
  const proxy = await startS3Proxy({
    port: server.port,
    before() {
      onRequest();
      seen += 1;
      return seen > deadAfter ? 'reset' : undefined;
    },
  });
  const agent = new http.Agent({ keepAlive: true });

  return {
    secrets: [server.secretKey],

    open: ({ clock, patienceMs, large }) =>
      createS3Store({
        endpoint: proxy.endpoint,
        region: server.region,
        bucket,
        accessKey: server.accessKey,
        secretKey: server.secretKey,
        partsInFlight: 2,
        agent,
        clock,
        limits: {
          connectionTimeoutMs: 10_000,
          socketTimeoutMs: patienceMs,
          maxAttempts: 3,
          // Also the time that a server has to finish a part whose request was cancelled.
          retryDelayMs: 60,
          publishGraceMs: 500,
          cleanUpMs: 10_000,
          minPartBytes: large ? MIN_PART_BYTES : 2 ** 20,
        },
      }),

    trouble(trouble, listener) {
      seen = 0;
      deadAfter = trouble.deadAfter ?? Number.POSITIVE_INFINITY;
      onRequest = listener;
      proxy.forget();
      for (const fault of trouble.s3) proxy.fault(fault);
    },
    calm() {
      deadAfter = Number.POSITIVE_INFINITY;
      onRequest = () => undefined;
      proxy.forget();
    },
    writes: () => proxy.writes(),
    describeRequests: () => proxy.requests.map(({ kind, key }) => `${kind} ${key}`).join(', '),

    snapshot: () => lookAt(visitor),
    plant: (key, bytes) => visitor.send('PUT', key, bytes),
    remove: (key) => visitor.send('DELETE', key),
    async beginUpload(key) {
      await owner.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key }));
    },

    async clear() {
      const { keys, uploads } = await visitor.list();
      for (const { key, id } of uploads) {
        const upload = { Bucket: bucket, Key: key, UploadId: id };
        await owner.send(new AbortMultipartUploadCommand(upload));
      }
      for (const key of keys) await visitor.send('DELETE', key);
    },
    async close() {
      agent.destroy();
      owner.destroy();
      visitor.close();
      await proxy.close();
    },
  };
}

async function lookAt(visitor: Visitor): Promise<Snapshot> {
  const { keys, uploads } = await visitor.list();
  const seen = await Promise.all(keys.map(async (key) => [key, await visitor.read(key)] as const));
  const objects = new Map<string, SeenObject>();
  for (const [key, object] of seen) if (object !== undefined) objects.set(key, object);
  return { objects, uploads: uploads.map(({ key }) => key) };
}

type Visitor = ReturnType<typeof createVisitor>;

/** Requests without a signature: a tenth of the work of those of the SDK. */
function createVisitor({ host, port }: S3Server, bucket: string) {
  const agent = new http.Agent({ keepAlive: true });

  async function ask(method: string, path: string, body?: Buffer) {
    const request = http.request({ host, port, method, path: `/${bucket}${path}`, agent });
    request.end(body ?? '');
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    const bytes = await buffer(response);
    const status = response.statusCode ?? 0;
    if (status < 300 || status === 404) return { status, headers: response.headers, bytes };
    throw new Error(`${method} ${path}: got ${status} ${bytes.toString('utf8', 0, 300)}`);
  }

  return {
    async send(method: 'PUT' | 'DELETE', path: string, body?: Buffer): Promise<void> {
      await ask(method, `/${path}`, body);
    },
    async list() {
      const [listed, begun] = await Promise.all([
        ask('GET', '?list-type=2'),
        ask('GET', '?uploads='),
      ]);
      const text = String(begun.bytes);
      const [uploadKeys, ids] = [valuesOf(text, 'Key'), valuesOf(text, 'UploadId')];
      const uploads = uploadKeys.map((key, at) => ({ key, id: ids[at] ?? '' }));
      return { keys: valuesOf(String(listed.bytes), 'Key'), uploads };
    },
    async read(key: string): Promise<SeenObject | undefined> {
      const { status, headers, bytes } = await ask('GET', `/${key}`);
      if (status === 404) return undefined;
      return {
        size: bytes.length,
        etag: (headers.etag ?? '').replaceAll('"', ''),
        checksum: sha256Of(bytes),
        meta: metaOf(headers),
        ...(key.startsWith('metadata/') && { text: String(bytes) }),
      };
    },
    close: () => agent.destroy(),
  };
}

/** The soak's keys need no unescaping. */
function valuesOf(xml: string, tag: string): string[] {
  return [...xml.matchAll(new RegExp(`<${tag}>([^<]+)</${tag}>`, 'g'))].map(
    ([, value]) => value ?? '',
  );
}

const META = 'x-amz-meta-';

function metaOf(headers: http.IncomingHttpHeaders): Record<string, string> {
  const meta = Object.entries(headers).filter(([name]) => name.startsWith(META));
  return Object.fromEntries(meta.map(([name, value]) => [name.slice(META.length), String(value)]));
}

function createOwner({ endpoint, region, accessKey, secretKey }: S3Server): S3Client {
  const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true });
}

async function openToAll(owner: S3Client, bucket: string): Promise<void> {
  const anybody = { Effect: 'Allow', Principal: { AWS: ['*'] } };
  const arn = `arn:aws:s3:::${bucket}`;
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        ...anybody,
        Action: ['s3:ListBucket', 's3:ListBucketMultipartUploads'],
        Resource: [arn],
      },
      {
        ...anybody,
        Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        Resource: [`${arn}/*`],
      },
    ],
  });
  await owner.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
}
