/** Stores that ask for patience, are silent, or are no store at all. */
import assert from 'node:assert/strict';
import type { S3Answer, S3Fault } from '../../support/servers/s3-proxy.ts';
import type { S3RequestKind } from '../../support/servers/s3-request-kind.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess } from './fault-run.ts';
import {
  BROKEN,
  endsTheRun,
  expectConvergence,
  expectNoRun,
  HTML,
  openBucket,
  openPublished,
  SHORT,
  SMALL,
  s3Error,
  TALOS,
  TALOS_KEY,
  TALOS_METADATA,
} from './store-case.ts';

const NO_S3 = { code: 'STORE_INVALID', says: ['this is not an S3 API: check E2_ENDPOINT'] };

export const SILENCE_ROWS: readonly FaultRow[] = [
  {
    row: 33,
    fault: 'The store asks to slow down (503 SlowDown, 429)',
    labctl: 'Waits longer each time, at least as long as Retry-After says (up to a minute).',
    needs: ['s3'],
    cases: {
      'a part that is answered 503 SlowDown waits as long as it is told': waitsFor({
        kind: 'UploadPart',
        status: 503,
      }),
      'a listing that is answered 429 waits as long as it is told': waitsFor({
        kind: 'ListObjectsV2',
        status: 429,
      }),
    },
  },
  {
    row: 34,
    fault: 'The store takes a request and never answers',
    labctl: 'Gives up on a silent connection after a minute and tries again, 5 times in all.',
    needs: ['s3'],
    cases: {
      'a part that stalls is sent again': survivesOneStall({ kind: 'UploadPart' }),
      'a HEAD that stalls is asked again': survivesOneStall({ kind: 'HeadObject' }),
      'a listing that stalls is asked again': survivesOneStall({ kind: 'ListObjectsV2' }),
      async 'a store that never answers ends the run'(lab) {
        const { proxy } = await openBucket(lab);
        proxy.fault({ kind: 'Any', how: 'stall' });
        await expectNoRun(lab.syncHere({ s3: { ...SHORT, socketTimeoutMs: 150 } }), {
          code: 'STORE_UNREACHABLE',
        });
        assert.equal(lab.origin.requests.length, 0);
      },
    },
  },
  {
    row: 35,
    fault: 'The endpoint is not an S3 API: no TLS, or a page with status 200',
    labctl:
      'Never takes it for an empty bucket or a missing object; says that E2_ENDPOINT is wrong.',
    needs: ['s3'],
    cases: {
      async 'an endpoint that does not speak TLS ends the run'(lab) {
        const { proxy } = await openBucket(lab);
        const endpoint = proxy.endpoint.replace('http:', 'https:');
        const run = await lab.sync([], { env: { E2_ENDPOINT: endpoint } });
        assert.equal(run.code, 1);
        assert.equal(run.error?.code, 'STORE_UNREACHABLE', run.log);
        assert.match(run.error.message, /does not speak TLS: check E2_ENDPOINT/);
      },
      'a page instead of a listing ends the run': endsTheRun('ListObjectsV2', page(), NO_S3),
      'a page instead of the index ends the run': endsTheRun('GetObject', page(), NO_S3),
      'a 404 page instead of a listing ends the run': endsTheRun(
        'ListObjectsV2',
        { ...page(), status: 404 },
        NO_S3,
      ),
      async 'a page instead of a metadata file ends the run'(lab) {
        const { proxy, store } = await openPublished(lab);
        await store.remove('metadata/index.json', new AbortController().signal);
        const downloads = lab.origin.requests.length;
        proxy.fault({ kind: 'GetObject', key: TALOS_METADATA, how: page() });
        await expectNoRun(lab.syncHere(), NO_S3);
        assert.equal(lab.origin.requests.length, downloads);
        assert.equal(proxy.writes(), 0);
      },
      async 'a page instead of a HEAD is no proof of what was published'(lab) {
        const bucket = await openBucket(lab, SMALL);
        // The first one asks whether the object is there already.
        bucket.proxy.fault({ kind: 'HeadObject', key: TALOS_KEY, after: 1, how: page() });
        expectFailures(await lab.syncHere(), {
          talos: { code: 'STORE_INVALID', says: ['this is not an S3 API'] },
        });
        await lab.expectOnly({ objects: [TALOS] });
        await expectConvergence(lab, bucket);
        await lab.expectPublished('talos');
      },
    },
  },
];

function page(): S3Answer {
  return { status: 200, headers: { 'content-type': 'text/html' }, body: HTML };
}

function survivesOneStall(fault: Pick<S3Fault, 'kind'>): FaultCase {
  return async (lab) => {
    const { proxy } = await openBucket(lab);
    proxy.fault({ ...fault, times: 1, how: 'stall' });
    expectSuccess(await lab.syncHere({ s3: { ...SHORT, socketTimeoutMs: 2000 } }));
    await lab.expectPublished('talos');
  };
}

/** The pauses of a test are of milliseconds, so it is Retry-After that makes the second. */
function waitsFor({ kind, status }: { kind: S3RequestKind; status: number }): FaultCase {
  return async (lab) => {
    const { proxy } = await openBucket(lab);
    const how = { ...BROKEN, status, headers: { 'retry-after': '1' }, body: s3Error('SlowDown') };
    proxy.fault({ kind, times: 1, how });
    const started = performance.now();
    expectSuccess(await lab.syncHere({ s3: SHORT }));
    assert.ok(performance.now() - started >= 1_000);
    await lab.expectPublished('talos');
  };
}
