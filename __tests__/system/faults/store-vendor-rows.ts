/** Stores that are only like S3. */
import assert from 'node:assert/strict';
import { bytesOf, generatedContent } from '../../support/servers/content.ts';
import {
  knowsNoConditions,
  knowsNoSubresources,
  knowsTheLeast,
  refusesChecksumHeaders,
  refusesExpectations,
  refusesUnequalParts,
  takesParts,
  type VendorRule,
} from '../../support/servers/s3-vendors.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess } from './fault-run.ts';
import { MIB, openBucket, pruneHere, SHORT, TALOS } from './store-case.ts';

/** Three parts. */
const IMAGE = bytesOf(generatedContent(11 * MIB));

export const VENDOR_ROWS: readonly FaultRow[] = [
  {
    row: 42,
    fault: 'The store knows less than S3: R2, B2, Garage, SeaweedFS, 1,000 parts, no 100-continue',
    labctl:
      'Sends equal parts, no checksum headers and no Expect, rests on no condition, and goes another way where listings, copies or conditions are unknown.',
    needs: ['s3'],
    cases: {
      'a store that wants equal parts (R2)': livesWith(refusesUnequalParts()),
      'a store that refuses checksum headers (B2)': livesWith(refusesChecksumHeaders),
      'a store that answers 501 to what it does not know (Garage)': livesWith(knowsNoSubresources),
      'a store that knows no conditions (SeaweedFS), behind a proxy that answers Expect with 417':
        livesWith((request) => knowsNoConditions(request) ?? refusesExpectations(request)),
      'a store without copies, new listings and lists of uploads': livesWith(
        knowsTheLeast,
        'uploaded',
      ),
      async 'a store that takes few parts gets as many as it is said to take'(lab) {
        const { proxy } = await openBucket(lab, IMAGE);
        proxy.fault({ kind: 'Any', how: { refuse: takesParts(2) } });
        const says = ['Part number must be'];
        expectFailures(await lab.syncHere({ s3: SHORT }), {
          talos: { code: 'STORE_REJECTED', says },
        });
        await lab.expectNothingLeft();
        expectSuccess(await lab.syncHere({ s3: SHORT, maxParts: 2 }));
        await lab.expectPublished('talos');
      },
    },
  },
];

/** Published in parts, found again, moved, and the old place pruned. */
function livesWith(rule: VendorRule, moved: 'copied' | 'uploaded' = 'copied'): FaultCase {
  return async (lab) => {
    const bucket = await openBucket(lab, IMAGE);
    const { proxy } = bucket;
    proxy.fault({ kind: 'Any', how: { refuse: rule } });
    expectSuccess(await lab.syncHere({ s3: SHORT }));
    assert.ok(proxy.count('UploadPart') >= 3);
    await lab.expectPublished('talos');
    const writes = proxy.writes();
    expectSuccess(await lab.syncHere({ s3: SHORT }), 'skipped');
    assert.equal(proxy.writes(), writes);
    await lab.offer('talos', IMAGE, { destination: 'moved/talos.iso' });
    expectSuccess(await lab.syncHere({ s3: SHORT }), moved);
    const { report } = await pruneHere(lab, bucket);
    assert.deepEqual(
      report.images.map(({ destination, outcome }) => [destination, outcome]),
      [[TALOS, 'deleted']],
    );
    await lab.expectPublished('talos');
  };
}
