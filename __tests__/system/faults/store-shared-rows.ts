/** Several runs that work on one bucket at the same time. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Fault } from '../../support/servers/s3-proxy.ts';
import type { FaultRow } from './fault-row.ts';
import { expectSuccess } from './fault-run.ts';
import type { LabBucket } from './shared-server.ts';
import {
  clockAhead,
  createLatch,
  expectConvergence,
  HOUR_MS,
  openBucket,
  openPublished,
  pruneHere,
  SHORT,
  SMALL,
  TALOS,
  TALOS_KEY,
  TALOS_METADATA,
} from './store-case.ts';

const NEXT = Buffer.from('the next version of the image');

export const SHARED_ROWS: readonly FaultRow[] = [
  {
    row: 40,
    fault: 'Two runs work on the same image at the same time, or one prunes what another publishes',
    labctl:
      'The last upload wins, and a mixture is recognised by its ETag and mended by the next run. `prune` deletes only what it has listed: an image that was written since then stays, and one without metadata stays for an hour. An image of another owner is taken over with a warning, once it was read.',
    needs: ['s3'],
    cases: {
      async 'two runs publish the same image: one of them may be told to run again'(lab) {
        const bucket = await openBucket(lab);
        const runs = await Promise.all([lab.syncHere({ s3: SHORT }), lab.syncHere({ s3: SHORT })]);
        const failed = runs.filter(({ code }) => code !== 0);
        assert.ok(failed.length <= 1);
        for (const { images, log } of failed) {
          assert.match(images[0]?.error?.message ?? '', /another run .* run again/, log);
        }
        await expectConvergence(lab, bucket);
        await lab.expectPublished('talos');
      },
      async 'a run whose image was replaced by the same one of another run has succeeded'(lab) {
        const bucket = await openBucket(lab, SMALL);
        const { reached, release } = holdAt(bucket, { kind: 'HeadObject', key: TALOS_KEY });
        const first = lab.syncHere();
        await reached;
        expectSuccess(await lab.syncHere({ force: true }));
        release();
        expectSuccess(await first);
        await expectConvergence(lab, bucket);
        await lab.expectPublished('talos');
      },
      async 'the run that began first is the last to publish: its image stands, and is mended'(
        lab,
      ) {
        const bucket = await openBucket(lab, SMALL);
        const { reached, release } = holdAt(bucket, { kind: 'PutObject', key: TALOS_KEY });
        const first = lab.syncHere();
        await reached;
        await lab.offer('talos', NEXT);
        expectSuccess(await lab.syncHere());
        release();
        expectSuccess(await first);
        await expectConvergence(lab, bucket);
        await lab.expectPublished('talos');
      },
      async 'the metadata of one run beside the object of the other is recognised'(lab) {
        const bucket = await openBucket(lab, SMALL);
        const { reached, release } = holdAt(bucket, { kind: 'PutObject', key: TALOS_METADATA });
        const first = lab.syncHere();
        await reached;
        await lab.offer('talos', NEXT);
        expectSuccess(await lab.syncHere());
        release();
        expectSuccess(await first);
        await expectConvergence(lab, bucket);
        await lab.expectPublished('talos');
      },
      async 'an image that was published again since the listing is not pruned'(lab) {
        const bucket = await openPublished(lab);
        const { reached, release } = holdAt(bucket, { kind: 'HeadObject', key: TALOS_KEY });
        await lab.withdraw('talos');
        await lab.offer('other', SMALL);
        const pruning = pruneHere(lab, bucket);
        await reached;
        await lab.offer('talos', NEXT);
        expectSuccess(await lab.syncHere());
        release();
        const { report, code } = await pruning;
        assert.equal(code, 1);
        assert.equal(report.images[0]?.error?.code, 'PRUNE_REFUSED');
        await lab.expectPublished('talos', 'other');
      },
      async 'an image that is not described yet is not pruned'(lab) {
        const bucket = await openBucket(lab, SMALL);
        const { reached, release } = holdAt(bucket, { kind: 'PutObject', key: TALOS_METADATA });
        const syncing = lab.syncHere();
        await reached;
        await lab.withdraw('talos');
        await lab.offer('other', SMALL);
        const { report, log } = await pruneHere(lab, bucket);
        assert.deepEqual(report.images, []);
        assert.match(log, /is left alone: it is less than an hour old/);
        release();
        expectSuccess(await syncing);
        await lab.expectOnly({ objects: [TALOS], metadata: [TALOS] });
      },
      async 'an image whose metadata is lost is pruned by its owner after an hour'(lab) {
        const bucket = await openPublished(lab);
        await bucket.store.remove(TALOS_METADATA, new AbortController().signal);
        await lab.offer('other', SMALL);
        await lab.withdraw('talos');
        const { report } = await pruneHere(lab, bucket, { clock: clockAhead(2 * HOUR_MS) });
        assert.deepEqual(
          report.images.map(({ destination, outcome }) => [destination, outcome]),
          [[TALOS, 'deleted']],
        );
        await lab.expectNothingLeft();
      },
      async 'an image that was uploaded by hand is taken over with a warning'(lab) {
        const bucket = await openBucket(lab, SMALL);
        const file = join(lab.folder, 'own.iso');
        await writeFile(file, NEXT);
        const args = ['upload', '--source', file, '--destination', TALOS];
        const uploaded = await lab.images(args, { env: { TMPDIR: lab.temp, ...bucket.env } });
        assert.equal(uploaded.code, 0, uploaded.stderr);
        const run = await lab.syncHere();
        expectSuccess(run);
        assert.match(run.log, /warning: talos\/talos\.iso was put there by upload/);
        await lab.expectPublished('talos');
      },
    },
  },
];

/** The first such request waits until it is released. */
function holdAt(
  { proxy }: LabBucket,
  step: Pick<S3Fault, 'kind' | 'key'>,
): { readonly reached: Promise<void>; readonly release: () => void } {
  const reached = createLatch();
  const released = createLatch();
  const before = () => {
    reached.open();
    return released.opened;
  };
  proxy.fault({ ...step, times: 1, how: { before } });
  return { reached: reached.opened, release: released.open };
}
