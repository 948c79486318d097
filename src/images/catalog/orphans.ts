/** Orphans: what certain owners have put into the bucket and the manifest no longer names. */
import pLimit from 'p-limit';
import type { Store } from '../../store/store.ts';
import type { Catalog } from './catalog.ts';
import type { Entry } from './entry.ts';
import { ownerInMeta } from './metadata/metadata.ts';

/** Between the end of an upload and its metadata file lie seconds; clocks may differ by some minutes. */
const GRACE_MS = 3_600_000;
const PARALLEL_HEADS = 16;

export type Orphans = {
  /** Ascending by destination. */
  readonly found: readonly Entry[];
  /** Without a metadata file and so new, as far as is known, that a run may be about to write it: no orphans yet. */
  readonly young: readonly Entry[];
  /** Neither named by the manifest nor known to belong to anybody; ascending. */
  readonly unowned: readonly Entry[];
};

type Search = {
  readonly store: Store;
  readonly catalog: Catalog;
  /** Destinations of the manifest. */
  readonly named: ReadonlySet<string>;
  readonly owners: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly signal: AbortSignal;
};

/** Asks the store only about objects that have no metadata file. */
export async function findOrphans(search: Search): Promise<Orphans> {
  const { store, catalog, named, owners, now, signal } = search;
  const limit = pLimit(PARALLEL_HEADS);
  const found: Entry[] = [];
  const young: Entry[] = [];
  const unowned: Entry[] = [];
  const left = [...catalog.entries.values()].filter(({ destination }) => !named.has(destination));
  await Promise.all(
    left.map(async (entry) => {
      const owner = await limit(() => ownerOfEntry(store, entry, signal));
      if (owner === undefined) unowned.push(entry);
      if (owner === undefined || !owners.has(owner)) return;
      const isYoung =
        entry.metadata === undefined && now - (entry.object?.modified ?? now) < GRACE_MS;
      (isYoung ? young : found).push(entry);
    }),
  );
  const ascending = (a: Entry, b: Entry) => (a.destination < b.destination ? -1 : 1);
  for (const entries of [found, young, unowned]) entries.sort(ascending);
  return { found, young, unowned };
}

/** Who has put it there: by its metadata file, and only where that is lost by what the object says of itself. */
export async function ownerOfEntry(
  store: Store,
  { object, metadata }: Entry,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (metadata !== undefined) {
    return metadata.kind === 'metadata' ? metadata.metadata.managedBy : undefined;
  }
  const now = object && (await store.head(object.key, signal));
  return now?.etag === object?.etag ? ownerInMeta(now?.meta ?? {}) : undefined;
}
