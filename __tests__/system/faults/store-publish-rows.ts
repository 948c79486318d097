/** Uploads whose end is in doubt, or that cannot be taken back. */
import assert from 'node:assert/strict';
import type { S3Fault } from '../../support/servers/s3-proxy.ts';
import { sha256 } from '../e2e/lab.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess } from './fault-run.ts';
import {
  BROKEN,
  clockAhead,
  DENIED,
  HOUR_MS,
  HTML,
  IMAGE,
  never,
  openBucket,
  openPublished,
  pruneHere,
  SHORT,
  s3Error,
  TALOS,
} from './store-case.ts';

import { failsCleanly, survives } from './store-upload-case.ts';

const COMPLETE = 'CompleteMultipartUpload';

export const PUBLISH_ROWS: readonly FaultRow[] = [
  {
    row: 29,
    fault: 'The request that completes an upload fails, says nothing, or says something else',
    labctl:
      'Asks the store what is there: only an object with the mark of this very upload counts as published.',
    needs: ['s3'],
    cases: {
      'one 500 is tried again': survives({ kind: COMPLETE, times: 1, how: BROKEN }),
      '500 for ever fails the image': failsCleanly(
        { kind: COMPLETE, how: BROKEN },
        { code: 'STORE_UNREACHABLE', says: ['500 InternalError'] },
      ),
      ...afterCompleting('an error', s3Error('InternalError'), 'STORE_UNREACHABLE'),
      ...afterCompleting('an error and a line break', `${s3Error('InternalError')}\n`),
      ...afterCompleting('a page', HTML),
      ...afterCompleting('nothing', '', 'STORE_UNREACHABLE'),
      'an answer that is cut off is no failure where the object is there': survives({
        kind: COMPLETE,
        how: 'truncate',
      }),
      'an answer that is lost is no failure, although the next try finds no upload': survives({
        kind: COMPLETE,
        times: 1,
        how: 'lose',
      }),
      async 'white space that drips for longer than the longest silence is waited for'(lab) {
        const { proxy } = await openBucket(lab);
        proxy.fault({ kind: COMPLETE, how: { drip: { everyMs: 100, times: 12 } } });
        expectSuccess(await lab.syncHere({ s3: { ...SHORT, socketTimeoutMs: 800 } }));
        await lab.expectPublished('talos');
      },
      async 'an image that was there before is not taken for the new one'(lab) {
        const { proxy } = await openPublished(lab);
        await lab.offer('talos', Buffer.from('other bytes'));
        proxy.fault({ kind: 'PutObject', below: 'images/', how: { status: 200 } });
        const run = await lab.syncHere();
        expectFailures(run, { talos: { code: 'STORE_INVALID', says: ['another one is there'] } });
        await lab.expectOnly({ objects: [TALOS] });
      },
    },
  },
  {
    row: 30,
    fault: 'An upload that failed cannot be taken back',
    labctl:
      'Keeps the first error and names the upload; `prune` takes it back when it is a day old.',
    needs: ['s3'],
    cases: {
      'the clean-up is answered 403': leavesTheUploadToPrune(DENIED),
      'the clean-up is answered 500': leavesTheUploadToPrune(BROKEN),
      'the clean-up is never answered': leavesTheUploadToPrune('stall'),
      async 'a wrong checksum is still the error that is told, together with the upload'(lab) {
        const bucket = await openBucket(lab);
        await lab.offer('talos', IMAGE, { checksum: sha256('another file') });
        bucket.proxy.fault({ kind: 'AbortMultipartUpload', how: DENIED });
        const run = await lab.syncHere({ s3: SHORT });
        const [upload] = await bucket.store.pendingUploads('', never);
        assert.ok(upload);
        const says = [upload.id, 'left to prune'];
        expectFailures(run, { talos: { code: 'CHECKSUM_MISMATCH', says } });
        await bucket.store.abortUpload(upload, never);
        await lab.expectNothingLeft();
      },
      'the clean-up is answered that there is no such upload': failsCleanly(
        [
          { kind: 'UploadPart', how: DENIED },
          {
            kind: 'AbortMultipartUpload',
            how: { acted: { status: 404, body: s3Error('NoSuchUpload') } },
          },
        ],
        { code: 'STORE_REJECTED', says: [/s3:PutObject[^;]*$/] },
      ),
    },
  },
];

/** The same answer where the store has acted, and where it has not; the SDK knows some of them as errors that may pass. */
function afterCompleting(
  what: string,
  body: string,
  code = 'STORE_INVALID',
): Record<string, FaultCase> {
  const answer = { status: 200, body };
  return {
    [`200 and ${what} is no failure where the object is there`]: survives({
      kind: COMPLETE,
      how: { acted: answer },
    }),
    [`200 and ${what} is a failure where nothing was completed`]: failsCleanly(
      { kind: COMPLETE, how: answer },
      { code, says: [] },
    ),
  };
}

function leavesTheUploadToPrune(how: S3Fault['how']): FaultCase {
  return async (lab) => {
    const bucket = await openBucket(lab);
    const { proxy } = bucket;
    proxy.fault({ kind: 'UploadPart', how: DENIED });
    proxy.fault({ kind: 'AbortMultipartUpload', how });
    const run = await lab.syncHere({ s3: SHORT });
    const [upload] = await bucket.store.pendingUploads('', never);
    assert.ok(upload);
    const says = ['403 AccessDenied', upload.id, 'left to prune'];
    expectFailures(run, { talos: { code: 'STORE_REJECTED', says } });
    proxy.forget();
    const today = await pruneHere(lab, bucket);
    assert.deepEqual(today.report.abortedUploads, []);
    const tomorrow = await pruneHere(lab, bucket, { clock: clockAhead(25 * HOUR_MS) });
    assert.deepEqual(tomorrow.report.abortedUploads, [`images/${TALOS}`]);
    await lab.expectNothingLeft();
  };
}
