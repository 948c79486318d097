/** Content that lies in the part of a large bucket that a run does not list at first. */
import { describeCause } from '../../base/errors.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { Store } from '../../store/store.ts';
import type { Checksum } from '../../stream/hash/checksum.ts';
import { type Catalog, readWhole } from './catalog.ts';
import type { Entry } from './entry.ts';
import { lastIndexed, type MetadataIndex } from './metadata/metadata-index.ts';

/** Entries beyond what the catalog lists that may have this content. Throws only where the run is stopped. */
export type FindElsewhere = (content: Checksum) => Promise<readonly Entry[]>;

/**
 * Lists the rest once, and only when the index says that it has content that is asked for: of what is not listed,
 * nothing else tells the content. A listing that fails is told to the reporter, and nothing is found.
 */
export function searchElsewhere(
  { store, catalog }: { store: Store; catalog: Catalog },
  { reporter, signal }: { reporter: Reporter; signal: AbortSignal },
): FindElsewhere {
  let named: ReadonlyMap<string, readonly string[]> | undefined;
  let rest: Promise<ReadonlyMap<string, Entry>> | undefined;
  return async (content) => {
    named ??= contentsBeyond(catalog.prefix, catalog.index);
    const destinations = named.get(content);
    if (destinations === undefined) return [];
    rest ??= listRest();
    const entries = await rest;
    return destinations.flatMap((destination) => entries.get(destination) ?? []);
  };

  async function listRest(): Promise<ReadonlyMap<string, Entry>> {
    try {
      return await readWhole({ store, catalog }, signal);
    } catch (error) {
      signal.throwIfAborted();
      const why = describeCause(error);
      reporter.warn(`what could be copied from other folders of the bucket is downloaded: ${why}`);
      return new Map();
    }
  }
}

/** Checksum → destinations that do not begin with the prefix, as the index has them. */
function contentsBeyond(
  prefix: string,
  index: MetadataIndex,
): ReadonlyMap<string, readonly string[]> {
  const contents = new Map<string, string[]>();
  for (const destination of index.keys()) {
    if (destination.startsWith(prefix)) continue;
    const checksum = lastIndexed(index, destination)?.checksum;
    if (checksum === undefined) continue;
    const destinations = contents.get(checksum) ?? [];
    destinations.push(destination);
    contents.set(checksum, destinations);
  }
  return contents;
}
