/** `sync`: every image of the manifest in its place in the bucket, each on its own. */
import pLimit from 'p-limit';
import type { Checkout } from '../../checkout/checkout-path.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { Store } from '../../store/store.ts';
import { readCatalog } from '../catalog/catalog.ts';
import { searchElsewhere } from '../catalog/elsewhere.ts';
import { effectiveChecksum } from '../catalog/plan.ts';
import { writeIndex } from '../catalog/write-index.ts';
import type { Image, Manifest } from '../manifest/image.ts';
import { MAX_MATRIX_JOBS } from '../options/sync-options.ts';
import type { ImageResult, SyncReport } from '../report.ts';
import type { Run } from '../transfer/image-run.ts';
import { type AnnouncedSizes, dealOut, gatherWork, measureWork } from '../transfer/shards.ts';
import { isCurrent, syncImage } from '../transfer/sync-image.ts';
import { type ProposalWishes, planUpdates, updateFiles } from '../transfer/update-files.ts';
import { chooseImages } from './choose-images.ts';

export type SyncOptions = {
  /** Only these names, or all where undefined. */
  readonly images: readonly string[] | undefined;
  readonly dryRun: boolean;
  /** Most groups that a dry run deals the work out to; `undefined`: as many as there can be. */
  readonly shards: number | undefined;
  readonly force: boolean;
  /** Whether images are downloaded or built that are not in place. */
  readonly transfer: boolean;
  readonly concurrency: number;
  /** Whether the files that `updateFile` names are edited. */
  readonly updateFiles: boolean;
};

export type SyncContext = Omit<
  Run,
  'store' | 'catalog' | 'findElsewhere' | 'owner' | 'force' | 'transfer' | 'dryRun'
> & {
  /** `undefined` only in a dry run without credentials: the bucket then counts as unknown. */
  readonly store: Store | undefined;
  readonly announcedSizes: AnnouncedSizes;
  readonly checkout: Checkout;
  /** `undefined`: files are edited in place. */
  readonly forge: ProposalWishes | undefined;
};

/**
 * Plans and carries out every image; a failed image is in the report and harms no other. Throws INPUT_INVALID for
 * a name that the manifest does not have, and the store's error where the bucket cannot be read at all.
 */
export async function sync(
  manifest: Manifest,
  options: SyncOptions,
  context: SyncContext,
): Promise<SyncReport> {
  const images = chooseImages(manifest, options.images);
  const { store, signal } = context;
  if (store === undefined) {
    const results = planBlindly(images, context.reporter);
    return reportPlan({ images, results, inPlace: images }, options, context);
  }

  const catalog = await readCatalog(store, signal, destinationsOf(manifest));
  const run: Run = {
    ...context,
    store,
    catalog,
    findElsewhere: searchElsewhere({ store, catalog }, context),
    owner: ownerOf(manifest),
    force: options.force,
    transfer: options.transfer,
    dryRun: options.dryRun,
  };
  await run.onStep?.('catalog-read');
  const results = await mendSources(
    await syncImages(images, run, options.concurrency),
    images,
    run,
  );
  if (options.dryRun) {
    const { inPlace } = await findInPlace(manifest, results, run);
    return reportPlan({ images, results, inPlace }, options, context);
  }
  // Of some images only: runs beside it do the others, and each would undo what the others wrote there.
  const wanted = options.images === undefined ? catalog.wanted : undefined;
  if (wanted !== undefined || catalog.distrusted.size > 0) {
    await writeIndex({ store, catalog, wanted: wanted ?? [] }, context);
  }
  await run.onStep?.('index-written');
  if (!options.updateFiles || signal.aborted)
    return { verb: 'sync', dryRun: false, images: results };
  const update = await updateFiles(await findInPlace(manifest, results, run), context);
  await run.onStep?.('files-updated');
  return { verb: 'sync', dryRun: false, images: results, update };
}

/** Images with the same content come one after the other: where the first is downloaded, the others are copies of it. */
function syncImages(
  images: readonly Image[],
  run: Run,
  concurrency: number,
): Promise<ImageResult[]> {
  const limit = pLimit(concurrency);
  const latest = new Map<string, Promise<ImageResult>>();
  const results = images.map((image) => {
    const content = effectiveChecksum(image) ?? image.name;
    const result = Promise.resolve(latest.get(content)).then(() =>
      limit(() => syncImage(image, run)),
    );
    latest.set(content, result);
    return result;
  });
  return Promise.all(results);
}

/** Once more those that were found in place before a copy of them has shown that they are damaged. */
async function mendSources(
  results: readonly ImageResult[],
  images: readonly Image[],
  run: Run,
): Promise<ImageResult[]> {
  const mended: ImageResult[] = [];
  for (const [at, result] of results.entries()) {
    const image = images[at];
    const isDamaged = image !== undefined && run.catalog.distrusted.has(image.destination);
    mended.push(isDamaged && result.outcome === 'skipped' ? await syncImage(image, run) : result);
  }
  return mended;
}

type Plans = {
  /** What the run was asked for. */
  readonly images: readonly Image[];
  readonly results: readonly ImageResult[];
  /** What would be in the bucket afterwards. */
  readonly inPlace: readonly Image[];
};

/**
 * The images that are in the bucket now, also those that this run was not asked for, so that an edit that was lost
 * comes back with any run; and the names of those that have edits and are not.
 */
async function findInPlace(
  manifest: Manifest,
  results: readonly ImageResult[],
  run: Run,
): Promise<{ inPlace: readonly Image[]; failed: readonly string[] }> {
  const done = new Map(results.map((result) => [result.name, result.error === undefined]));
  const inPlace: Image[] = [];
  const failed: string[] = [];
  for (const image of manifest.images) {
    if (image.updateFile === undefined) continue;
    const isThere = done.get(image.name) ?? (await isCurrent(image, run));
    if (isThere) inPlace.push(image);
    else failed.push(image.name);
  }
  return { inPlace, failed };
}

/** The owner that metadata names for what a manifest puts into the bucket. */
export function ownerOf(manifest: Manifest): string {
  return `manifest/${manifest.name}`;
}

function destinationsOf(manifest: Manifest): ReadonlySet<string> {
  return new Set(manifest.images.map((image) => image.destination));
}

async function reportPlan(
  { images, results, inPlace }: Plans,
  { shards: asked, updateFiles: withFiles }: SyncOptions,
  context: SyncContext,
): Promise<SyncReport> {
  const most = asked ?? MAX_MATRIX_JOBS;
  const planned = results.filter(({ outcome }) => outcome === 'planned');
  const works = gatherWork(images, planned);
  // Where each content has a job of its own, what it takes is nobody's concern.
  const isMeasured = asked !== undefined || works.length > most;
  const sizes = isMeasured ? context.announcedSizes : noSizes;
  const shards = dealOut(await measureWork(works, images, sizes), most);
  const report: SyncReport = { verb: 'sync', dryRun: true, images: results, shards };
  if (!withFiles || context.signal.aborted) return report;
  return { ...report, update: await planUpdates(inPlace, context) };
}

async function noSizes(urls: readonly string[]): Promise<undefined[]> {
  return urls.map(() => undefined);
}

function planBlindly(images: readonly Image[], reporter: Reporter): ImageResult[] {
  reporter.warn(
    'no store and no credentials: what the bucket holds is unknown, so every image is shown as missing',
  );
  return images.map((image) => ({
    name: image.name,
    destination: image.destination,
    state: 'missing',
    reason: 'bucket not read',
    outcome: 'planned',
    checksum: effectiveChecksum(image),
    bytes: undefined,
    seconds: 0,
  }));
}
