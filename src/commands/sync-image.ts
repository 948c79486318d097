/** One image of a sync: planned, carried out, described, and its failure kept to itself. */
import { type Catalog, removeMetadata, writeMetadata } from '../catalog/catalog.ts';
import type { FindElsewhere } from '../catalog/elsewhere.ts';
import { imageKey, imageMeta, type Metadata } from '../catalog/metadata.ts';
import { damageOf, effectiveChecksum, type Plan, planImage } from '../catalog/plan.ts';
import type { Clock } from '../clock.ts';
import { asLabctlError, LabctlError } from '../errors.ts';
import { withFieldAtFault } from '../manifest/field-at-fault.ts';
import type { Image, PackerImageSource } from '../manifest/image.ts';
import { redactUrl } from '../redact.ts';
import type { ImageResult, Reporter, Task } from '../report.ts';
import type { Builder } from '../sources/builder.ts';
import type { ListedObject, Store } from '../store/store.ts';
import type { Checksum } from '../stream/checksum.ts';
import { copyImage } from './copy-image.ts';
import { describeResult, originOf, reasonOf, takeOverOf } from './describe-image.ts';
import { hashFile, publishFile } from './local-file.ts';
import { type TransferContext, transferImage } from './transfer.ts';

/** What the images of one run share. */
export type Run = TransferContext & {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly findElsewhere: FindElsewhere;
  readonly builder: Builder;
  /** `metadata.managedBy` of what this run publishes. */
  readonly owner: string;
  readonly force: boolean;
  /** Whether images are downloaded or built that are not in place. */
  readonly transfer: boolean;
  readonly dryRun: boolean;
  readonly reporter: Reporter;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

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
    plan = await planImage(image, run.owner, { ...run, fingerprint });
    if (plan.takenFrom !== undefined) task.warn(takeOverOf(image, plan.takenFrom));
    await run.onStep?.('planned', image.name);
    const work: Work = { image, plan, fingerprint, run, task };
    const report = result(run.dryRun ? dryOutcome(plan) : await carryOut(work));
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
    const plan = await planImage(image, run.owner, { ...run, ...only, fingerprint });
    return plan.state === 'current';
  } catch {
    return false;
  }
}

async function fingerprintOf({ source }: Image, run: Run): Promise<string | undefined> {
  return source.type === 'packer' ? run.builder.fingerprint(source) : undefined;
}

type Work = {
  readonly image: Image;
  readonly plan: Plan;
  readonly fingerprint: string | undefined;
  readonly run: Run;
  readonly task: Task;
};

async function carryOut(work: Work): Promise<ImageResult['outcome']> {
  const { image, plan, run } = work;
  if (plan.state === 'current') {
    if (plan.complete) await completeMetadata(work);
    return 'skipped';
  }
  const checksum = effectiveChecksum(image);
  if (plan.state === 'repairable' && plan.object !== undefined && checksum !== undefined) {
    await describeObject(work, { object: plan.object, checksum, written: plan.object.modified });
    return 'repaired';
  }
  if (!run.transfer) {
    throw new LabctlError(
      'NOT_IN_PLACE',
      `${imageKey(image.destination)} is not in place and was left so (--no-transfer): ${plan.state}, ${plan.reason}`,
    );
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

async function downloadAndPublish(work: Work): Promise<ListedObject> {
  const { image, run, task } = work;
  const checksum = effectiveChecksum(image);
  return transferImage({
    image,
    context: run,
    task,
    signal: run.signal,
    beforePublish: () => removeDescription(work),
    sink: (body, { size, maxSize, signal }) =>
      run.store.put(imageKey(image.destination), body, {
        meta: imageMeta({ checksum, managedBy: run.owner }),
        contentType: 'application/octet-stream',
        ...(size !== undefined && { size }),
        ...(maxSize !== undefined && { maxSize }),
        signal,
      }),
  });
}

/** Where a build gives the bytes that are there already, only their metadata is written again. */
async function buildAndPublish(
  work: Work,
  source: PackerImageSource,
): Promise<ImageResult['outcome']> {
  const { image, run, task } = work;
  const { destination } = image;
  const reading = { source: await run.builder.build(source, task), task, signal: run.signal };
  const hashed = await hashFile(reading, image.expected);
  const { checksum } = hashed;
  const entry = run.catalog.entries.get(destination);
  const there = entry?.metadata?.kind === 'metadata' ? entry.metadata.metadata : undefined;
  if (entry?.object !== undefined && there?.checksum === checksum && !damageOf(entry)) {
    task.note('the build gave the image that is in place');
    const written = Date.parse(there.uploadedAt) || run.clock.now();
    await describeObject(work, { object: entry.object, checksum, written });
    return 'skipped';
  }
  const object = await publishFile(reading, {
    store: run.store,
    destination,
    hashed,
    owner: run.owner,
    beforePublish: () => removeDescription(work),
  });
  await run.onStep?.('published', image.name);
  await describeObject(work, { object, checksum, written: run.clock.now() });
  return 'uploaded';
}

/** What is verified now may take the object's place. */
async function removeDescription({ image, run }: Work): Promise<void> {
  await run.onStep?.('verified', image.name);
  await removeMetadata(run, image.destination, run.signal);
  await run.onStep?.('metadata-removed', image.name);
}

async function completeMetadata(work: Work): Promise<void> {
  const { image, plan, run, task } = work;
  const entry = run.catalog.entries.get(image.destination);
  if (entry?.object === undefined || entry.metadata?.kind !== 'metadata') return;
  task.note(`metadata completed: ${plan.reason}`);
  const { checksum, uploadedAt } = entry.metadata.metadata;
  const written = Date.parse(uploadedAt) || entry.object.modified;
  await describeObject(work, { object: entry.object, checksum, written });
}

/** Writes the metadata of an object that is in place; `written` in milliseconds since the epoch. */
async function describeObject(
  { image, fingerprint, run }: Work,
  of: { object: ListedObject; checksum: Checksum; written: number },
): Promise<void> {
  const { source, destination } = image;
  const metadata: Metadata = {
    name: image.name,
    checksum: of.checksum,
    size: of.object.size,
    uploadedAt: new Date(of.written).toISOString(),
    source:
      source.type === 'http'
        ? { type: 'http', url: redactUrl(source.url) }
        : { type: 'packer', path: source.path, ...(fingerprint !== undefined && { fingerprint }) },
    etag: of.object.etag,
    ...(source.type === 'http' && { sourceChecksum: source.checksum }),
    managedBy: run.owner,
  };
  await writeMetadata(run, { destination, object: of.object, metadata }, run.signal);
  await run.onStep?.('metadata-written', image.name);
}

function dryOutcome(plan: Plan): ImageResult['outcome'] {
  return plan.state === 'current' ? 'skipped' : 'planned';
}
