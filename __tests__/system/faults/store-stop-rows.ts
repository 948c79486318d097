/** Runs that are killed or stopped at each of their steps. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { bytesOf, generatedContent } from '../../support/servers/content.ts';
import type { S3Fault } from '../../support/servers/s3-proxy.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectSuccess, type FaultRun } from './fault-run.ts';
import type { LabBucket } from './shared-server.ts';
import {
  BROKEN,
  clockAhead,
  createLatch,
  expectConvergence,
  HOUR_MS,
  MIB,
  never,
  openBucket,
  openPublished,
  pruneHere,
  SMALL,
  TALOS_KEY,
  TALOS_METADATA,
} from './store-case.ts';

/** Two parts of the size that the program chooses. */
const LARGE = bytesOf(generatedContent(17 * MIB, 3));

type Step = Pick<S3Fault, 'kind' | 'key'>;

const CREATE: Step = { kind: 'CreateMultipartUpload' };
const PART: Step = { kind: 'UploadPart' };
const COMPLETE: Step = { kind: 'CompleteMultipartUpload' };
const METADATA: Step = { kind: 'PutObject', key: TALOS_METADATA };

export const STOP_ROWS: readonly FaultRow[] = [
  {
    row: 38,
    fault: 'The run is killed (SIGKILL, power cut) between two steps',
    labctl:
      'Nothing wrong stands under metadata that calls it right. One run mends everything; unfinished uploads go with a `prune` a day later.',
    needs: ['s3'],
    cases: {
      async 'killed in the middle of the download'(lab) {
        const bucket = await openBucket(lab, LARGE);
        lab.origin.script('/talos.iso', { stallAfterBytes: 16.5 * MIB });
        await stopAt(lab, bucket, { step: PART, when: 'acted', signal: 'SIGKILL' });
        await expectMended(lab, bucket);
      },
      'killed before the beginning of an upload': killed('instead', CREATE),
      'killed between the beginning of an upload and its parts': killed('acted', CREATE),
      'killed after a part': killed('acted', PART),
      'killed between the parts and the completion': killed('instead', COMPLETE),
      'killed between the completion and the metadata file': killed('acted', COMPLETE),
      'killed between the metadata file and the index': killed('acted', METADATA),
      async 'killed when the metadata of the image before is removed, and nothing is in its place'(
        lab,
      ) {
        const bucket = await openPublished(lab);
        await lab.offer('talos', LARGE);
        const step: Step = { kind: 'DeleteObject', key: TALOS_METADATA };
        await stopAt(lab, bucket, { step, when: 'acted', signal: 'SIGKILL' });
        const { objects, metadata } = await lab.left();
        assert.deepEqual([objects.length, metadata], [1, []]);
        await expectMended(lab, bucket);
      },
      async 'killed when the new image is in place of the one before'(lab) {
        const bucket = await openPublished(lab);
        await lab.offer('talos', LARGE);
        await stopAt(lab, bucket, { step: COMPLETE, when: 'acted', signal: 'SIGKILL' });
        await expectMended(lab, bucket);
      },
    },
  },
  {
    row: 39,
    fault: 'The run is stopped (SIGINT, SIGTERM, SIGHUP)',
    labctl:
      'Takes back what is under way and ends with 130, 143 or 129. A request that publishes is waited for, and reported.',
    needs: ['s3'],
    cases: {
      async 'stopped while the source is silent'(lab) {
        const bucket = await openBucket(lab, LARGE);
        lab.origin.script('/talos.iso', { stallAfterBytes: 16.5 * MIB });
        const run = await stopAt(lab, bucket, { step: PART, when: 'acted', signal: 'SIGTERM' });
        await expectTakenBack(lab, run, 143);
      },
      'SIGINT during a part': stoppedIn(PART, 'SIGINT', 130),
      'SIGTERM during a part': stoppedIn(PART, 'SIGTERM', 143),
      'SIGHUP during a part': stoppedIn(PART, 'SIGHUP', 129),
      async 'stopped while an upload is completed: it is waited for, and the next run describes it'(
        lab,
      ) {
        const bucket = await openBucket(lab, LARGE);
        const run = await stopAt(lab, bucket, {
          step: COMPLETE,
          when: 'before',
          signal: 'SIGTERM',
        });
        assert.equal(run.code, 143, run.log);
        assert.equal((await bucket.store.head(TALOS_KEY, never))?.size, LARGE.length);
        assert.deepEqual((await lab.left()).pendingUploads, []);
        const downloads = lab.origin.requests.length;
        bucket.proxy.forget();
        expectSuccess(await lab.syncHere(), 'repaired');
        assert.equal(lab.origin.requests.length, downloads);
        await lab.expectPublished('talos');
      },
      async 'stopped while the metadata is written: it is waited for'(lab) {
        const bucket = await openBucket(lab, SMALL);
        const run = await stopAt(lab, bucket, { step: METADATA, when: 'before', signal: 'SIGINT' });
        assert.equal(run.code, 130, run.log);
        await lab.expectPublished('talos');
      },
    },
  },
];

type Stop = {
  readonly step: Step;
  /** `before`: then the store acts; `instead`: it never does; `acted`: it has. */
  readonly when: 'before' | 'instead' | 'acted';
  readonly signal: NodeJS.Signals;
};

/** Runs the bundle and sends the signal at the first such request. */
async function stopAt(lab: FaultLab, { proxy }: LabBucket, stop: Stop): Promise<FaultRun> {
  let child: ChildProcess | undefined;
  const ended = createLatch();
  const send = () => child?.kill(stop.signal);
  /** The answer must not win the race against SIGKILL. */
  const kill = async () => {
    send();
    if (stop.signal === 'SIGKILL') await ended.opened;
  };
  proxy.fault({ ...stop.step, times: 1, how: faultOf(stop, kill) });
  const run = await lab.sync([], {
    started: (started) => {
      child = started;
      started.once('exit', () => ended.open());
    },
  });
  if (stop.signal === 'SIGKILL') assert.equal(run.signal, 'SIGKILL', run.log);
  return run;
}

function faultOf({ when }: Stop, kill: () => Promise<void>): S3Fault['how'] {
  if (when === 'before') return { before: kill };
  if (when === 'acted') return { afterwards: kill };
  return {
    async instead() {
      await kill();
      return BROKEN;
    },
  };
}

function killed(when: Stop['when'], step: Step): FaultCase {
  return async (lab) => {
    const bucket = await openBucket(lab, LARGE);
    await stopAt(lab, bucket, { step, when, signal: 'SIGKILL' });
    await expectMended(lab, bucket);
  };
}

function stoppedIn(step: Step, signal: NodeJS.Signals, code: number): FaultCase {
  return async (lab) => {
    const bucket = await openBucket(lab, LARGE);
    const run = await stopAt(lab, bucket, { step, when: 'instead', signal });
    await expectTakenBack(lab, run, code);
  };
}

async function expectTakenBack(lab: FaultLab, run: FaultRun, code: number): Promise<void> {
  assert.equal(run.code, code, run.log);
  assert.equal(run.images[0]?.outcome, 'cancelled', run.log);
  await lab.expectNothingLeft();
}

/** What is described is whole; one run brings everything in place, and a prune of tomorrow leaves no upload. */
async function expectMended(lab: FaultLab, bucket: LabBucket): Promise<void> {
  const { metadata, temporaryFiles, processes } = await lab.left();
  assert.deepEqual([temporaryFiles, processes], [[], []]);
  if (metadata.length > 0) {
    const object = await bucket.store.head(TALOS_KEY, never);
    assert.equal(object?.size, LARGE.length);
  }
  bucket.proxy.forget();
  await expectConvergence(lab, bucket);
  await pruneHere(lab, bucket, { clock: clockAhead(25 * HOUR_MS) });
  await lab.expectPublished('talos');
}
