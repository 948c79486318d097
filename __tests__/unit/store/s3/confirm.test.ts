/** What the S3 store waits for before it says how a put has ended, whatever its server claims. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, afterEach, before, describe, it } from 'node:test';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { LabctlError } from '../../../../src/base/errors.ts';
import { createS3Store } from '../../../../src/store/s3/store.ts';
import type { Store } from '../../../../src/store/store.ts';
import { type S3Proxy, type S3Request, startS3Proxy } from '../../../support/servers/s3-proxy.ts';
import {
  anyServer,
  missingServer,
  type S3Server,
  startS3Server,
} from '../../../support/servers/s3-servers.ts';

const MIB = 2 ** 20;
const BUCKET = 'images';
const KEY = 'images/talos/talos.raw';
const BYTES = Buffer.alloc(1000, 'n');
const LABELS = { checksum: 'sha256:n' };
const never = new AbortController().signal;

describe('a put', { skip: missingServer(anyServer()) }, () => {
  let server: S3Server;
  let proxy: S3Proxy;
  let store: Store;
  /** The same bucket without the proxy. */
  let direct: Store;
  /** What another program puts there. */
  let client: S3Client;

  before(async () => {
    server = await startS3Server(anyServer(), BUCKET);
    proxy = await startS3Proxy(server);
    const { endpoint, region, accessKey, secretKey } = server;
    const limits = { retryDelayMs: 2, minPartBytes: 5 * MIB };
    const keys = { region, bucket: BUCKET, accessKey, secretKey, limits };
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

  const put = (meta: Readonly<Record<string, string>>, to = store) =>
    to.put(KEY, Readable.from([BYTES]), { size: BYTES.length, meta, signal: never });

  const putAsAnother = (Body: Buffer, Metadata: Record<string, string>) =>
    client.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body, Metadata }));

  const afterwards = (act: (request: S3Request) => unknown) =>
    proxy.fault({ kind: 'PutObject', how: { afterwards: act } });

  it('is not taken for done when fewer bytes are there', async () => {
    afterwards(({ headers }) => {
      const prefix = 'x-amz-meta-';
      const names = Object.keys(headers).filter((name) => name.startsWith(prefix));
      const labels = names.map((name) => [name.slice(prefix.length), String(headers[name])]);
      return putAsAnother(BYTES.subarray(1), Object.fromEntries(labels));
    });
    await assert.rejects(put(LABELS), { code: 'STORE_INVALID' });
  });

  it('is taken for done when another run has put the same content there, and was the last', async () => {
    afterwards(() => put(LABELS, direct));
    assert.deepEqual({ ...(await put(LABELS)).meta }, LABELS);
  });

  it('is not taken for done when another run has put other content there', async () => {
    afterwards(() => put({ checksum: 'sha256:other' }, direct));
    await assert.rejects(put(LABELS), { code: 'STORE_INVALID' });
  });

  it('is not taken for done when another program has put something of the same labels there', async () => {
    afterwards(() => putAsAnother(BYTES, LABELS));
    await assert.rejects(put(LABELS), { code: 'STORE_INVALID' });
  });

  it('is not taken for done when nothing tells what another run has put there', async () => {
    afterwards(() => put({}, direct));
    await assert.rejects(put({}), { code: 'STORE_INVALID' });
  });

  it('fails only when its upload has been taken back', async () => {
    let isOver = false;
    let wasOver: boolean | undefined;
    const before = () => {
      wasOver = isOver;
    };
    proxy.fault({ kind: 'AbortMultipartUpload', how: { before } });
    const partSent = new Promise<void>((resolve) => {
      proxy.fault({ kind: 'UploadPart', times: 1, how: { afterwards: () => resolve() } });
    });
    async function* broken() {
      yield Buffer.alloc(12 * MIB);
      await partSent;
      throw new LabctlError('CHECKSUM_MISMATCH', 'not what was wanted');
    }
    const options = { size: 12 * MIB, signal: never };
    const putting = store.put(KEY, Readable.from(broken()), options).finally(() => {
      isOver = true;
    });
    await assert.rejects(putting, { code: 'CHECKSUM_MISMATCH' });
    assert.equal(wasOver, false);
    assert.deepEqual(await direct.pendingUploads('', never), []);
  });
});
