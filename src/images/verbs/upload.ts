/** `upload`: one local file published under a destination, with metadata, owned by `upload`. */
import { basename } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { LabctlError } from '../../base/errors.ts';
import { describeBytes, describeRate } from '../../report/report-format.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { Store } from '../../store/store.ts';
import type { Checksum } from '../../stream/hash/checksum.ts';
import type { Source } from '../../stream/source.ts';
import { readCatalog, removeMetadata, writeMetadata } from '../catalog/catalog.ts';
import { searchCollision } from '../catalog/collision.ts';
import type { Entry } from '../catalog/entry.ts';
import { stateOf } from '../catalog/entry-state.ts';
import { damageOf, isRecorded } from '../catalog/evidence.ts';
import { imageKey, type Metadata, ownerInMeta } from '../catalog/metadata/metadata.ts';
import { refuseNewerMetadata } from '../catalog/plan.ts';
import { writeIndex } from '../catalog/write-index.ts';
import type { State, UploadReport } from '../report.ts';
import { hashFile, publishFile } from '../transfer/local-file.ts';
import { isStillThere } from '../transfer/prove-object.ts';

/** `metadata.managedBy` of what came by this verb; prune leaves it alone unless told otherwise. */
const OWNER = 'upload';

export type UploadOptions = {
  /** Path as it is to stand in the metadata. */
  readonly path: string;
  /** A destination that keeps the manifest's rules. */
  readonly destination: string;
  readonly name: string | undefined;
  /** What the file must have, where the caller knows it. */
  readonly checksum: Checksum | undefined;
  readonly force: boolean;
};

type Context = {
  readonly store: Store;
  readonly source: Source;
  readonly reporter: Reporter;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/**
 * Reads the file twice: once for its checksum, which the object must carry from its beginning, and once to publish
 * it, verified against the first. Skipped if the store already has it. Throws INPUT_INVALID if the destination belongs
 * to a manifest or has other content, and `force` is not given.
 */
export async function upload(options: UploadOptions, context: Context): Promise<UploadReport> {
  const { store, clock, signal, reporter } = context;
  const started = clock.now();
  const catalog = await readCatalog(store, signal, new Set([options.destination]));
  const entry = catalog.entries.get(options.destination);
  refuseNewerMetadata(entry);
  refuseForeignOwner(entry, options);
  const collision = await searchCollision(options.destination, { store, catalog }, signal);
  if (collision !== undefined) {
    throw new LabctlError(
      'INPUT_INVALID',
      `cannot use destination ${options.destination}: ${collision}; choose another`,
    );
  }

  const task = reporter.begin(options.name ?? basename(options.destination));
  const reading = { source: context.source, task, signal };
  const hashed = await hashFile(reading, options.checksum);
  const { checksum, size } = hashed;
  const plan = await planUpload(entry, checksum, { ...context, options });
  const result = (object: { size: number }, outcome: 'uploaded' | 'skipped'): UploadReport => ({
    verb: 'upload',
    image: {
      name: options.name ?? basename(options.destination),
      destination: options.destination,
      ...plan,
      outcome,
      checksum,
      bytes: object.size,
      seconds: (clock.now() - started) / 1000,
    },
  });
  if (plan.state === 'current') {
    task.end('in place, skipped');
    return result({ size }, 'skipped');
  }
  const { destination } = options;
  const beforePublish = () => removeMetadata({ store, catalog }, destination, signal);
  const object = await publishFile(reading, {
    ...{ store, destination, hashed, beforePublish },
    owner: OWNER,
  });
  const metadata: Metadata = {
    name: options.name ?? basename(options.destination),
    checksum,
    size: object.size,
    uploadedAt: new Date(clock.now()).toISOString(),
    source: { type: 'file', path: options.path },
    etag: object.etag,
    managedBy: OWNER,
  };
  await writeMetadata({ store, catalog }, { destination, object, metadata }, signal);
  await writeIndex({ store, catalog }, context);
  const report = result(object, 'uploaded');
  const { bytes, seconds } = report.image;
  task.end(
    `uploaded ${describeBytes(bytes)} in ${seconds.toFixed(1)} s${describeRate(bytes, seconds)}`,
  );
  return report;
}

type UploadPlan = { readonly state: State; readonly reason: string };

/** Throws INPUT_INVALID for other content at the destination, unless `force` is given. */
async function planUpload(
  entry: Entry | undefined,
  checksum: Checksum,
  { options, store, signal }: Context & { options: UploadOptions },
): Promise<UploadPlan> {
  if (options.force) return { state: 'forced', reason: 'asked for' };
  if (entry?.object === undefined) return { state: 'missing', reason: 'not in the bucket' };
  if (entry.metadata?.kind === 'metadata') {
    const { metadata } = entry.metadata;
    if (metadata.checksum !== checksum) throw occupied(options, describeImage(metadata));
    const damage = damageOf(entry);
    if (damage !== undefined) return { state: 'damaged', reason: damage };
    if (!isRecorded(entry, OWNER)) return { state: 'changed', reason: 'metadata of another tool' };
    // Hashing takes its time, and others may write meanwhile.
    const gone = await isStillThere(entry.object, { store, signal });
    return gone === undefined ? { state: 'current', reason: '' } : gone.refuted;
  }
  // What an upload of this very file leaves when it ends between object and metadata.
  const { meta } = (await store.head(imageKey(options.destination), signal)) ?? {};
  if (meta?.['checksum'] === checksum && ownerInMeta(meta) === OWNER) {
    return { state: 'damaged', reason: 'no metadata' };
  }
  const found = stateOf(entry);
  const why = found.state === 'ok' ? '' : `: ${found.reason}`;
  throw occupied(options, `an object whose content is not known${why}`);
}

function describeImage({ name, checksum, uploadedAt, managedBy }: Metadata): string {
  const date = uploadedAt === '' ? '' : ` of ${uploadedAt}`;
  const owner = managedBy === undefined ? 'put there by another tool' : `owned by ${managedBy}`;
  return `${name}${date}, ${checksum}, ${owner}`;
}

function occupied({ destination }: UploadOptions, found: string): LabctlError {
  return new LabctlError(
    'INPUT_INVALID',
    `${imageKey(destination)} has other content: found ${found}; use --force to replace it`,
  );
}

function refuseForeignOwner(entry: Entry | undefined, options: UploadOptions): void {
  if (options.force || entry?.metadata?.kind !== 'metadata') return;
  const owner = entry.metadata.metadata.managedBy;
  if (owner === undefined || owner === OWNER) return;
  throw new LabctlError(
    'INPUT_INVALID',
    `destination ${options.destination} belongs to ${owner}, which would put its own image back; ` +
      'choose another destination, or use --force',
  );
}
