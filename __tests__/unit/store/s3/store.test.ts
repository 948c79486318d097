/** What the S3 store sends, seen from a proxy before a real server. */
import assert from 'node:assert/strict';
import http from 'node:http';
import { Readable } from 'node:stream';
import { after, afterEach, before, describe, it } from 'node:test';
import { createS3Store, type S3StoreOptions } from '../../../../src/store/s3/store.ts';
import { generatedContent } from '../../../support/servers/content.ts';
import { type S3Proxy, startS3Proxy } from '../../../support/servers/s3-proxy.ts';
import {
  anyServer,
  missingServer,
  type S3Server,
  startS3Server,
} from '../../../support/servers/s3-servers.ts';

const MIB = 2 ** 20;
const BUCKET = 'images';
const never = new AbortController().signal;

describe('what the S3 store sends', { skip: missingServer(anyServer()) }, () => {
  let server: S3Server;
  let proxy: S3Proxy;

  function open(options: Partial<S3StoreOptions> = {}) {
    const { region, accessKey, secretKey } = server;
    const keys = { endpoint: proxy.endpoint, region, bucket: BUCKET, accessKey, secretKey };
    return createS3Store({ ...keys, ...options });
  }
  const bodyOf = (size: number) =>
    Readable.from(generatedContent(size).read(0, size), { objectMode: false });

  before(async () => {
    server = await startS3Server(anyServer(), BUCKET);
    proxy = await startS3Proxy(server);
  });
  after(async () => {
    await proxy?.close();
    await server?.stop();
  });
  afterEach(() => proxy.forget());

  it('sends a small object in one request and asks once how it has arrived', async () => {
    await open().put('a', bodyOf(1000), { size: 1000, signal: never });
    assert.deepEqual(
      proxy.requests.map(({ kind }) => kind),
      ['PutObject', 'HeadObject'],
    );
  });

  it('sends equal parts, as large as the number of parts asks for', async () => {
    const size = 50 * MIB;
    await open({ maxParts: 2 }).put('b', bodyOf(size), { size, signal: never });
    const lengths = proxy.requests
      .filter(({ kind }) => kind === 'UploadPart')
      .map(({ headers }) => Number(headers['content-length']));
    assert.deepEqual(
      lengths.toSorted((a, b) => b - a),
      [25 * MIB, 25 * MIB],
    );
  });

  it('has no more parts on their way than it may', async () => {
    const size = 30 * MIB;
    const limits = { minPartBytes: 5 * MIB, socketTimeoutMs: 200, retryDelayMs: 1 };
    proxy.fault({ kind: 'UploadPart', how: 'stall' });
    const controller = new AbortController();
    const store = open({ partsInFlight: 3, limits: { ...limits, maxAttempts: 1 } });
    await assert.rejects(store.put('c', bodyOf(size), { size, signal: controller.signal }));
    assert.equal(proxy.count('UploadPart'), 3);
  });

  it('refuses what cannot be stored before the first byte', async () => {
    const store = open();
    const size = 5 * 2 ** 40 + 1;
    const large = store.put('d', bodyOf(10), { size, signal: never });
    await assert.rejects(large, { code: 'UNSUPPORTED' });
    for (const meta of [{ 'Not Lower': 'x' }, { x: 'ü' }, { x: 'a\r\nb: c' }, { x: ' x' }]) {
      const writing = store.put('d', bodyOf(10), { meta, signal: never });
      await assert.rejects(writing, { code: 'INTERNAL' });
    }
    assert.equal(proxy.count(), 0);
  });

  it('goes through the agent that it is given', async () => {
    let connections = 0;
    class CountingAgent extends http.Agent {
      override createConnection(...args: Parameters<http.Agent['createConnection']>) {
        connections += 1;
        return super.createConnection(...args);
      }
    }
    const agent = new CountingAgent();
    await open({ agent }).list('', never);
    assert.equal(connections, 1);
    agent.destroy();
  });

  it('is named by bucket and host, without a secret', () => {
    const { label } = open();
    assert.equal(label, `s3://images at ${new URL(proxy.endpoint).host}`);
  });

  it('refuses a bucket name and an endpoint that cannot be right', () => {
    assert.throws(() => open({ bucket: 'my/bucket' }), { code: 'INPUT_INVALID' });
    assert.throws(() => open({ endpoint: 'http://example.com' }), { code: 'INPUT_INVALID' });
  });
});
