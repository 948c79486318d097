/** The S3 store against a real server behind a proxy that misbehaves. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { after, afterEach, before, describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import type { S3Limits } from '../../../../src/store/s3/client.ts';
import { createS3Store } from '../../../../src/store/s3/store.ts';
import type { Store } from '../../../../src/store/store.ts';
import { type S3Proxy, startS3Proxy } from '../../../support/servers/s3-proxy.ts';
import {
  anyServer,
  missingServer,
  type S3Server,
  startS3Server,
} from '../../../support/servers/s3-servers.ts';

const MIB = 2 ** 20;
const BUCKET = 'images';
const KEY = 'images/talos/x.raw';
const never = new AbortController().signal;

const LIMITS: Partial<S3Limits> = {
  minPartBytes: 5 * MIB,
  retryDelayMs: 2,
  socketTimeoutMs: 1500,
  publishGraceMs: 300,
  cleanUpMs: 1500,
};

const HTML = '<!DOCTYPE html>\n<html><title>Sign in</title><body>Who are you?</body></html>';
const SERVER_ERROR =
  '<?xml version="1.0"?><Error><Code>InternalError</Code><Message>Oh no</Message></Error>';

describe('the S3 store with a server that misbehaves', { skip: missingServer(anyServer()) }, () => {
  let server: S3Server;
  let proxy: S3Proxy;
  let store: Store;
  /** The same bucket without the proxy. */
  let direct: Store;

  function open(endpoint: string, options: { bucket?: string; secretKey?: string } = {}): Store {
    const { region, accessKey, secretKey } = server;
    const keys = { region, bucket: BUCKET, accessKey, secretKey, ...options };
    return createS3Store({ endpoint, limits: LIMITS, partsInFlight: 3, ...keys });
  }

  before(async () => {
    server = await startS3Server(anyServer(), BUCKET);
    proxy = await startS3Proxy(server);
    store = open(proxy.endpoint);
    direct = open(server.endpoint);
  });
  after(async () => {
    await proxy?.close();
    await server?.stop();
  });
  afterEach(async () => {
    proxy.forget();
    for (const upload of await direct.pendingUploads('', never)) {
      await direct.abortUpload(upload, never);
    }
    await direct.remove(KEY, never);
  });

  const put = (bytes: number, fill = 'n', signal = never) =>
    store.put(KEY, Readable.from([Buffer.alloc(bytes, fill)]), { size: bytes, signal });

  async function assertNothingLeft(): Promise<void> {
    assert.equal(await direct.head(KEY, never), undefined);
    assert.deepEqual(await direct.pendingUploads('', never), []);
  }

  async function messageOf(work: Promise<unknown>, code: string): Promise<string> {
    const error = await work.then(
      () => assert.fail('it succeeded'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof LabctlError, String(error));
    assert.equal(error.code, code, error.message);
    return error.message;
  }

  describe('parts', () => {
    it('sends a part again that was answered 500, 503 and 429', async () => {
      for (const status of [500, 503, 429]) {
        proxy.fault({ kind: 'UploadPart', times: 1, how: { status, body: SERVER_ERROR } });
      }
      await put(12 * MIB);
      assert.equal(proxy.count('UploadPart'), 3 + 3);
      assert.equal((await direct.head(KEY, never))?.size, 12 * MIB);
    });

    it('sends a part again whose connection was reset or whose answer was lost', async () => {
      proxy.fault({ kind: 'UploadPart', times: 1, how: 'reset' });
      proxy.fault({ kind: 'UploadPart', times: 1, how: 'lose' });
      await put(12 * MIB);
      const found = await direct.get(KEY, never);
      const bytes = found && (await buffer(found.body));
      assert.ok(bytes?.equals(Buffer.alloc(12 * MIB, 'n')));
    });

    it('sends a part again that stalls', async () => {
      proxy.fault({ kind: 'UploadPart', times: 1, how: 'stall' });
      await put(12 * MIB);
      assert.equal(proxy.count('UploadPart'), 4);
    });

    it('sends a part again that was damaged on its way', async () => {
      proxy.fault({ kind: 'UploadPart', times: 1, how: 'corrupt' });
      await put(12 * MIB);
      assert.equal(proxy.count('UploadPart'), 4);
      const found = await direct.get(KEY, never);
      const bytes = found && (await buffer(found.body));
      assert.ok(bytes?.equals(Buffer.alloc(12 * MIB, 'n')));
    });

    it('sends a part again that was answered without an ETag, and gives up after some attempts', async () => {
      proxy.fault({ kind: 'UploadPart', times: 1, how: { status: 200 } });
      await put(12 * MIB);
      proxy.fault({ kind: 'UploadPart', how: { status: 200 } });
      await messageOf(put(12 * MIB), 'STORE_INVALID');
      assert.deepEqual(await direct.pendingUploads('', never), []);
    });

    it('gives up on a part that always fails, keeps its error, and leaves nothing', async () => {
      proxy.fault({ kind: 'UploadPart', how: { status: 500, body: SERVER_ERROR } });
      const message = await messageOf(put(30 * MIB), 'STORE_UNREACHABLE');
      assert.match(message, /images\/talos\/x\.raw.*500 InternalError: Oh no.*5 attempts/);
      assert.ok(proxy.count('AbortMultipartUpload') >= 1);
      await assertNothingLeft();
    });

    it('takes an upload back again that a cancelled part may have brought back', async () => {
      proxy.fault({ kind: 'UploadPart', times: 1, how: 'stall' });
      proxy.fault({ kind: 'UploadPart', how: { status: 403, body: SERVER_ERROR } });
      // As if the stalled part had come to its place just after the abort.
      proxy.fault({ kind: 'AbortMultipartUpload', times: 1, how: { status: 204 } });
      await messageOf(put(30 * MIB), 'STORE_REJECTED');
      assert.ok(proxy.count('AbortMultipartUpload') > 1);
      await assertNothingLeft();
    });

    it('cancels the other parts at the first one that fails for good', async () => {
      const denied = '<Error><Code>AccessDenied</Code><Message>No.</Message></Error>';
      proxy.fault({ kind: 'UploadPart', times: 2, how: 'stall' });
      proxy.fault({ kind: 'UploadPart', how: { status: 403, body: denied } });
      const message = await messageOf(put(30 * MIB), 'STORE_REJECTED');
      assert.match(message, /your key needs s3:PutObject/);
      // The stalled ones were neither waited for nor sent again.
      assert.equal(proxy.count('UploadPart'), 3);
      await assertNothingLeft();
    });

    it('does not wait for a body that stalls once a part has failed', async () => {
      proxy.fault({ kind: 'UploadPart', how: { status: 403, body: HTML } });
      const body = new Readable({ read() {} });
      body.push(Buffer.alloc(6 * MIB));
      const writing = store.put(KEY, body, { size: 20 * MIB, signal: never });
      await messageOf(writing, 'STORE_INVALID');
      assert.equal(body.destroyed, true);
      await assertNothingLeft();
    });

    it('takes nothing back that was never begun', async () => {
      proxy.fault({ kind: 'CreateMultipartUpload', how: { status: 403, body: HTML } });
      const message = await messageOf(put(12 * MIB), 'STORE_INVALID');
      assert.match(message, /403 with "<!DOCTYPE html>.*Sign in/);
      assert.equal(proxy.count('UploadPart'), 0);
      assert.equal(proxy.count('AbortMultipartUpload'), 0);
    });

    it('asks for nothing that only some stores know', async () => {
      await put(12 * MIB);
      await put(100);
      await direct.list('', never);
      for (const { headers } of proxy.requests) {
        const names = Object.keys(headers).join(' ');
        assert.doesNotMatch(names, /checksum|content-md5|expect|if-none-match|trailer|acl/);
        assert.notEqual(headers['content-encoding'], 'aws-chunked');
      }
    });
  });

  describe('publishing', () => {
    const ERROR_LINE = `${SERVER_ERROR}\n`;

    for (const [what, body] of [
      ['an error and a line break', ERROR_LINE],
      ['a page', HTML],
    ] as const) {
      it(`fails when Complete is answered 200 with ${what} and nothing was completed`, async () => {
        proxy.fault({ kind: 'CompleteMultipartUpload', how: { status: 200, body } });
        await messageOf(put(12 * MIB), 'STORE_INVALID');
        await assertNothingLeft();
      });
    }

    it('fails all the same when an object of the same bytes was there before', async () => {
      const before = await direct.put(KEY, Readable.from([Buffer.alloc(12 * MIB, 'n')]), {
        size: 12 * MIB,
        signal: never,
      });
      const how = { status: 200, body: ERROR_LINE };
      proxy.fault({ kind: 'CompleteMultipartUpload', how });
      await messageOf(put(12 * MIB), 'STORE_INVALID');
      assert.deepEqual(await direct.head(KEY, never), before);
    });

    it('succeeds when Complete has acted and its answer is an error', async () => {
      const how = { acted: { status: 200, body: ERROR_LINE } };
      proxy.fault({ kind: 'CompleteMultipartUpload', how });
      assert.equal((await put(12 * MIB)).size, 12 * MIB);
    });

    it('succeeds when Complete has acted and its answer is lost', async () => {
      proxy.fault({ kind: 'CompleteMultipartUpload', times: 1, how: 'lose' });
      await put(12 * MIB);
      // The second try finds the upload gone; HEAD tells why.
      assert.equal(proxy.count('CompleteMultipartUpload'), 2);
      assert.equal(proxy.count('AbortMultipartUpload'), 0);
      assert.equal((await direct.head(KEY, never))?.size, 12 * MIB);
    });

    it('succeeds when Complete has acted and its answer is cut off', async () => {
      proxy.fault({ kind: 'CompleteMultipartUpload', how: 'truncate' });
      assert.equal((await put(12 * MIB)).size, 12 * MIB);
    });

    it('succeeds when Complete is answered 500, empty or not at all at first', async () => {
      const kind = 'CompleteMultipartUpload';
      proxy.fault({ kind, times: 1, how: { status: 500, body: SERVER_ERROR } });
      proxy.fault({ kind, times: 1, how: { status: 200, body: '' } });
      proxy.fault({ kind, times: 1, how: 'stall' });
      await put(12 * MIB);
      assert.equal(proxy.count(kind), 4);
    });

    it('fails when Complete always fails, and takes the upload back', async () => {
      const how = { status: 500, body: SERVER_ERROR };
      proxy.fault({ kind: 'CompleteMultipartUpload', how });
      await messageOf(put(12 * MIB), 'STORE_UNREACHABLE');
      await assertNothingLeft();
    });

    it('succeeds when a small put has acted and its answer is lost', async () => {
      proxy.fault({ kind: 'PutObject', how: 'lose' });
      assert.equal((await put(100)).size, 100);
    });

    it('waits for an object that shows up a moment later', async () => {
      proxy.fault({ kind: 'HeadObject', times: 2, how: { status: 404 } });
      assert.equal((await put(100)).size, 100);
    });

    it('fails when the object cannot be asked for', async () => {
      proxy.fault({ kind: 'HeadObject', how: { status: 403 } });
      const message = await messageOf(put(100), 'STORE_REJECTED');
      assert.match(message, /s3:GetObject/);
    });

    it('finishes what is being published when it is stopped', async () => {
      const controller = new AbortController();
      proxy.fault({ kind: 'CompleteMultipartUpload', times: 1, how: 'lose' });
      const writing = put(12 * MIB, 'n', controller.signal);
      await until(() => proxy.count('CompleteMultipartUpload') === 1);
      controller.abort();
      assert.equal((await writing).size, 12 * MIB);
      assert.equal((await direct.head(KEY, never))?.size, 12 * MIB);
    });

    it('gives up a publishing that never ends some time after it was stopped', async () => {
      const controller = new AbortController();
      const reason = new LabctlError('CANCELLED', 'stop');
      proxy.fault({ kind: 'CompleteMultipartUpload', how: 'stall' });
      const writing = put(12 * MIB, 'n', controller.signal);
      await until(() => proxy.count('CompleteMultipartUpload') === 1);
      controller.abort(reason);
      await assert.rejects(writing, reason);
      await assertNothingLeft();
    });
  });

  describe('the clean-up', () => {
    for (const [what, how] of [
      ['fails', { status: 403, body: SERVER_ERROR }],
      ['stalls', 'stall'],
    ] as const) {
      it(`keeps the first error and names the upload when the abort ${what}`, async () => {
        proxy.fault({ kind: 'UploadPart', how: { status: 500, body: SERVER_ERROR } });
        proxy.fault({ kind: 'AbortMultipartUpload', how });
        const message = await messageOf(put(12 * MIB), 'STORE_UNREACHABLE');
        const [upload] = await direct.pendingUploads('', never);
        assert.ok(upload);
        assert.ok(message.includes(upload.id), message);
        assert.match(message, /500 InternalError/);
      });
    }

    it('keeps the code of the body when the abort fails', async () => {
      proxy.fault({ kind: 'AbortMultipartUpload', how: { status: 403, body: SERVER_ERROR } });
      async function* chunks() {
        yield Buffer.alloc(12 * MIB);
        await until(() => proxy.count('UploadPart') > 0);
        throw new LabctlError('CHECKSUM_MISMATCH', 'not these bytes');
      }
      const writing = store.put(KEY, Readable.from(chunks()), { size: 12 * MIB, signal: never });
      assert.match(await messageOf(writing, 'CHECKSUM_MISMATCH'), /^not these bytes; its upload /);
    });
  });

  describe('answers that are no S3', () => {
    it('does not take a page, nothing, or another document for an empty bucket', async () => {
      for (const body of [HTML, '', '{"ok": true}', '<?xml version="1.0"?><Other/>']) {
        const how = { status: 200, headers: { 'content-type': 'text/html' }, body };
        proxy.fault({ kind: 'ListObjectsV2', times: 1, how });
        const message = await messageOf(store.list('images/', never), 'STORE_INVALID');
        assert.match(message, /not an S3 API/);
      }
      proxy.fault({ kind: 'ListMultipartUploads', how: { status: 200, body: HTML } });
      await messageOf(store.pendingUploads('images/', never), 'STORE_INVALID');
    });

    it('shows the beginning of a page on one line', async () => {
      proxy.fault({ kind: 'ListObjectsV2', how: { status: 403, body: HTML } });
      const message = await messageOf(store.list('images/', never), 'STORE_INVALID');
      assert.match(message, /got 403 with "<!DOCTYPE html>\\u000a<html><title>Sign in/);
    });

    it('does not take a page for a missing or an empty object', async () => {
      const headers = { 'content-type': 'text/html' };
      proxy.fault({ kind: 'HeadObject', how: { status: 200, headers } });
      await messageOf(store.head(KEY, never), 'STORE_INVALID');
      for (const status of [200, 404]) {
        proxy.fault({ kind: 'GetObject', times: 1, how: { status, headers, body: HTML } });
        await messageOf(store.get(KEY, never), 'STORE_INVALID');
      }
    });

    it('does not show a signature that a page echoes', async () => {
      const body = '<html>Credential=AKIA/x, Signature=0123456789abcdef</html>';
      proxy.fault({ kind: 'ListObjectsV2', how: { status: 403, body } });
      const message = await messageOf(store.list('', never), 'STORE_INVALID');
      assert.match(message, /Credential=\*\*\*, Signature=\*\*\*/);
    });
  });

  describe('listings', () => {
    const page = (inside: string) =>
      `<?xml version="1.0"?><ListBucketResult><Name>images</Name>${inside}</ListBucketResult>`;
    const object =
      '<Contents><Key>images/a</Key><Size>1</Size><ETag>"x"</ETag>' +
      '<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>';

    it('refuses a page that is cut off and comes whatever is asked for', async () => {
      const body = page(`<IsTruncated>true</IsTruncated>${object}`);
      proxy.fault({ kind: 'ListObjectsV2', how: { status: 200, body } });
      proxy.fault({ kind: 'ListObjects', how: { status: 200, body } });
      await messageOf(store.list('images/', never), 'STORE_INVALID');
    });

    it('refuses a token that comes again', async () => {
      const token = '<NextContinuationToken>again</NextContinuationToken>';
      const body = page(`<IsTruncated>true</IsTruncated>${token}${object}`);
      proxy.fault({ kind: 'ListObjectsV2', how: { status: 200, body } });
      proxy.fault({ kind: 'ListObjects', how: { status: 200, body } });
      await messageOf(store.list('images/', never), 'STORE_INVALID');
      // By the token, and then after the last key in both versions.
      assert.deepEqual([proxy.count('ListObjectsV2'), proxy.count('ListObjects')], [3, 1]);
    });

    it('refuses an object without a size', async () => {
      const body = page(object.replace('<Size>1</Size>', ''));
      proxy.fault({ kind: 'ListObjectsV2', how: { status: 200, body } });
      await messageOf(store.list('images/', never), 'STORE_INVALID');
    });

    it('uses the first version of the API where there is no second one', async () => {
      const names = ['a b', 'c+d', 'e%f'];
      for (const name of names) {
        await direct.put(`v1/${name}`, Readable.from(['x']), { signal: never });
      }
      const body = '<Error><Code>NotImplemented</Code><Message>V2</Message></Error>';
      proxy.fault({ kind: 'ListObjectsV2', how: { status: 501, body } });
      // It keeps in mind what the server knows.
      const listed = await open(proxy.endpoint).list('v1/', never);
      assert.deepEqual(
        listed.map(({ key }) => key),
        names.map((name) => `v1/${name}`),
      );
    });

    it('knows of no uploads where the store cannot list them', async () => {
      const body = '<Error><Code>NotImplemented</Code></Error>';
      proxy.fault({ kind: 'ListMultipartUploads', how: { status: 501, body } });
      assert.deepEqual(await store.pendingUploads('images/', never), []);
    });

    it('asks again after a stall and after a page that was cut off', async () => {
      await direct.put('again/x', Readable.from(['x']), { signal: never });
      proxy.fault({ kind: 'ListObjectsV2', times: 1, how: 'stall' });
      proxy.fault({ kind: 'ListObjectsV2', times: 1, how: 'truncate' });
      assert.equal((await store.list('again/', never)).length, 1);
    });
  });

  describe('reading', () => {
    const whole = Array.from({ length: MIB / 8 }, (_, at) => String(at).padStart(8, '.')).join('');
    const publish = (body = whole) => direct.put(KEY, Readable.from([body]), { signal: never });
    const readAll = async () => text((await store.get(KEY, never))?.body ?? Readable.from([]));
    const ranges = () =>
      proxy.requests
        .filter(({ kind }) => kind === 'GetObject')
        .map(({ headers: { range, 'if-match': ifMatch } }) => ({ range, ifMatch }));

    it('goes on where a body was cut off, in the same version only', async () => {
      const { etag } = await publish();
      proxy.fault({ kind: 'GetObject', times: 2, how: 'truncate' });
      assert.equal(await readAll(), whole);
      assert.deepEqual(ranges(), [
        { range: undefined, ifMatch: undefined },
        { range: `bytes=${MIB / 2}-`, ifMatch: `"${etag}"` },
        { range: `bytes=${(MIB * 3) / 4}-`, ifMatch: `"${etag}"` },
      ]);
    });

    it('asks for the rest again where that is answered 503, or not at all', async () => {
      await publish();
      proxy.fault({ kind: 'GetObject', times: 1, how: 'truncate' });
      proxy.fault({ kind: 'GetObject', times: 1, how: { status: 503, body: SERVER_ERROR } });
      proxy.fault({ kind: 'GetObject', times: 1, how: 'reset' });
      proxy.fault({ kind: 'GetObject', times: 1, how: 'stall' });
      assert.equal(await readAll(), whole);
      assert.equal(proxy.count('GetObject'), 5);
    });

    it('skips what it has where the store knows no ranges', async () => {
      const { etag } = await publish();
      proxy.fault({ kind: 'GetObject', times: 1, how: 'truncate' });
      const headers = { etag: `"${etag}"`, 'last-modified': new Date().toUTCString() };
      proxy.fault({ kind: 'GetObject', times: 1, how: { status: 200, headers, body: whole } });
      assert.equal(await readAll(), whole);
    });

    it('asks without a condition where the store knows none', async () => {
      await publish();
      proxy.fault({ kind: 'GetObject', times: 1, how: 'truncate' });
      const body = '<Error><Code>NotImplemented</Code></Error>';
      proxy.fault({ kind: 'GetObject', times: 1, how: { status: 501, body } });
      assert.equal(await readAll(), whole);
      assert.equal(ranges().at(-1)?.ifMatch, undefined);
    });

    it('never joins two versions, whether the store looks at the condition or not', async () => {
      for (const knowsConditions of [true, false]) {
        await publish();
        const found = await store.get(KEY, never);
        proxy.forget();
        found?.body.destroy();
        proxy.fault({ kind: 'GetObject', times: 1, how: 'truncate' });
        const overwrite = async () => {
          await publish(whole.toUpperCase().replaceAll('.', '-'));
        };
        const how = knowsConditions ? { before: overwrite } : { instead: lying(overwrite) };
        proxy.fault({ kind: 'GetObject', times: 1, how });
        const message = await messageOf(readAll(), 'SOURCE_INTERRUPTED');
        assert.match(
          message,
          /got 524288 bytes, want 1048576; .* overwritten meanwhile; run again/,
        );
        proxy.forget();
      }

      function lying(overwrite: () => Promise<void>) {
        return async () => {
          await overwrite();
          const range = `bytes ${MIB / 2}-${MIB - 1}/${MIB}`;
          const headers = { etag: '"other"', 'content-range': range };
          return { status: 206, headers, body: whole.slice(MIB / 2) };
        };
      }
    });

    it('says that the object is gone, or that the rest is another one', async () => {
      const { etag } = await publish();
      const gone = { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
      proxy.fault({ kind: 'GetObject', times: 1, how: 'truncate' });
      proxy.fault({ kind: 'GetObject', times: 1, how: gone });
      assert.match(await messageOf(readAll(), 'SOURCE_INTERRUPTED'), /it is gone/);
      const headers = { etag: `"${etag}"`, 'content-range': `bytes 0-${MIB - 1}/${MIB}` };
      proxy.fault({ kind: 'GetObject', times: 1, how: 'truncate' });
      proxy.fault({ kind: 'GetObject', times: 1, how: { status: 206, headers, body: whole } });
      const message = await messageOf(readAll(), 'STORE_INVALID');
      assert.match(message, /got Content-Range bytes 0-/);
    });

    it('gives up a body after five answers in a row without a byte', async () => {
      const { etag } = await publish();
      proxy.fault({ kind: 'GetObject', times: 1, how: 'truncate' });
      const range = `bytes ${MIB / 2}-${MIB - 1}/${MIB}`;
      const headers = { etag: `"${etag}"`, 'content-range': range, 'content-length': '524288' };
      proxy.fault({
        kind: 'GetObject',
        how: { status: 206, headers: { ...headers, connection: 'close' } },
      });
      const message = await messageOf(readAll(), 'STORE_UNREACHABLE');
      assert.match(message, /got 524288 bytes, want 1048576: .* \(given up after 6 tries\)/);
    });

    it('lets go of everything when it is stopped or not wanted while it goes on', async () => {
      await publish();
      for (const how of ['abort', 'destroy'] as const) {
        proxy.forget();
        proxy.fault({ kind: 'GetObject', times: 1, how: 'truncate' });
        const asked = new Promise<void>((resolve) => {
          proxy.fault({
            kind: 'GetObject',
            how: {
              instead: () => {
                resolve();
                return new Promise(() => {});
              },
            },
          });
        });
        const controller = new AbortController();
        const found = await store.get(KEY, controller.signal);
        assert.ok(found);
        const reading = text(found.body);
        await asked;
        const reason = new LabctlError('CANCELLED', 'stop');
        if (how === 'abort') controller.abort(reason);
        else found.body.destroy(reason);
        await assert.rejects(reading, reason);
      }
    });

    it('needs one request for a missing object once the bucket is known to be there', async () => {
      const fresh = open(proxy.endpoint);
      await fresh.head('images/none', never);
      assert.equal(proxy.count('HeadBucket'), 1);
      await fresh.head('images/none', never);
      assert.equal(proxy.count('HeadBucket'), 1);
      assert.equal(proxy.count(), 3);
    });
  });

  describe('what a person has to correct', () => {
    it('says that the bucket is missing, whatever is asked', async () => {
      const wrong = open(proxy.endpoint, { bucket: 'no-such-bucket' });
      const tries = [
        () => wrong.list('', never),
        () => wrong.head(KEY, never),
        () => wrong.get(KEY, never),
        () => wrong.put(KEY, Readable.from(['x']), { signal: never }),
        () => wrong.remove(KEY, never),
      ];
      for (const work of tries) {
        assert.match(await messageOf(work(), 'STORE_REJECTED'), /E2_BUCKET/);
      }
    });

    it('says that the secret key is wrong', async () => {
      const wrong = open(proxy.endpoint, { secretKey: 'very-secret-and-wrong' });
      const message = await messageOf(wrong.list('', never), 'CREDENTIALS_REFUSED');
      assert.match(message, /403 SignatureDoesNotMatch.*check E2_SECRET_KEY/);
      assert.doesNotMatch(message, /very-secret/);
    });

    it('names the permission that a key lacks', async () => {
      const body = '<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>';
      const how = { status: 403, body, headers: { 'x-amz-request-id': 'R42' } };
      const cases = [
        ['ListObjectsV2', 's3:ListBucket', () => store.list('', never)],
        ['HeadObject', 's3:GetObject', () => store.head(KEY, never)],
        ['GetObject', 's3:GetObject', () => store.get(KEY, never)],
        ['PutObject', 's3:PutObject', () => put(10)],
        ['DeleteObject', 's3:DeleteObject', () => store.remove(KEY, never)],
        [
          'ListMultipartUploads',
          's3:ListBucketMultipartUploads',
          () => store.pendingUploads('', never),
        ],
        [
          'AbortMultipartUpload',
          's3:AbortMultipartUpload',
          () => store.abortUpload({ key: KEY, id: 'x', started: 0 }, never),
        ],
      ] as const;
      for (const [kind, permission, work] of cases) {
        proxy.forget();
        proxy.fault({ kind, how });
        const message = await messageOf(work(), 'STORE_REJECTED');
        assert.ok(message.includes(`your key needs ${permission}`), message);
        assert.equal(proxy.count(kind), 1);
      }
    });

    it('names the region that the bucket is in', async () => {
      const body = '<Error><Code>PermanentRedirect</Code><Message>Elsewhere</Message></Error>';
      const headers = { 'x-amz-bucket-region': 'eu-west-9' };
      proxy.fault({ kind: 'ListObjectsV2', how: { status: 301, headers, body } });
      const message = await messageOf(store.list('', never), 'STORE_REJECTED');
      assert.match(message, /another region eu-west-9/);
    });

    it('corrects a wrong clock by itself, and says so where it cannot', async () => {
      const body = '<Error><Code>RequestTimeTooSkewed</Code><Message>Too large</Message></Error>';
      const headers = { date: new Date(Date.now() + 3_600_000).toUTCString() };
      proxy.fault({ kind: 'ListObjectsV2', times: 1, how: { status: 403, headers, body } });
      const skewed = open(proxy.endpoint);
      const message = await messageOf(skewed.list('', never), 'STORE_REJECTED');
      assert.match(message, /clock|check E2_SECRET_KEY/);
    });
  });

  describe('no answer at all', () => {
    it('names the host that refuses connections', async () => {
      const closed = createServer().listen(0, '127.0.0.1');
      await once(closed, 'listening');
      const address = closed.address() as { port: number };
      closed.close();
      await once(closed, 'close');
      const nowhere = open(`http://127.0.0.1:${address.port}`);
      const message = await messageOf(nowhere.list('', never), 'STORE_UNREACHABLE');
      assert.ok(message.includes(`127.0.0.1:${address.port}`), message);
    });

    it('says that a port does not speak TLS', async () => {
      const wrong = open(`https://127.0.0.1:${server.port}`);
      const message = await messageOf(wrong.list('', never), 'STORE_UNREACHABLE');
      assert.match(message, /TLS/);
    });

    it('gives up on a server that always stalls', async () => {
      proxy.fault({ kind: 'HeadObject', how: 'stall' });
      await messageOf(store.head(KEY, never), 'STORE_UNREACHABLE');
      assert.equal(proxy.count('HeadObject'), 5);
    });

    it('is stopped while it waits for the next attempt', async () => {
      const { region, accessKey, secretKey } = server;
      const limits = { ...LIMITS, retryDelayMs: 60_000 };
      const keys = { region, bucket: BUCKET, accessKey, secretKey };
      const patient = createS3Store({ endpoint: proxy.endpoint, limits, ...keys });
      proxy.fault({ kind: 'HeadObject', how: { status: 503 } });
      const controller = new AbortController();
      const asking = patient.head(KEY, controller.signal);
      await until(() => proxy.count('HeadObject') === 1);
      controller.abort(new LabctlError('CANCELLED', 'stop'));
      await messageOf(asking, 'CANCELLED');
    });
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
