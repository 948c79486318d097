/** An object of the bucket that has the bytes of an image already, and can be copied instead of downloaded. */

import type { ListedObject, Store } from '../../store/store.ts';
import type { Checksum } from '../../stream/hash/checksum.ts';
import type { Image } from '../manifest/image.ts';
import type { Catalog } from './catalog.ts';
import type { FindElsewhere } from './elsewhere.ts';
import type { Entry } from './entry.ts';
import { isRecorded } from './evidence.ts';
import { entriesWith } from './same-content.ts';

export type CopySearch = {
  readonly catalog: Catalog;
  readonly store: Store;
  readonly findElsewhere: FindElsewhere;
  /** As `managedBy` names it. */
  readonly owner: string;
  readonly signal: AbortSignal;
};

/**
 * An object that a run of this manifest has published elsewhere in the bucket with the bytes that the image must have:
 * metadata and listing agree on it, and it carries the checksum itself. What another manifest says of its objects is
 * not enough: a key for its folder would do to have a lie copied into ours. Throws only when the run is stopped:
 * without such an object, the image is downloaded.
 */
export async function findCopy(
  image: Image,
  wanted: Checksum | undefined,
  search: CopySearch,
): Promise<ListedObject | undefined> {
  if (image.source.type !== 'http' || wanted === undefined) return undefined;
  const listed = entriesWith(wanted, search.catalog.entries);
  const found = await findTrusted(image, { wanted, entries: listed }, search);
  if (found !== undefined) return found;
  const others = await search.findElsewhere(wanted);
  return findTrusted(image, { wanted, entries: others }, search);
}

async function findTrusted(
  image: Image,
  { wanted, entries }: { wanted: Checksum; entries: readonly Entry[] },
  { store, owner, signal }: CopySearch,
): Promise<ListedObject | undefined> {
  for (const entry of entries) {
    const { destination, object, metadata } = entry;
    if (destination === image.destination || object === undefined) continue;
    if (metadata?.kind !== 'metadata' || metadata.metadata.checksum !== wanted) continue;
    if (!isRecorded(entry, owner)) continue;
    const now = await store.head(object.key, signal).catch(() => undefined);
    if (now?.etag === object.etag && now.meta['checksum'] === wanted) return object;
  }
  return undefined;
}
