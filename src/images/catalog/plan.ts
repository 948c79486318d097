/** The plan: what each image of the manifest needs, given what the bucket holds. */
import { LabctlError } from '../../base/errors.ts';
import type { ListedObject, Store, StoredObject } from '../../store/store.ts';
import type { Checksum } from '../../stream/hash/checksum.ts';
import type { Image } from '../manifest/image.ts';
import type { State } from '../report.ts';
import type { Catalog } from './catalog.ts';
import { findCollision } from './collision.ts';
import type { FindElsewhere } from './elsewhere.ts';
import type { Entry } from './entry.ts';
import { damageOf, isRecorded, isRemembered } from './evidence.ts';
import { findCopy } from './find-copy.ts';
import { imageKey, metadataKey, ownerInMeta } from './metadata/metadata.ts';

export type Plan = {
  readonly state: State;
  /** Why, in a few words; empty for a `current` image that needs nothing. */
  readonly reason: string;
  /** What the store says of the object, where it was asked. */
  readonly object?: ListedObject & Partial<Pick<StoredObject, 'meta'>>;
  /** For `repairable`: only somebody's word says what the object's bytes are, so they are to be read and hashed. */
  readonly isHearsay?: boolean;
  /** Who has put an object there, where that is somebody else whom labctl knows. */
  readonly takenFrom?: string;
  /** For what would be downloaded: an object of the bucket with that content, to be copied instead. */
  readonly copyFrom?: ListedObject;
};

export type PlanContext = {
  readonly catalog: Catalog;
  readonly store: Store;
  readonly findElsewhere: FindElsewhere;
  readonly force: boolean;
  /** Whether what is not in place will be fetched: else nobody needs to know where a copy lies. */
  readonly transfer: boolean;
  /** Of what the image is built from; `undefined` for images that are downloaded. */
  readonly fingerprint?: string | undefined;
  /** As `managedBy` names it. */
  readonly owner: string;
  readonly signal: AbortSignal;
};

/** The checksum that the published object must have; `undefined` where only a build can tell. */
export function effectiveChecksum(image: Image): Checksum | undefined {
  if (image.expected !== undefined) return image.expected;
  return image.source.type === 'http' ? image.source.checksum : undefined;
}

/**
 * Plans one image. Asks the store only about an object without metadata, and for one that may be copied. Throws
 * METADATA_INVALID when a newer labctl has written the metadata, and MANIFEST_INVALID when what is in the bucket leaves
 * no room for the image.
 */
export async function planImage(image: Image, context: PlanContext): Promise<Plan> {
  const plan = noteOwner(await planState(image, context), { image, context });
  if (plan.state === 'missing') refuseCollision(image, context.catalog);
  return withCopy(plan, image, context);
}

/** Before anything is downloaded that could not be published or described. */
function refuseCollision({ destination, place }: Image, { entries }: Catalog): void {
  const collision = findCollision(destination, entries);
  if (collision === undefined) return;
  throw new LabctlError(
    'MANIFEST_INVALID',
    `${place.file}:${place.line}: destination ${destination} cannot be used: ${collision}; choose another`,
  );
}

/** The plan for an image whose object has turned out not to be it. */
export function planRefuted(
  image: Image,
  { takenFrom }: Plan,
  { found, context }: { found: Pick<Plan, 'state' | 'reason'>; context: PlanContext },
): Promise<Plan> {
  return withCopy({ ...found, ...(takenFrom !== undefined && { takenFrom }) }, image, context);
}

async function withCopy(plan: Plan, image: Image, context: PlanContext): Promise<Plan> {
  if (!context.transfer || !['missing', 'changed', 'damaged'].includes(plan.state)) return plan;
  const copyFrom = await findCopy(image, effectiveChecksum(image), context);
  return copyFrom === undefined ? plan : { ...plan, copyFrom };
}

/** By its metadata file, else by the object itself where the plan has asked for it. */
function noteOwner(plan: Plan, { image, context }: { image: Image; context: PlanContext }): Plan {
  const entry = context.catalog.entries.get(image.destination);
  if (entry?.object === undefined) return plan;
  const was =
    entry.metadata?.kind === 'metadata'
      ? entry.metadata.metadata.managedBy
      : ownerInMeta(plan.object?.meta ?? {});
  return was === undefined || was === context.owner ? plan : { ...plan, takenFrom: was };
}

async function planState(image: Image, context: PlanContext): Promise<Plan> {
  const { catalog, store, force, fingerprint, owner, signal } = context;
  const { destination } = image;
  const entry = catalog.entries.get(destination);
  refuseNewerMetadata(entry);
  if (force) return { state: 'forced', reason: 'asked for' };
  refuseTransformed(entry);
  const wanted = effectiveChecksum(image);
  if (entry === undefined) return { state: 'missing', reason: 'not in the bucket' };
  if (entry.metadata?.kind === 'metadata')
    return planFromMetadata(entry, { wanted, fingerprint, owner });
  if (entry.object === undefined) return { state: 'damaged', reason: describeMetadata(entry) };

  const object = await store.head(imageKey(destination), signal);
  if (object === undefined) return { state: 'missing', reason: 'gone since it was listed' };
  if (wanted !== undefined && object.meta['checksum'] === wanted) {
    const of = { destination, object, checksum: wanted, owner };
    const isHearsay = catalog.distrusted.has(destination) || !isRemembered(catalog.index, of);
    return { state: 'repairable', reason: describeMetadata(entry), object, isHearsay };
  }
  return {
    state: 'changed',
    reason: `object of unknown content: ${describeMetadata(entry)}`,
    object,
  };
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
  if (isRecorded(entry, owner)) return { state: 'current', reason: '' };
  const isForeign = metadata.etag === undefined || metadata.managedBy === undefined;
  const word = isForeign ? 'metadata of another tool' : `put there by ${metadata.managedBy}`;
  // Of a build nothing but that metadata tells the checksum, and so nothing can be checked.
  if (wanted === undefined) return { state: 'changed', reason: `${word}, and not built here` };
  return { state: 'repairable', reason: word, isHearsay: true };
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
