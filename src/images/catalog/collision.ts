/** Destinations of which one needs a folder where another has its image or its metadata. */
import type { Store } from '../../store/store.ts';
import type { Catalog } from './catalog.ts';
import type { Entry } from './entry.ts';
import { imageKey, METADATA_PREFIX } from './metadata/metadata.ts';

type Entries = ReadonlyMap<string, Entry>;

/**
 * Why a new image cannot lie there, by what the catalog lists. A bucket could hold both; a folder as the store, and the
 * NAS that follows a bucket, cannot. Within a manifest the lint says so.
 */
export function findCollision(destination: string, entries: Entries): string | undefined {
  for (const folder of foldersOf(destination)) {
    if (entries.get(folder)?.object !== undefined) return inTheWay(imageKey(folder));
    const described = folder.endsWith('.json') ? folder.slice(0, -'.json'.length) : undefined;
    if (described !== undefined && entries.get(described)?.metadataEtag !== undefined) {
      return inTheWay(`${METADATA_PREFIX}${folder}`);
    }
  }
  const folder = [destination, `${destination}.json`].find((name) => allFolders(entries).has(name));
  return folder && `there are images in a folder ${folder}, and no path is a file and a folder`;
}

/** The same for one image, also in the part of a large bucket that the catalog does not list. */
export async function searchCollision(
  destination: string,
  { store, catalog }: { store: Store; catalog: Catalog },
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = findCollision(destination, catalog.entries);
  if (found !== undefined || catalog.prefix === '') return found;
  for (const folder of foldersOf(destination)) {
    for (const key of [imageKey(folder), `${METADATA_PREFIX}${folder}`]) {
      if ((await store.head(key, signal)) !== undefined) return inTheWay(key);
    }
  }
  return undefined;
}

function inTheWay(key: string): string {
  return `${key} is a file, and no path is a file and a folder`;
}

/** Made when it is first asked for; of entries as they were listed, since what a run adds the lint has compared. */
const known = new WeakMap<Entries, ReadonlySet<string>>();

function allFolders(entries: Entries): ReadonlySet<string> {
  const folders =
    known.get(entries) ?? new Set([...entries.keys()].flatMap((key) => [...foldersOf(key)]));
  known.set(entries, folders);
  return folders;
}

function* foldersOf(path: string): Generator<string> {
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    yield path.slice(0, at);
  }
}
