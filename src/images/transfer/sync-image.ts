/** One image of a sync: planned, carried out, described, and its failure kept to itself. */

import { asLabctlError, LabctlError } from '../../base/errors.ts';
import { imageKey } from '../catalog/metadata/metadata.ts';
import { effectiveChecksum, type Plan, planImage, planRefuted } from '../catalog/plan.ts';
import { refuseUnlisted } from '../catalog/unlisted.ts';
import { withFieldAtFault } from '../manifest/field-at-fault.ts';
import type { Image } from '../manifest/image.ts';
import type { ImageResult } from '../report.ts';
import { copyImage } from './copy-image.ts';
import { describeResult, originOf, reasonOf, takeOverOf } from './describe-image.ts';
import type { Run, Work } from './image-run.ts';
import { proveObject } from './prove-object.ts';
import { buildAndPublish, describeObject, downloadAndPublish } from './publish-image.ts';

/** Brings one image in place; a failure is in the result. Never throws. */
export async function syncImage(image: Image, run: Run): Promise<ImageResult> {
  const started = run.clock.now();
  const task = run.reporter.begin(image.name);
  let plan: Plan | undefined;
  const result = (
    outcome: ImageResult['outcome'],
    more: Partial<ImageResult> = {},
  ): ImageResult => {
    const entry = run.catalog.entries.get(image.destination);
    const known =
      entry?.metadata?.kind === 'metadata' ? entry.metadata.metadata.checksum : undefined;
    const copyFrom = plan && originOf(plan, outcome);
    return {
      name: image.name,
      destination: image.destination,
      state: plan?.state ?? 'missing',
      reason: plan === undefined ? '' : reasonOf(plan, outcome),
      outcome,
      checksum: effectiveChecksum(image) ?? known,
      bytes: entry?.object?.size,
      seconds: (run.clock.now() - started) / 1000,
      ...(copyFrom !== undefined && { copyFrom }),
      ...more,
    };
  };
  try {
    run.signal.throwIfAborted();
    const fingerprint = await fingerprintOf(image, run);
    plan = await planImage(image, { ...run, fingerprint });
    if (plan.takenFrom !== undefined) task.warn(takeOverOf(image, plan.takenFrom));
    await run.onStep?.('planned', image.name);
    const work: Work = { image, fingerprint, run, task };
    if (!run.dryRun && plan.isHearsay) plan = await ascertain(plan, work);
    const report = result(run.dryRun ? dryOutcome(plan) : await carryOut(plan, work));
    task.end(describeResult(report));
    return report;
  } catch (error) {
    const failure = withFieldAtFault(asLabctlError(error, 'INTERNAL', image.name), image);
    task.end(failure.message, true);
    const outcome = run.signal.aborted ? 'cancelled' : 'failed';
    return result(outcome, { error: failure, bytes: undefined });
  }
}

/** Whether an image that this run does not work on is in place. */
export async function isCurrent(image: Image, run: Run): Promise<boolean> {
  try {
    const fingerprint = await fingerprintOf(image, run);
    const only = { force: false, transfer: false };
    const plan = await planImage(image, { ...run, ...only, fingerprint });
    return plan.state === 'current';
  } catch {
    return false;
  }
}

async function fingerprintOf({ source }: Image, run: Run): Promise<string | undefined> {
  return source.type === 'packer' ? run.builder.fingerprint(source) : undefined;
}

/** Looks at what somebody says is the image; the plan is another one where it is not. */
async function ascertain(plan: Plan, { image, fingerprint, run, task }: Work): Promise<Plan> {
  const checksum = effectiveChecksum(image);
  if (checksum === undefined) throw new TypeError('nothing to compare with');
  const proof = await proveObject(imageKey(image.destination), checksum, { ...run, task });
  if ('object' in proof) return { ...plan, object: proof.object };
  task.warn(`${image.destination} is published again: ${proof.refuted.reason}`);
  return planRefuted(image, plan, { found: proof.refuted, context: { ...run, fingerprint } });
}

async function carryOut(plan: Plan, work: Work): Promise<ImageResult['outcome']> {
  const { image, run } = work;
  if (plan.state === 'current') return 'skipped';
  const checksum = effectiveChecksum(image);
  if (plan.state === 'repairable' && plan.object !== undefined && checksum !== undefined) {
    const written = uploadTimeOf(image, run) || plan.object.modified || run.clock.now();
    await describeObject(work, { object: plan.object, checksum, written });
    return 'repaired';
  }
  if (!run.transfer) {
    throw new LabctlError(
      'NOT_IN_PLACE',
      `${imageKey(image.destination)} is not in place and was left so (--no-transfer): ${plan.state}, ${plan.reason}`,
    );
  }
  if (run.catalog.entries.get(image.destination)?.object === undefined) {
    await refuseUnlisted(run.store, imageKey(image.destination), run.signal);
  }
  if (image.source.type === 'packer') return buildAndPublish(work, image.source);
  const copied = plan.copyFrom && (await copyImage(image, plan.copyFrom, work));
  const object = copied ?? (await downloadAndPublish(work));
  await run.onStep?.('published', image.name);
  await describeObject(work, {
    object,
    checksum: checksum ?? image.source.checksum,
    written: run.clock.now(),
  });
  return copied === undefined ? 'uploaded' : 'copied';
}

/** As the metadata has it; `NaN` when that is lost or does not say. */
function uploadTimeOf({ destination }: Image, { catalog }: Run): number {
  const metadata = catalog.entries.get(destination)?.metadata;
  return metadata?.kind === 'metadata' ? Date.parse(metadata.metadata.uploadedAt) : Number.NaN;
}

function dryOutcome(plan: Plan): ImageResult['outcome'] {
  return plan.state === 'current' ? 'skipped' : 'planned';
}
