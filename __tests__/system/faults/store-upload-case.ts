import type { S3Fault } from '../../support/servers/s3-proxy.ts';
import type { FaultCase } from './fault-row.ts';
import { expectFailures, expectSuccess } from './fault-run.ts';
import { expectConvergence, openBucket, SHORT } from './store-case.ts';

export function survives(fault: S3Fault): FaultCase {
  return async (lab) => {
    const { proxy } = await openBucket(lab);
    proxy.fault(fault);
    expectSuccess(await lab.syncHere({ s3: SHORT }));
    await lab.expectPublished('talos');
  };
}

export function failsCleanly(
  faults: S3Fault | readonly S3Fault[],
  failure: { code: string; says: readonly (string | RegExp)[] },
): FaultCase {
  return async (lab) => {
    const bucket = await openBucket(lab);
    for (const fault of [faults].flat()) bucket.proxy.fault(fault);
    expectFailures(await lab.syncHere({ s3: SHORT }), { talos: failure });
    await lab.expectNothingLeft();
    await expectConvergence(lab, bucket);
    await lab.expectPublished('talos');
  };
}
