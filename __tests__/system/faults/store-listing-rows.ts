/** Listings of more than one page, with odd keys, or of an older kind. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import pLimit from 'p-limit';
import type { S3Answer, S3Request } from '../../support/servers/s3-proxy.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectSuccess } from './fault-run.ts';
import type { LabBucket } from './shared-server.ts';
import {
  expectConvergence,
  expectNoRun,
  never,
  openBucket,
  openPublished,
  pruneHere,
  s3Error,
  TALOS,
} from './store-case.ts';

const ODD_KEYS = ['images/a b+c%2F&<d>.raw', 'images/Größe/日本 "x".raw', "images/it's/😀.raw"];

export const LISTING_ROWS: readonly FaultRow[] = [
  {
    row: 41,
    fault: 'A listing is empty, of one or many pages, broken, or of the first version of the API',
    labctl:
      'Reads all pages with keys of any kind; one that may have a gap ends the run before anything is done.',
    needs: ['s3'],
    cases: {
      'a bucket with no key at all': syncsBeside(0),
      'a bucket with one key': syncsBeside(1),
      'a bucket with exactly one page of keys': syncsBeside(999),
      'a bucket with one key more than a page': syncsBeside(1_000),
      'a bucket with three pages of keys': syncsBeside(2_500),
      async 'keys that have to be encoded are read, and left alone by all'(lab) {
        const bucket = await openBucket(lab, Buffer.from('small'));
        for (const key of ODD_KEYS) {
          await bucket.store.put(key, Readable.from([Buffer.from('x')]), { signal: never });
        }
        expectSuccess(await lab.syncHere());
        await expectConvergence(lab, bucket);
        const { report } = await pruneHere(lab, bucket);
        assert.deepEqual(report.images, []);
        const keys = ODD_KEYS.map((key) => key.slice('images/'.length));
        assert.deepEqual((await lab.left()).objects.toSorted(), [...keys, TALOS].toSorted());
      },
      'a page that is cut off without a token ends the run': breaksOff(
        { status: 200, body: listing([], { more: '' }) },
        'a page is cut off without a word on the next',
      ),
      'a token that comes again ends the run': breaksOff(
        { status: 200, body: listing([], { more: 'again' }) },
        'the same page comes again and again',
      ),
      async 'a store without the second version of the listing is asked for the first'(lab) {
        const bucket = await openPublished(lab);
        const how = { status: 501, body: s3Error('NotImplemented') };
        bucket.proxy.fault({ kind: 'ListObjectsV2', how });
        expectSuccess(await lab.syncHere(), 'skipped');
        assert.equal(bucket.proxy.count('ListObjects'), 2);
        await lab.expectPublished('talos');
      },
    },
  },
];

/** What somebody else keeps below `images/` is seen on all pages: the one image that is known comes last. */
function syncsBeside(count: number): FaultCase {
  return async (lab) => {
    const bucket = await openBucket(lab, Buffer.from('small'));
    const keys = Array.from(
      { length: count },
      (_, at) => `images/a/${String(at).padStart(5, '0')}`,
    );
    const isReal = count <= 1 || count === 1_000;
    if (isReal) await plant(bucket, keys);
    expectSuccess(await lab.syncHere());
    const published = await bucket.store.head(`images/${TALOS}`, never);
    const all = [...keys.map((key) => ({ key, etag: 'x', size: 1 })), published].flatMap(
      (object) => (object === undefined ? [] : [object]),
    );
    if (!isReal) bucket.proxy.fault({ kind: 'ListObjectsV2', how: { refuse: pagesOf(all) } });
    const before = bucket.proxy.count('ListObjectsV2');
    expectSuccess(await lab.syncHere(), 'skipped');
    const pages = Math.ceil(all.length / 1_000);
    // One more for the metadata files.
    assert.equal(bucket.proxy.count('ListObjectsV2') - before, pages + 1);
  };
}

/** Without labctl's own question how each has arrived. */
async function plant({ server, name }: LabBucket, keys: readonly string[]): Promise<void> {
  const { PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const { endpoint, region, accessKey: accessKeyId, secretKey: secretAccessKey } = server;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
  const limit = pLimit(32);
  try {
    await Promise.all(
      keys.map((Key) =>
        limit(() => client.send(new PutObjectCommand({ Bucket: name, Key, Body: 'x' }))),
      ),
    );
  } finally {
    client.destroy();
  }
}

type Listed = { readonly key: string; readonly size: number; readonly etag: string };

/** Answers listings of images, a thousand keys a page, as a bucket would that has them all. */
function pagesOf(objects: readonly Listed[]): (request: S3Request) => S3Answer | undefined {
  return ({ query }) => {
    if (query.get('prefix') !== 'images/') return undefined;
    const from = Number(query.get('continuation-token') ?? 0);
    const to = from + 1_000;
    const more = to < objects.length ? `${to}` : undefined;
    return { status: 200, body: listing(objects.slice(from, to), { more }) };
  };
}

function listing(objects: readonly Listed[], { more }: { more: string | undefined }): string {
  const contents = objects.map(
    ({ key, size, etag }) =>
      `<Contents><Key>${key}</Key><Size>${size}</Size><ETag>"${etag}"</ETag>` +
      '<LastModified>2026-01-01T00:00:00Z</LastModified></Contents>',
  );
  const next = more && `<NextContinuationToken>${more}</NextContinuationToken>`;
  const truncated = `<IsTruncated>${more !== undefined}</IsTruncated>${next ?? ''}`;
  return `<?xml version="1.0"?><ListBucketResult>${truncated}${contents.join('')}</ListBucketResult>`;
}

function breaksOff(how: S3Answer, says: string): FaultCase {
  return async (lab) => {
    const { proxy } = await openPublished(lab);
    const downloads = lab.origin.requests.length;
    proxy.fault({ kind: 'ListObjectsV2', how });
    await expectNoRun(lab.syncHere(), { code: 'STORE_INVALID', says: [says] });
    assert.equal(proxy.writes(), 0);
    assert.equal(lab.origin.requests.length, downloads);
    await lab.expectPublished('talos');
  };
}
