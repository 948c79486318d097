/** Parts of an upload that fail on their way. */
import assert from 'node:assert/strict';
import type { FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess } from './fault-run.ts';
import { BROKEN, openBucket, SHORT, SMALL, TALOS } from './store-case.ts';

import { failsCleanly, survives } from './store-upload-case.ts';

export const UPLOAD_ROWS: readonly FaultRow[] = [
  {
    row: 25,
    fault: 'The store answers 500 to a part',
    labctl: 'Sends the part again; after 5 tries the upload is taken back, and other images go on.',
    needs: ['s3'],
    cases: {
      'a part that fails once is sent again': survives({
        kind: 'UploadPart',
        times: 1,
        how: BROKEN,
      }),
      'parts that each fail at first are sent again': survives({
        kind: 'UploadPart',
        times: 2,
        how: BROKEN,
      }),
      async 'a part that always fails is given up, and the other image is published'(lab) {
        const { proxy } = await openBucket(lab);
        await lab.offer('small', SMALL);
        proxy.fault({ kind: 'UploadPart', how: BROKEN });
        const run = await lab.syncHere({ s3: SHORT });
        const says = ['500 InternalError', 'gave up after 5 attempts'];
        expectFailures(run, { talos: { code: 'STORE_UNREACHABLE', says } });
        await lab.expectPublished('small');
      },
    },
  },
  {
    row: 26,
    fault: 'The connection is reset within a part, or the answer to a stored part is lost',
    labctl:
      'Sends the same part again under its number; the upload is completed with the last answer.',
    needs: ['s3'],
    cases: {
      'a part whose connection is reset is sent again': survives({
        kind: 'UploadPart',
        times: 2,
        how: 'reset',
      }),
      'a part that was stored without an answer is sent again': survives({
        kind: 'UploadPart',
        times: 2,
        how: 'lose',
      }),
    },
  },
  {
    row: 27,
    fault: 'A part is answered 200 without an ETag',
    labctl: 'Sends it again; if there is never an ETag, the upload fails and is taken back.',
    needs: ['s3'],
    cases: {
      'one answer without an ETag is asked for again': survives({
        kind: 'UploadPart',
        times: 1,
        how: { acted: { status: 200 } },
      }),
      'no ETag in any answer fails the image': failsCleanly(
        { kind: 'UploadPart', how: { status: 200 } },
        { code: 'STORE_INVALID', says: ['answered without an ETag'] },
      ),
    },
  },
  {
    row: 28,
    fault: 'A part or an object is damaged on its way to the store',
    labctl:
      'The SHA-256 of every body is part of its signature, so the store refuses what was damaged, and it is sent again.',
    needs: ['s3'],
    cases: {
      'a damaged part is refused and sent again': survives({
        kind: 'UploadPart',
        times: 1,
        how: 'corrupt',
      }),
      async 'a damaged small object is refused and sent again'(lab) {
        const { proxy } = await openBucket(lab, SMALL);
        proxy.fault({ kind: 'PutObject', below: 'images/', times: 1, how: 'corrupt' });
        expectSuccess(await lab.syncHere());
        assert.equal(proxy.count('PutObject', `images/${TALOS}`), 2);
        await lab.expectPublished('talos');
      },
      'parts that are always damaged fail the image': failsCleanly(
        { kind: 'UploadPart', how: 'corrupt' },
        { code: 'STORE_REJECTED', says: [] },
      ),
    },
  },
];
