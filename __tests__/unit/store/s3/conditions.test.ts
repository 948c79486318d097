/** What the S3 store does when somebody else writes the same key at the same moment. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, afterEach, before, describe, it } from 'node:test';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createS3Store } from '../../../../src/store/s3/store.ts';
import { PUT_ID_META } from '../../../../src/store/s3/upload/publish.ts';
import type { Store } from '../../../../src/store/store.ts';
import { type S3Proxy, startS3Proxy } from '../../../support/servers/s3-proxy.ts';
import {
  anyServer,
  missingServer,
  type S3Server,
  startS3Server,
} from '../../../support/servers/s3-servers.ts';
import { knowsNoConditions } from '../../../support/servers/s3-vendors.ts';

const BUCKET = 'images';
const KEY = 'images/talos/x.raw';
const META = { checksum: 'c' };
const never = new AbortController().signal;

describe('the S3 store beside others that write', { skip: missingServer(anyServer()) }, () => {
  let server: S3Server;
  let proxy: S3Proxy;
  let store: Store;
  /** The same bucket without the proxy. */
  let direct: Store;
  let client: S3Client;

  before(async () => {
    server = await startS3Server(anyServer(), BUCKET);
    proxy = await startS3Proxy(server);
    const { endpoint, region, accessKey, secretKey } = server;
    const keys = { region, bucket: BUCKET, accessKey, secretKey, limits: { retryDelayMs: 2 } };
    store = createS3Store({ ...keys, endpoint: proxy.endpoint });
    direct = createS3Store({ ...keys, endpoint });
    const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
    client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
  });
  after(async () => {
    client?.destroy();
    await proxy?.close();
    await server?.stop();
  });
  afterEach(async () => {
    proxy.forget();
    await direct.remove(KEY, never);
  });

  const put = (body: string, to = direct) =>
    to.put(KEY, Readable.from([Buffer.from(body)]), { meta: META, signal: never });
  const read = async () => {
    const found = await direct.get(KEY, never);
    return found && text(found.body);
  };
  /** As a program that is not labctl does. */
  const putAsOther = (body: string, meta: Record<string, string>) =>
    client.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: body, Metadata: meta }));

  describe('a removal of one version', () => {
    it('names the version, for stores that know conditions', async () => {
      const { etag } = await put('old');
      await store.remove(KEY, never, etag);
      const [request] = proxy.requests.filter(({ kind }) => kind === 'DeleteObject');
      assert.equal(request?.headers['if-match'], `"${etag}"`);
      assert.equal(await read(), undefined);
    });

    it('is refused by such a store when the object is overwritten right before', async () => {
      const { etag } = await put('old');
      const status = 412;
      proxy.fault({
        kind: 'DeleteObject',
        how: {
          instead: async () => {
            await put('new');
            return { status, body: '<Error><Code>PreconditionFailed</Code></Error>' };
          },
        },
      });
      await assert.rejects(store.remove(KEY, never, etag), { code: 'NOT_FOUND' });
      assert.equal(await read(), 'new');
      assert.equal(proxy.count('DeleteObject'), 1);
    });

    for (const [what, refusal] of [
      ['does not implement (501)', undefined],
      ['calls invalid (400)', { status: 400, body: '<Error><Code>InvalidArgument</Code></Error>' }],
    ] as const) {
      const refuse: typeof knowsNoConditions = (request) =>
        knowsNoConditions(request) && (refusal ?? knowsNoConditions(request));

      it(`goes without a condition that the store ${what}`, async () => {
        const { etag } = await put('old');
        proxy.fault({ kind: 'DeleteObject', how: { refuse } });
        await store.remove(KEY, never, etag);
        assert.equal(await read(), undefined);
        assert.equal(proxy.count('DeleteObject'), 2);
      });

      it(`looks again where the store ${what}`, async () => {
        const { etag } = await put('old');
        proxy.fault({ kind: 'HeadObject', after: 1, times: 1, how: { before: () => put('new') } });
        proxy.fault({ kind: 'DeleteObject', how: { refuse } });
        await assert.rejects(store.remove(KEY, never, etag), { code: 'NOT_FOUND' });
        assert.equal(await read(), 'new');
      });
    }

    it('is not asked for when another one is there', async () => {
      const { etag } = await put('old');
      await put('new');
      await assert.rejects(store.remove(KEY, never, etag), { code: 'NOT_FOUND' });
      assert.equal(proxy.count('DeleteObject'), 0);
    });
  });

  describe('a put that the store calls done, while another object is there', () => {
    const done = { kind: 'PutObject', how: { status: 200 } } as const;

    it('has failed when no labctl has put that one, whatever it calls itself', async () => {
      await putAsOther('same', META);
      proxy.fault(done);
      await assert.rejects(put('same', store), { code: 'STORE_INVALID' });
    });

    it('has succeeded when another labctl has put the same', async () => {
      await putAsOther('same', { ...META, [PUT_ID_META]: 'of another run' });
      proxy.fault(done);
      assert.equal((await put('same', store)).size, 4);
    });
  });
});
