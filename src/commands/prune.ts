/** `prune`: deletes what this manifest once put into the bucket and no longer names, and nothing else. */
import {
  type Catalog,
  type Entry,
  readCatalog,
  readEntry,
  removeMetadata,
} from '../catalog/catalog.ts';
import { IMAGES_PREFIX, imageKey } from '../catalog/metadata.ts';
import { writeIndex } from '../catalog/write-index.ts';
import type { Clock } from '../clock.ts';
import { asLabctlError, LabctlError } from '../errors.ts';
import type { Manifest } from '../manifest/image.ts';
import { printable } from '../redact.ts';
import type { PrunedImage, PruneReport, Reporter } from '../report.ts';
import type { PendingUpload, Store } from '../store/store.ts';
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
  const { store, clock, signal } = context;
  const catalog = await readCatalog(store, signal);
  const orphans = findOrphans(manifest, catalog, options.includeUploads);
  const pending = await store.pendingUploads(IMAGES_PREFIX, signal);
  const stale = pending.filter((upload) => clock.now() - upload.started > STALE_UPLOAD_MS);
  const report = {
    verb: 'prune',
    dryRun: options.dryRun,
    abortedUploads: stale.map((upload) => upload.key),
  } as const;

  if (orphans.length > options.maxDelete) {
    const refusal = new LabctlError(
      'PRUNE_REFUSED',
      `nothing was deleted: found ${orphans.length} images that left the manifest, want at most ${options.maxDelete} (max-delete)`,
    );
    return { ...report, images: orphans.map(planned), abortedUploads: [], refusal };
  }
  if (options.dryRun) return { ...report, images: orphans.map(planned) };

  const images: PrunedImage[] = [];
  for (const orphan of orphans) images.push(await deleteImage(orphan, catalog, context));
  await abortUploads(stale, context);
  await writeIndex({ store, catalog }, context);
  return { ...report, images };
}

function findOrphans(manifest: Manifest, catalog: Catalog, includeUploads: boolean): Entry[] {
  const named = new Set(manifest.images.map((image) => image.destination));
  const owners = new Set([ownerOf(manifest), ...(includeUploads ? ['upload'] : [])]);
  return [...catalog.entries.values()]
    .filter(({ destination, metadata }) => {
      if (named.has(destination) || metadata?.kind !== 'metadata') return false;
      return owners.has(metadata.metadata.managedBy ?? '');
    })
    .sort((a, b) => (a.destination < b.destination ? -1 : 1));
}

async function deleteImage(
  orphan: Entry,
  catalog: Catalog,
  context: Context,
): Promise<PrunedImage> {
  const { store, signal, reporter } = context;
  const task = reporter.begin(nameOf(orphan));
  try {
    signal.throwIfAborted();
    await refuseIfForeign(orphan, context);
    // The object first: metadata without its object is found again, an object without metadata has no owner.
    await store.remove(imageKey(orphan.destination), signal);
    await removeMetadata({ store, catalog }, orphan.destination, signal);
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
 * The index is only a cache, and another run may have published here since the listing: what is deleted is what the
 * metadata file itself, read now, says is ours.
 */
async function refuseIfForeign(orphan: Entry, context: Context): Promise<void> {
  const now = await readEntry(context.store, orphan.destination, context.signal);
  const isSame = now.metadataEtag === orphan.metadataEtag && ownerIn(now) === ownerIn(orphan);
  if (isSame && now.metadata?.kind === 'metadata') return;
  throw new LabctlError(
    'PRUNE_REFUSED',
    `${orphan.destination} was not deleted: its metadata file says otherwise than the index, or was rewritten meanwhile; run prune again`,
  );
}

async function abortUploads(stale: readonly PendingUpload[], context: Context): Promise<void> {
  for (const upload of stale) {
    await context.store.abortUpload(upload, context.signal);
    context.reporter.note(`took back an unfinished upload of ${printable(upload.key)}`);
  }
}

function planned(entry: Entry): PrunedImage {
  const size = entry.object?.size;
  return { name: nameOf(entry), destination: entry.destination, size, outcome: 'planned' };
}

function ownerIn({ metadata }: Entry): string | undefined {
  return metadata?.kind === 'metadata' ? metadata.metadata.managedBy : undefined;
}

function nameOf({ metadata, destination }: Entry): string {
  return metadata?.kind === 'metadata' ? metadata.metadata.name : printable(destination);
}
