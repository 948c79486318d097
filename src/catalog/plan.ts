/** The plan: what each image of the manifest needs, given what the bucket holds. */
import { LabctlError } from '../errors.ts';
import type { Image } from '../manifest/image.ts';
import type { State } from '../report.ts';
import type { ListedObject, Store, StoredObject } from '../store/store.ts';
import type { Checksum } from '../stream/checksum.ts';
import type { Catalog, Entry } from './catalog.ts';
import type { FindElsewhere } from './elsewhere.ts';
import { imageKey, metadataKey, ownerInMeta } from './metadata.ts';
import { entriesWith } from './same-content.ts';

export type Plan = {
  readonly state: State;
  /** Why, in a few words; empty for a `current` image that needs nothing. */
  readonly reason: string;
  /** For `repairable`: the object whose metadata is to be written again. For `changed`, where it was asked for. */
  readonly object?: StoredObject;
  /** For `current`: the metadata lacks what labctl adds, or names another owner, and is to be completed. */
  readonly complete?: boolean;
  /** Who has put an object there, where that is somebody else whom labctl knows. */
  readonly takenFrom?: string;
  /** For what would be downloaded: an object of the bucket with that content, to be copied instead. */
  readonly copyFrom?: ListedObject;
};

type Context = {
  readonly catalog: Catalog;
  readonly store: Store;
  readonly findElsewhere: FindElsewhere;
  readonly force: boolean;
  /** Whether what is not in place will be fetched: else nobody needs to know where a copy lies. */
  readonly transfer: boolean;
  /** Of what the image is built from; `undefined` for images that are downloaded. */
  readonly fingerprint?: string | undefined;
  readonly signal: AbortSignal;
};

/** The checksum that the published object must have; `undefined` where only a build can tell. */
export function effectiveChecksum(image: Image): Checksum | undefined {
  if (image.expected !== undefined) return image.expected;
  return image.source.type === 'http' ? image.source.checksum : undefined;
}

/**
 * Plans one image. Asks the store only about an object without metadata, and for one that may be copied. Throws
 * METADATA_INVALID where a newer labctl has written the metadata.
 */
export async function planImage(image: Image, owner: string, context: Context): Promise<Plan> {
  const plan = noteOwner(await planState(image, owner, context), { image, owner, context });
  if (!context.transfer || !['missing', 'changed', 'damaged'].includes(plan.state)) return plan;
  const copyFrom = await findSameContent(image, context);
  return copyFrom === undefined ? plan : { ...plan, copyFrom };
}

/** By its metadata file, else by the object itself where the plan has asked for it. */
function noteOwner(
  plan: Plan,
  { image, owner, context }: { image: Image; owner: string; context: Context },
): Plan {
  const entry = context.catalog.entries.get(image.destination);
  if (entry?.object === undefined) return plan;
  const was =
    entry.metadata?.kind === 'metadata'
      ? entry.metadata.metadata.managedBy
      : ownerInMeta(plan.object?.meta ?? {});
  return was === undefined || was === owner ? plan : { ...plan, takenFrom: was };
}

async function planState(image: Image, owner: string, context: Context): Promise<Plan> {
  const { catalog, store, force, fingerprint, signal } = context;
  const entry = catalog.entries.get(image.destination);
  refuseNewerMetadata(entry);
  if (force) return { state: 'forced', reason: 'asked for' };
  refuseTransformed(entry);
  const wanted = effectiveChecksum(image);
  if (entry === undefined) return { state: 'missing', reason: 'not in the bucket' };
  if (entry.metadata?.kind === 'metadata')
    return planFromMetadata(entry, { wanted, fingerprint, owner });
  if (entry.object === undefined) return { state: 'damaged', reason: describeMetadata(entry) };

  const object = await store.head(imageKey(image.destination), signal);
  if (object !== undefined && wanted !== undefined && object.meta['checksum'] === wanted) {
    return { state: 'repairable', reason: describeMetadata(entry), object };
  }
  const reason = `object of unknown content: ${describeMetadata(entry)}`;
  return { state: 'changed', reason, ...(object !== undefined && { object }) };
}

/** Whether metadata and object of an entry agree; the reason when they do not. */
export function damageOf(entry: Entry): string | undefined {
  if (entry.metadata?.kind !== 'metadata') return undefined;
  const { size, etag } = entry.metadata.metadata;
  if (entry.object === undefined) return 'the object is gone';
  if (entry.object.size !== size) return `the object has ${entry.object.size} bytes, want ${size}`;
  if (etag !== undefined && etag !== entry.object.etag) return 'the object was overwritten';
  return undefined;
}

/**
 * An object that labctl has published elsewhere in the bucket with the bytes that the image must have: metadata
 * and listing agree on it, and it carries the checksum itself. Throws only where the run is stopped: without such
 * an object, the image is downloaded.
 */
async function findSameContent(image: Image, context: Context): Promise<ListedObject | undefined> {
  const wanted = effectiveChecksum(image);
  if (image.source.type !== 'http' || wanted === undefined) return undefined;
  const listed = entriesWith(wanted, context.catalog.entries);
  const found = await findTrusted(image, { wanted, entries: listed }, context);
  if (found !== undefined) return found;
  const others = await context.findElsewhere(wanted);
  return findTrusted(image, { wanted, entries: others }, context);
}

async function findTrusted(
  image: Image,
  { wanted, entries }: { wanted: Checksum; entries: readonly Entry[] },
  { store, signal }: Context,
): Promise<ListedObject | undefined> {
  for (const entry of entries) {
    const { destination, object } = entry;
    if (destination === image.destination || object === undefined) continue;
    if (!isTrusted(entry, wanted)) continue;
    const now = await store.head(object.key, signal).catch(() => undefined);
    if (now?.etag === object.etag && now.meta['checksum'] === wanted) return object;
  }
  return undefined;
}

/** Whether labctl itself has described the entry, as an object of that checksum. */
function isTrusted(entry: Entry, wanted: Checksum): boolean {
  if (entry.metadata?.kind !== 'metadata' || damageOf(entry) !== undefined) return false;
  const { checksum, etag, managedBy } = entry.metadata.metadata;
  return checksum === wanted && etag !== undefined && managedBy !== undefined;
}

function planFromMetadata(
  entry: Entry,
  image: { wanted: Checksum | undefined; fingerprint: string | undefined; owner: string },
): Plan {
  if (entry.metadata?.kind !== 'metadata') throw new TypeError('an entry without metadata');
  const { metadata } = entry.metadata;
  const { wanted, fingerprint, owner } = image;
  if (wanted !== undefined && metadata.checksum !== wanted) {
    const foreign = metadata.managedBy !== undefined && metadata.managedBy !== owner;
    const was = foreign ? `, put there by ${metadata.managedBy}` : '';
    return { state: 'changed', reason: `another checksum${was}` };
  }
  if (fingerprint !== undefined && metadata.source.fingerprint !== fingerprint) {
    return { state: 'changed', reason: 'other files, variables or Packer' };
  }
  const damage = damageOf(entry);
  if (damage !== undefined) return { state: 'damaged', reason: damage };
  if (metadata.etag === undefined || metadata.managedBy === undefined) {
    return { state: 'current', reason: 'metadata of another tool', complete: true };
  }
  if (metadata.managedBy !== owner) {
    return { state: 'current', reason: `taken over from ${metadata.managedBy}`, complete: true };
  }
  return { state: 'current', reason: '' };
}

function describeMetadata(entry: Entry): string {
  return entry.metadata?.kind === 'invalid'
    ? `metadata is unreadable (${entry.metadata.reason})`
    : 'metadata is missing';
}

/** Throws METADATA_INVALID for what a newer labctl has described: it is left as it is. */
export function refuseNewerMetadata(entry: Entry | undefined): void {
  if (entry?.metadata?.kind !== 'newer') return;
  throw new LabctlError(
    'METADATA_INVALID',
    `${metadataKey(entry.destination)} has version ${entry.metadata.version}; this labctl knows version 1; use the newer one`,
  );
}

/** Throws METADATA_INVALID for an image that hooks have changed: publishing it anew would take their work back. */
function refuseTransformed(entry: Entry | undefined): void {
  if (entry?.metadata?.kind !== 'transformed') return;
  throw new LabctlError(
    'METADATA_INVALID',
    `${imageKey(entry.destination)} was changed by hooks of the tool that wrote its metadata (the checksum ends with +inputs:…), ` +
      'and labctl does not run hooks; it is left as it is: use --force to replace it with the unchanged image, or upload the changed one',
  );
}
