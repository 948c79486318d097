/** Copies inside a bucket of a real server behind a proxy that misbehaves. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { after, afterEach, before, describe, it } from 'node:test';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { LabctlError } from '../../../../src/base/errors.ts';
import type { S3Limits } from '../../../../src/store/s3/client.ts';
import { createS3Store } from '../../../../src/store/s3/store.ts';
import { PUT_ID_META } from '../../../../src/store/s3/upload/publish.ts';
import type { ListedObject, Store, StoredObject } from '../../../../src/store/store.ts';
import { type S3Proxy, type S3Request, startS3Proxy } from '../../../support/servers/s3-proxy.ts';
import {
  anyServer,
  missingServer,
  type S3Server,
  startS3Server,
} from '../../../support/servers/s3-servers.ts';

const MIB = 2 ** 20;
const BUCKET = 'images';
const FROM = 'images/talos/old.raw';
const TO = 'images/talos/new.raw';
const never = new AbortController().signal;

const LIMITS: Partial<S3Limits> = {
  maxCopyBytes: 5 * MIB,
  retryDelayMs: 2,
  socketTimeoutMs: 3_000,
  publishGraceMs: 300,
  cleanUpMs: 3_000,
};

const SERVER_ERROR =
  '<?xml version="1.0"?><Error><Code>InternalError</Code><Message>Oh no</Message></Error>';
const NOT_IMPLEMENTED = '<Error><Code>NotImplemented</Code><Message>No copies</Message></Error>';
const COPIED =
  '<?xml version="1.0"?><CopyObjectResult><ETag>"x"</ETag>' +
  '<LastModified>2026-01-01T00:00:00.000Z</LastModified></CopyObjectResult>';

const KINDS = [
  ['in one request', 'CopyObject', MIB],
  ['in parts', 'UploadPartCopy', 12 * MIB],
] as const;

describe('a copy on a server that misbehaves', { skip: missingServer(anyServer()) }, () => {
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
    const keys = { region, bucket: BUCKET, accessKey, secretKey, limits: LIMITS };
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
    for (const upload of await direct.pendingUploads('', never)) {
      await direct.abortUpload(upload, never);
    }
    await direct.remove(TO, never);
  });

  const plant = (key: string, content: Buffer): Promise<StoredObject> =>
    direct.put(key, Readable.from([content]), { size: content.length, signal: never });
  const copy = (from: ListedObject, signal = never) =>
    store.copy(from, TO, { meta: { checksum: 'new' }, signal });
  const writes = (kind: 'CopyObject' | 'UploadPartCopy') => proxy.count(kind, TO);

  async function contentAt(key: string): Promise<string | undefined> {
    const found = await direct.get(key, never);
    return found && text(found.body);
  }

  async function assertCopied(from: ListedObject): Promise<void> {
    const object = await direct.head(TO, never);
    assert.equal(object?.size, from.size);
    assert.deepEqual({ ...object?.meta }, { checksum: 'new' });
    assert.ok((await contentAt(TO)) === (await contentAt(FROM)), 'not the same bytes');
    assert.deepEqual(await direct.pendingUploads('', never), []);
  }

  async function assertFails(copying: Promise<unknown>, code: string): Promise<string> {
    const error = await copying.then(
      () => assert.fail('it was copied'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof LabctlError, String(error));
    assert.equal(error.code, code, error.message);
    return error.message;
  }

  /** The object before the copy is the one after it, or there is none. */
  async function assertUntouched(before: StoredObject | undefined): Promise<void> {
    assert.deepEqual(await direct.head(TO, never), before);
    assert.deepEqual(await direct.pendingUploads('', never), []);
  }

  /** Puts an object there as a store does that takes the request of a copy for that of a put. */
  async function putAsAsked(request: S3Request, Body: Buffer): Promise<void> {
    const names = ['checksum', PUT_ID_META];
    const Metadata = Object.fromEntries(
      names.map((name) => [name, String(request.headers[`x-amz-meta-${name}`])]),
    );
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: TO, Body, Metadata }));
  }

  for (const [how, kind, size] of KINDS) {
    describe(how, () => {
      const bytes = Buffer.alloc(size, 'n');

      it('names the version of its source, and asks for no more than it needs', async () => {
        const from = await plant(FROM, bytes);
        await copy(from);
        await assertCopied(from);
        const requests = proxy.requests.filter((request) => request.kind === kind);
        assert.equal(requests.length, Math.ceil(size / (5 * MIB)));
        for (const { headers } of requests) {
          assert.equal(headers['x-amz-copy-source-if-match'], `"${from.etag}"`);
        }
        assert.equal(proxy.count('GetObject') + proxy.count('PutObject'), 0);
        assert.equal(proxy.count('UploadPart') + proxy.count('DeleteObject'), 0);
      });

      for (const [what, fault] of [
        ['answered 500', { status: 500, body: SERVER_ERROR }],
        ['answered 200 with an error', { status: 200, body: SERVER_ERROR }],
        ['lost', 'lose'],
        ['reset', 'reset'],
        ['stalled', 'stall'],
      ] as const) {
        it(`is made although a request was ${what} once`, async () => {
          const from = await plant(FROM, bytes);
          proxy.fault({ kind, times: 1, how: fault });
          await copy(from);
          await assertCopied(from);
          assert.ok(writes(kind) > Math.ceil(size / (5 * MIB)));
        });
      }

      for (const [what, fault, code] of [
        ['501', { status: 501, body: NOT_IMPLEMENTED }, 'STORE_REJECTED'],
        ['400', { status: 400, body: NOT_IMPLEMENTED }, 'STORE_REJECTED'],
        ['403', { status: 403, body: NOT_IMPLEMENTED }, 'STORE_REJECTED'],
        ['500 for ever', { status: 500, body: SERVER_ERROR }, 'STORE_UNREACHABLE'],
        ['200 with an error for ever', { status: 200, body: SERVER_ERROR }, undefined],
        [
          '200 with an error and a line break',
          { status: 200, body: `${SERVER_ERROR}\n` },
          undefined,
        ],
        ['200 with nothing', { status: 200 }, undefined],
      ] as const) {
        it(`fails and leaves what was there when it is answered ${what}`, async () => {
          const from = await plant(FROM, bytes);
          const old = await plant(TO, Buffer.from('old'));
          proxy.fault({ kind, how: fault });
          const failing = copy(from);
          if (code === undefined) await assert.rejects(failing, LabctlError);
          else await assertFails(failing, code);
          await assertUntouched(old);
        });
      }

      it('asks once where the store does not implement it', async () => {
        const from = await plant(FROM, bytes);
        proxy.fault({ kind, how: { status: 501, body: NOT_IMPLEMENTED } });
        assert.match(await assertFails(copy(from), 'STORE_REJECTED'), /501 NotImplemented/);
        assert.ok(writes(kind) <= Math.ceil(size / (5 * MIB)));
        await assertUntouched(undefined);
      });

      it('is refused by the store when the source changes behind its first look', async () => {
        const from = await plant(FROM, bytes);
        const headers = {
          'content-length': String(from.size),
          etag: `"${from.etag}"`,
          'last-modified': new Date(from.modified ?? 0).toUTCString(),
        };
        await plant(FROM, Buffer.alloc(size, 'c'));
        const old = await plant(TO, Buffer.from('old'));
        proxy.fault({ kind: 'HeadObject', key: FROM, how: { status: 200, headers } });
        assert.match(await assertFails(copy(from), 'STORE_REJECTED'), /412/);
        await assertUntouched(old);
      });

      it('gives the reason of a stop, and leaves nothing', async () => {
        const from = await plant(FROM, bytes);
        const controller = new AbortController();
        const reason = new LabctlError('CANCELLED', 'stop');
        proxy.fault({
          kind,
          how: {
            async instead() {
              controller.abort(reason);
              return { status: 503, body: SERVER_ERROR };
            },
          },
        });
        await assert.rejects(copy(from, controller.signal), reason);
        await assertUntouched(undefined);
      });
    });
  }

  it('succeeds in one request whose answer is an error although it has acted', async () => {
    const from = await plant(FROM, Buffer.alloc(MIB, 'n'));
    proxy.fault({ kind: 'CopyObject', how: { acted: { status: 200, body: SERVER_ERROR } } });
    await copy(from);
    await assertCopied(from);
  });

  it('succeeds in parts whose completion has acted and whose answer is lost', async () => {
    const from = await plant(FROM, Buffer.alloc(12 * MIB, 'n'));
    proxy.fault({ kind: 'CompleteMultipartUpload', times: 1, how: 'lose' });
    await copy(from);
    await assertCopied(from);
  });

  it('takes away the empty object that a store makes of a copy that it does not know', async () => {
    const from = await plant(FROM, Buffer.alloc(MIB, 'n'));
    const how = {
      async instead(request: S3Request) {
        await putAsAsked(request, Buffer.alloc(0));
        return { status: 200 };
      },
    };
    proxy.fault({ kind: 'CopyObject', how });
    await assertFails(copy(from), 'STORE_UNREACHABLE');
    await assertUntouched(undefined);
  });

  it('takes away the copy of another version that a store makes which knows no conditions', async () => {
    const from = await plant(FROM, Buffer.alloc(MIB, 'n'));
    const how = {
      async instead(request: S3Request) {
        const other = Buffer.alloc(MIB, 'c');
        await plant(FROM, other);
        await putAsAsked(request, other);
        return { status: 200, body: COPIED };
      },
    };
    proxy.fault({ kind: 'CopyObject', how });
    assert.match(await assertFails(copy(from), 'NOT_FOUND'), /overwritten meanwhile/);
    await assertUntouched(undefined);
  });

  it('completes no parts of two versions', async () => {
    const from = await plant(FROM, Buffer.alloc(12 * MIB, 'n'));
    const old = await plant(TO, Buffer.from('old'));
    const how = {
      async instead() {
        await plant(FROM, Buffer.alloc(12 * MIB, 'c'));
        return { status: 200, body: COPIED.replaceAll('CopyObject', 'CopyPart') };
      },
    };
    proxy.fault({ kind: 'UploadPartCopy', after: 2, times: 1, how });
    await assertFails(copy(from), 'NOT_FOUND');
    assert.equal(proxy.count('CompleteMultipartUpload'), 0);
    await assertUntouched(old);
  });

  it('leaves an upload that cannot be taken back to prune, and names it', async () => {
    const from = await plant(FROM, Buffer.alloc(12 * MIB, 'n'));
    proxy.fault({ kind: 'UploadPartCopy', how: { status: 501, body: NOT_IMPLEMENTED } });
    proxy.fault({ kind: 'AbortMultipartUpload', how: { status: 403, body: NOT_IMPLEMENTED } });
    const message = await assertFails(copy(from), 'STORE_REJECTED');
    const [upload] = await direct.pendingUploads('', never);
    assert.ok(upload);
    assert.ok(message.includes(upload.id), message);
  });
});
