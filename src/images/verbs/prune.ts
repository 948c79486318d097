/** `prune`: deletes what this manifest once put into the bucket and no longer names, and nothing else. */

import type { Clock } from '../../base/clock.ts';
import { asLabctlError, describeCause, LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { PendingUpload, Store } from '../../store/store.ts';
import { type Catalog, readCatalog, readEntry } from '../catalog/catalog.ts';
import type { Entry } from '../catalog/entry.ts';
import { IMAGES_PREFIX, imageKey, metadataKey } from '../catalog/metadata/metadata.ts';
import { findOrphans, ownerOfEntry } from '../catalog/orphans.ts';
import { writeIndex } from '../catalog/write-index.ts';
import type { Manifest } from '../manifest/image.ts';
import type { PrunedImage, PruneReport } from '../report.ts';
import { ownerOf } from './sync.ts';

/** Younger uploads may belong to a run that is still going. */
const STALE_UPLOAD_MS = 24 * 3_600_000;

export type PruneOptions = {
  readonly dryRun: boolean;
  readonly maxDelete: number;
  readonly includeUploads: boolean;
};

type Context = {
  readonly store: Store;
  readonly reporter: Reporter;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/**
 * Deletes the orphans of a checked manifest, or lists them in a dry run. More than `maxDelete` of them: none is
 * deleted and the report carries the refusal.
 */
export async function prune(
  manifest: Manifest,
  options: PruneOptions,
  context: Context,
): Promise<PruneReport> {
  const { store, clock, reporter, signal } = context;
  const catalog = await readCatalog(store, signal);
  const owners = new Set([ownerOf(manifest), ...(options.includeUploads ? ['upload'] : [])]);
  const named = new Set(manifest.images.map((image) => image.destination));
  const search = { store, catalog, named, owners, now: clock.now(), signal };
  const { found: orphans, young, unowned } = await findOrphans(search);
  for (const { destination, object } of young) {
    const age =
      object?.modified === undefined
        ? 'of an age that the store does not tell'
        : 'less than an hour old';
    reporter.note(`${printable(destination)} is left alone: it is ${age} and has no metadata yet`);
  }
  const pending = await store.pendingUploads(IMAGES_PREFIX, signal);
  const stale = pending.filter(
    ({ started }) => clock.now() - (started ?? clock.now()) > STALE_UPLOAD_MS,
  );
  for (const { key } of pending.filter(({ started }) => started === undefined)) {
    reporter.warn(`an upload of ${printable(key)} is left alone: the store does not tell its age`);
  }
  const report = {
    verb: 'prune',
    dryRun: options.dryRun,
    abortedUploads: stale.map((upload) => upload.key),
    unowned: unowned.map(({ destination }) => destination),
  } as const;

  if (orphans.length > options.maxDelete) {
    const tooMany = new LabctlError(
      'PRUNE_REFUSED',
      `nothing was deleted: found ${orphans.length} images that left the manifest, want at most ${options.maxDelete}; raise --max-delete if the list is right`,
    );
    return { ...report, images: orphans.map(planned), abortedUploads: [], refusal: tooMany };
  }
  if (options.dryRun) return { ...report, images: orphans.map(planned) };

  const images: PrunedImage[] = [];
  for (const orphan of orphans) {
    images.push(await deleteImage(orphan, { ...context, catalog, owners }));
  }
  const uploads = await abortUploads(stale, context);
  // Not the lines of others: the word of a key that may write only there would become the index's own.
  const wanted = [
    ...named,
    ...[...catalog.index.keys()].filter((key) => !isDescribed(key, catalog)),
  ];
  await writeIndex({ store, catalog, wanted }, context);
  return { ...report, images, ...uploads };
}

function isDescribed(destination: string, { entries }: Catalog): boolean {
  return entries.get(destination)?.metadataEtag !== undefined;
}

type Deletion = Context & { readonly catalog: Catalog; readonly owners: ReadonlySet<string> };

async function deleteImage(orphan: Entry, context: Deletion): Promise<PrunedImage> {
  const { catalog, signal, reporter } = context;
  const task = reporter.begin(nameOf(orphan));
  try {
    signal.throwIfAborted();
    await refuseIfChanged(orphan, context);
    await removeSeen(orphan, context);
    catalog.entries.delete(orphan.destination);
    task.end(`deleted ${imageKey(orphan.destination)}`);
    return { ...planned(orphan), outcome: 'deleted' };
  } catch (error) {
    const failure = asLabctlError(error, 'INTERNAL', orphan.destination);
    task.end(failure.message, true);
    return { ...planned(orphan), outcome: 'failed', error: failure };
  }
}

/**
 * Only the versions that were listed. The object first: a run that breaks off then leaves metadata, which every listing
 * shows together with its owner.
 */
async function removeSeen(
  { destination, object, metadataEtag }: Entry,
  { store, signal }: Deletion,
): Promise<void> {
  try {
    if (object !== undefined) await store.remove(object.key, signal, object.etag);
    if (metadataEtag !== undefined) {
      await store.remove(metadataKey(destination), signal, metadataEtag);
    }
  } catch (error) {
    if (error instanceof LabctlError && error.code === 'NOT_FOUND')
      throw refusal(destination, error);
    throw error;
  }
}

/**
 * The index is only a cache, and another run may have published here since the listing: what is deleted is what was
 * listed, object and metadata file, in the same versions, and what that metadata file, read now, says is ours.
 */
async function refuseIfChanged(orphan: Entry, context: Deletion): Promise<void> {
  const { store, owners, signal } = context;
  const now = await readEntry(store, orphan.destination, signal);
  const owner = await ownerOfEntry(store, now, signal);
  const isSame =
    now.metadataEtag === orphan.metadataEtag && now.object?.etag === orphan.object?.etag;
  if (isSame && owner !== undefined && owners.has(owner)) return;
  throw refusal(orphan.destination);
}

function refusal(destination: string, cause?: LabctlError): LabctlError {
  return new LabctlError(
    'PRUNE_REFUSED',
    `${destination} was not deleted: it was written meanwhile, or its metadata file says otherwise than the index; run prune again`,
    { cause },
  );
}

/** Takes back what it can; the first failure is part of the report, beside what was deleted. */
async function abortUploads(
  stale: readonly PendingUpload[],
  { store, reporter, signal }: Context,
): Promise<Pick<PruneReport, 'abortedUploads' | 'error'>> {
  const abortedUploads: string[] = [];
  let error: LabctlError | undefined;
  for (const upload of stale) {
    try {
      await store.abortUpload(upload, signal);
      abortedUploads.push(upload.key);
      reporter.note(`took back an unfinished upload of ${printable(upload.key)}`);
    } catch (reason) {
      error ??= asLabctlError(reason, 'INTERNAL', upload.key);
      reporter.warn(describeCause(reason));
    }
  }
  return { abortedUploads, ...(error !== undefined && { error }) };
}

function planned(entry: Entry): PrunedImage {
  const size = entry.object?.size;
  return { name: nameOf(entry), destination: entry.destination, size, outcome: 'planned' };
}

function nameOf({ metadata, destination }: Entry): string {
  return metadata?.kind === 'metadata' ? metadata.metadata.name : printable(destination);
}
