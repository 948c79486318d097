/** Stores that refuse the keys, or what is asked for. */
import assert from 'node:assert/strict';
import type { FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess } from './fault-run.ts';
import {
  DENIED,
  endsTheRun,
  expectNoRun,
  openBucket,
  openPublished,
  SHORT,
  SMALL,
  s3Error,
  TALOS,
  TALOS_METADATA,
} from './store-case.ts';
export const REFUSAL_ROWS: readonly FaultRow[] = [
  {
    row: 31,
    fault: 'The key lacks a permission',
    labctl:
      'Names the permission. What must be listed and read is asked for before the first download, and an image is overwritten only when its metadata could be removed.',
    needs: ['s3'],
    cases: {
      'a key that may not list ends the run before a download': endsTheRun(
        'ListObjectsV2',
        DENIED,
        {
          code: 'STORE_REJECTED',
          says: ['your key needs s3:ListBucket'],
        },
      ),
      'a key that may not read ends the run before a download': endsTheRun('GetObject', DENIED, {
        code: 'STORE_REJECTED',
        says: ['your key needs s3:GetObject'],
      }),
      async 'a key that may not write leaves nothing'(lab) {
        const { proxy } = await openBucket(lab);
        for (const kind of ['PutObject', 'CreateMultipartUpload'] as const)
          proxy.fault({ kind, how: DENIED });
        const run = await lab.syncHere({ s3: SHORT });
        const says = ['your key needs s3:PutObject'];
        expectFailures(run, { talos: { code: 'STORE_REJECTED', says } });
        await lab.expectNothingLeft();
      },
      async 'a key that may not write metadata leaves an image that the next run describes'(lab) {
        const { proxy } = await openBucket(lab, SMALL);
        proxy.fault({ kind: 'PutObject', below: 'metadata/', how: DENIED });
        const run = await lab.syncHere();
        const says = [`cannot put ${TALOS_METADATA}`, 'your key needs s3:PutObject'];
        expectFailures(run, { talos: { code: 'STORE_REJECTED', says } });
        await lab.expectOnly({ objects: [TALOS] });
        proxy.forget();
        expectSuccess(await lab.syncHere(), 'repaired');
        await lab.expectPublished('talos');
      },
      async 'a key that may not delete does not touch what is in place'(lab) {
        const bucket = await openPublished(lab);
        await lab.offer('talos', Buffer.from('the next version'));
        bucket.proxy.fault({ kind: 'DeleteObject', how: DENIED });
        const run = await lab.syncHere();
        const says = ['your key needs s3:DeleteObject'];
        expectFailures(run, { talos: { code: 'STORE_REJECTED', says } });
        await lab.offer('talos', SMALL);
        await lab.expectPublished('talos');
        assert.equal(bucket.proxy.writes(), 1);
      },
    },
  },
  {
    row: 32,
    fault: 'The store does not accept the keys, the clock, the region, the bucket or a request',
    labctl:
      'Does not try again, and says what has to be corrected; a wrong clock is corrected by itself.',
    needs: ['s3'],
    cases: {
      async 'a wrong secret key is refused once, and not shown'(lab) {
        const { proxy } = await openBucket(lab);
        const run = await lab.sync([], { env: { E2_SECRET_KEY: 'quite-wrong-secret' } });
        assert.equal(run.code, 1);
        assert.equal(run.error?.code, 'CREDENTIALS_REFUSED', run.log);
        assert.match(run.error.message, /check E2_SECRET_KEY and the region/);
        assert.doesNotMatch(run.log + run.error.message, /quite-wrong-secret/);
        assert.ok(proxy.count('ListObjectsV2') <= 2);
        await lab.expectNothingLeft();
      },
      'an access key that the store does not know is refused once': endsTheRun(
        'ListObjectsV2',
        { status: 403, body: s3Error('InvalidAccessKeyId') },
        { code: 'CREDENTIALS_REFUSED', says: ['check E2_ACCESS_KEY'] },
      ),
      async 'a bucket that is not there is not taken for an empty one'(lab) {
        await openBucket(lab);
        const run = await lab.sync([], { env: { E2_BUCKET: 'no-such-bucket' } });
        assert.equal(run.code, 1);
        assert.equal(run.error?.code, 'STORE_REJECTED', run.log);
        assert.match(run.error.message, /correct E2_BUCKET or E2_ENDPOINT/);
      },
      'a redirect to another region names it': endsTheRun(
        'ListObjectsV2',
        {
          status: 301,
          headers: { 'x-amz-bucket-region': 'eu-west-9' },
          body: s3Error('PermanentRedirect'),
        },
        { code: 'STORE_REJECTED', says: ['another region eu-west-9'] },
      ),
      'a signature for another region is explained': endsTheRun(
        'ListObjectsV2',
        { status: 400, body: s3Error('AuthorizationHeaderMalformed') },
        { code: 'STORE_REJECTED', says: ['correct the region or E2_ENDPOINT'] },
      ),
      async 'a clock that is an hour behind is set by the answer of the store before it gives up'(
        lab,
      ) {
        const { proxy } = await openBucket(lab);
        const how = { status: 403, body: s3Error('RequestTimeTooSkewed') };
        proxy.fault({ kind: 'ListObjectsV2', how: { ...how, headers: hourAhead() } });
        await expectNoRun(lab.syncHere(), {
          code: 'STORE_REJECTED',
          says: ['set the clock of this machine'],
        });
        assert.ok(proxy.count('ListObjectsV2') > 2, 'it was not tried with the time of the store');
      },
      async 'a request that is refused as malformed is sent once'(lab) {
        const { proxy } = await openBucket(lab, SMALL);
        const how = { status: 400, body: s3Error('InvalidRequest', 'Malformed.') };
        proxy.fault({ kind: 'PutObject', how });
        const says = ['400 InvalidRequest: Malformed.'];
        expectFailures(await lab.syncHere(), { talos: { code: 'STORE_REJECTED', says } });
        assert.equal(proxy.count('PutObject'), 1);
        await lab.expectNothingLeft();
      },
    },
  },
];

function hourAhead(): Record<string, string> {
  return { date: new Date(Date.now() + 3_600_000).toUTCString() };
}
