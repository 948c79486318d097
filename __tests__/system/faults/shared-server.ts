/** One real S3 server and one misbehaving proxy in front of it for all cases of a test file, a bucket for each. */
import { createS3Store } from '../../../src/store/s3/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { type S3Proxy, startS3Proxy } from '../../support/servers/s3-proxy.ts';
import { type S3Server, startS3Server } from '../../support/servers/s3-servers.ts';

export type LabBucket = {
  readonly name: string;
  readonly server: S3Server;
  /** What labctl talks to; counts its requests and takes faults. */
  readonly proxy: S3Proxy;
  /** The bucket itself, past the proxy. */
  readonly store: Store;
  /** The variables that labctl is given. */
  readonly env: Readonly<Record<string, string>>;
};

let shared: Promise<{ readonly server: S3Server; readonly proxy: S3Proxy }> | undefined;
let buckets = 0;

/** A new bucket; takes back the faults of the case before. */
export async function createLabBucket(): Promise<LabBucket> {
  shared ??= start();
  const { server, proxy } = await shared;
  proxy.forget();
  buckets += 1;
  const name = `faults-${buckets}`;
  await server.createBucket(name);
  return {
    name,
    server,
    proxy,
    store: createS3Store({ ...server, bucket: name }),
    env: {
      E2_ENDPOINT: proxy.endpoint,
      E2_BUCKET: name,
      E2_ACCESS_KEY: server.accessKey,
      E2_SECRET_KEY: server.secretKey,
    },
  };
}

/** Ends the server, if any case has used it. */
export async function closeSharedServer(): Promise<void> {
  const running = await shared?.catch(() => undefined);
  shared = undefined;
  await running?.proxy.close();
  await running?.server.stop();
}

async function start() {
  const server = await startS3Server('versitygw', 'unused');
  return { server, proxy: await startS3Proxy(server) };
}
