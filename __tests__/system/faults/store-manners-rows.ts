/** Stores whose listings, dates and HEAD are only like those of S3. */
import assert from 'node:assert/strict';
import {
  asGoDoes,
  asS3Does,
  escaped,
  type ListingManners,
  listAs,
  withPercent,
} from '../../support/servers/s3-listings.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess } from './fault-run.ts';
import type { LabBucket } from './shared-server.ts';
import {
  clockAhead,
  expectNoRun,
  HOUR_MS,
  never,
  openBucket,
  openPublished,
  pruneHere,
  SMALL,
  s3Error,
  TALOS,
  TALOS_KEY,
  TALOS_METADATA,
} from './store-case.ts';

const ODD = ['debian/debian-13+nocloud.raw', 'a b/50% off & more.raw', 'größe/ü.raw'];

export const MANNERS_ROWS: readonly FaultRow[] = [
  {
    row: 82,
    fault:
      'The store knows only the first listing API, in part or without saying so: pages cut off without a token, 400, 405',
    labctl:
      'Goes on after the last key, in the first version or the second; asks in the first where the second is refused. A listing that does not move ends the run.',
    needs: ['s3'],
    cases: {
      'pages that are cut off without a token': livesWith({ pages: 'markers', pageSize: 1 }),
      'pages that name the next marker only': livesWith({
        ...{ pages: 'markers', pageSize: 1, nextMarker: true },
      }),
      'a second version without tokens, and no first': livesWith({
        ...{ pages: 'start-after', pageSize: 1 },
      }),
      'pages that do not say whether there is more': livesWith({
        ...{ pageSize: 1, truncated: () => undefined },
      }),
      'a second version that is answered by 400': asksInTheFirst(400, 'InvalidArgument'),
      'a second version that is answered by 405': asksInTheFirst(405, 'MethodNotAllowed'),
      async 'the first page whatever is asked for ends the run'(lab) {
        const bucket = await openWith(lab, [TALOS, 'b.raw', 'c.raw']);
        expectSuccess(await lab.syncHere());
        listAs(bucket.proxy, { pages: 'first-page', pageSize: 1 }, objectsIn(bucket));
        const says = ['the same page comes again and again'];
        await expectNoRun(lab.syncHere(), { code: 'STORE_INVALID', says });
      },
    },
  },
  {
    row: 83,
    fault: 'A listing encodes keys in another way than it was asked to, or than it says',
    labctl:
      'Finds out by the keys themselves, and where these leave a doubt by a HEAD, once for a run; the images are found again.',
    needs: ['s3'],
    cases: {
      'a plus sign that stays one (Go)': livesWith({ write: asGoDoes, says: true }, ODD),
      'one key with a plus sign, and nothing else to tell by': livesWith(
        { write: asGoDoes, says: true },
        ['debian-13+nocloud.raw'],
      ),
      'spaces as %20': livesWith({ write: withPercent, says: true }, ODD),
      'nothing is encoded, though it says so': livesWith({ write: escaped, says: true }, ODD),
      'all is encoded, though it does not say so (rclone)': livesWith({ write: asS3Does }, ODD),
      'all is encoded twice': livesWith(
        { write: (key) => withPercent(asS3Does(key)), says: true },
        ODD,
      ),
    },
  },
  {
    row: 84,
    fault: 'A listing cannot show an object under its name, or not at all',
    labctl:
      'Publishes it once. The next run fails for this image and says so, and does not publish it again and again.',
    needs: ['s3'],
    cases: {
      'names in lower case': hides('Talos/T.iso', { write: (key) => key.toLowerCase() }),
      'letters taken apart (NFD)': hides('größe/ü.iso', { write: (key) => key.normalize('NFD') }),
      'no dot files': hides('talos/.t.iso', {
        shows: (all) => all.filter(({ key }) => !key.includes('/.')),
      }),
    },
  },
  {
    row: 85,
    fault: 'The store tells dates in another form or not at all, or no length in HEAD',
    labctl:
      'Reads dates of all usual forms and does without; only `prune` needs them and leaves what has none. A length comes from a GET of one byte.',
    needs: ['s3'],
    cases: {
      'dates without a zone': livesWith({
        date: (at) => `<LastModified>${new Date(at).toISOString().slice(0, -1)}</LastModified>`,
      }),
      'dates as in HTTP': livesWith({
        date: (at) => `<LastModified>${new Date(at).toUTCString()}</LastModified>`,
      }),
      'no dates': livesWith({ date: () => '' }),
      async 'an object without metadata and date is left alone by prune, which says so'(lab) {
        const bucket = await openWithOrphan(lab);
        const clock = clockAhead(2 * HOUR_MS);
        listAs(bucket.proxy, { date: () => '' }, objectsIn(bucket));
        const { report, code, log } = await pruneHere(lab, bucket, { clock });
        assert.deepEqual([code, report.images], [0, []]);
        assert.match(log, /talos\/talos\.iso is left alone: .*the store does not tell/);
        bucket.proxy.forget();
        const again = await pruneHere(lab, bucket, { clock });
        assert.deepEqual(
          again.report.images.map(({ destination }) => destination),
          [TALOS],
        );
      },
      async 'an unfinished upload without a date is left alone by prune, which says so'(lab) {
        const bucket = await openPublished(lab);
        const upload = `<Upload><Key>${TALOS_KEY}</Key><UploadId>u1</UploadId></Upload>`;
        const body = `<ListMultipartUploadsResult>${upload}</ListMultipartUploadsResult>`;
        bucket.proxy.fault({ kind: 'ListMultipartUploads', how: { status: 200, body } });
        const { report, log } = await pruneHere(lab, bucket, { clock: clockAhead(48 * HOUR_MS) });
        assert.deepEqual(report.abortedUploads, []);
        assert.match(log, /an upload of images\/talos\/talos\.iso is left alone/);
        assert.equal(bucket.proxy.count('AbortMultipartUpload'), 0);
      },
      'HEAD without a length': tellsNoLength(SMALL),
      'HEAD without a length, of an empty object': tellsNoLength(Buffer.alloc(0)),
      async 'HEAD and GET without a length say so'(lab) {
        const { proxy } = await openBucket(lab, SMALL);
        proxy.fault({ kind: 'HeadObject', how: 'no length' });
        const headers = { etag: '"e"', 'content-range': 'bytes 0-0/*' };
        const how = { status: 206, headers, body: 'x' };
        proxy.fault({ kind: 'GetObject', key: TALOS_KEY, how });
        const says = ['without a length'];
        expectFailures(await lab.syncHere(), { talos: { code: 'STORE_INVALID', says } });
      },
    },
  },
  {
    row: 86,
    fault: 'A listing has keys twice, in no order, in folders, or in elements of another name',
    labctl:
      'Reads what is meant: each key once, folder by folder, with marks of folders left out and pages without keys passed over.',
    needs: ['s3'],
    cases: {
      'keys that come twice, the last one first': livesWith({
        ...{ pageSize: 2, shows: (all) => all.toReversed().flatMap((one) => [one, one]) },
      }),
      'folders instead of keys, though none were asked for': livesWith({ folders: true }),
      'marks of folders without a size': livesWith({
        also: (prefix) => `<Contents><Key>${prefix}sub/</Key></Contents>`,
      }),
      'pages without keys': livesWith({ pageSize: 1, emptyPages: true }),
      'elements with a namespace prefix': livesWith({ namespace: 's3' }),
    },
  },
];

/** Published, found again without a download or a write, and one that leaves the manifest pruned. */
function livesWith(
  manners: ListingManners,
  destinations: readonly string[] = [TALOS, 'b/c.raw', 'b/d/e.raw'],
): FaultCase {
  return async (lab) => {
    const bucket = await openWith(lab, destinations);
    listAs(bucket.proxy, manners, objectsIn(bucket));
    expectSuccess(await lab.syncHere());
    const downloads = lab.origin.requests.length;
    const writes = bucket.proxy.writes();
    expectSuccess(await lab.syncHere(), 'skipped');
    assert.equal(lab.origin.requests.length, downloads);
    assert.equal(bucket.proxy.writes(), writes);
    await lab.offer('stays', Buffer.from('stays'));
    await lab.withdraw('image-0');
    expectSuccessOf(await lab.syncHere());
    const { report, code } = await pruneHere(lab, bucket);
    assert.deepEqual(
      [code, report.images.map(({ destination }) => destination)],
      [0, destinations.slice(0, 1)],
    );
    await lab.expectPublished(...destinations.slice(1).map((_, at) => `image-${at + 1}`), 'stays');
  };
}

function expectSuccessOf(run: { code: number | null; log: string }): void {
  assert.equal(run.code, 0, run.log);
}

/** The images `image-0` and on, at these destinations. */
async function openWith(lab: FaultLab, destinations: readonly string[]): Promise<LabBucket> {
  const bucket = await lab.useBucket();
  for (const [at, destination] of destinations.entries()) {
    await lab.offer(`image-${at}`, Buffer.from(`content ${at}`), { destination });
  }
  return bucket;
}

function objectsIn({ store }: LabBucket) {
  return () => store.list('', never);
}

function asksInTheFirst(status: number, code: string): FaultCase {
  return async (lab) => {
    const bucket = await openPublished(lab);
    bucket.proxy.fault({ kind: 'ListObjectsV2', how: { status, body: s3Error(code) } });
    expectSuccess(await lab.syncHere(), 'skipped');
    await lab.expectPublished('talos');
  };
}

function hides(destination: string, manners: ListingManners): FaultCase {
  return async (lab) => {
    const bucket = await openBucket(lab, SMALL);
    await lab.offer('talos', SMALL, { destination });
    listAs(bucket.proxy, manners, objectsIn(bucket));
    expectSuccess(await lab.syncHere());
    const downloads = lab.origin.requests.length;
    const says = ['the listing there does not show it'];
    expectFailures(await lab.syncHere(), { talos: { code: 'STORE_INVALID', says } });
    assert.equal(lab.origin.requests.length, downloads);
    await lab.expectPublished('talos');
  };
}

/** `kept` in the manifest and whole; `talos` no longer, and without its metadata. */
async function openWithOrphan(lab: FaultLab): Promise<LabBucket> {
  const bucket = await openBucket(lab, SMALL);
  await lab.offer('kept', Buffer.from('kept'));
  expectSuccess(await lab.syncHere());
  await lab.withdraw('talos');
  await bucket.store.remove(TALOS_METADATA, never);
  return bucket;
}

function tellsNoLength(bytes: Buffer): FaultCase {
  return async (lab) => {
    const { proxy } = await openBucket(lab, bytes);
    proxy.fault({ kind: 'HeadObject', how: 'no length' });
    expectSuccess(await lab.syncHere());
    expectSuccess(await lab.syncHere(), 'skipped');
    await lab.expectPublished('talos');
  };
}
