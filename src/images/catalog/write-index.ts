/** Keeps `metadata/index.json` in step with what a run has learnt and written. */
import { Readable } from 'node:stream';
import { describeCause } from '../../base/errors.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { Store } from '../../store/store.ts';
import type { Catalog } from './catalog.ts';
import type { Entry } from './entry.ts';
import { INDEX_KEY } from './metadata/metadata.ts';
import { renderEntry, renderIndex } from './metadata/metadata-index.ts';

/**
 * Writes the index where it would differ from the one that was read. The lines of destinations that are not `wanted`,
 * by the catalog unless told, stay as they are, but for those that have turned out to lie. Of two runs at once the last one wins; a line that is lost so, or
 * stale, costs the next run of its manifest one read. It is only a cache: a failure is told to the reporter and harms
 * nothing.
 */
export async function writeIndex(
  {
    store,
    catalog,
    wanted = catalog.wanted ?? [],
  }: { store: Store; catalog: Catalog; wanted?: Iterable<string> },
  { reporter, signal }: { reporter: Reporter; signal: AbortSignal },
): Promise<void> {
  const index = new Map(catalog.index);
  let changed = false;
  for (const destination of new Set([...wanted, ...catalog.distrusted])) {
    const line = indexLineOf(catalog.entries.get(destination));
    if (line === index.get(destination)) continue;
    changed = true;
    if (line === undefined) index.delete(destination);
    else index.set(destination, line);
  }
  if (signal.aborted || !changed) return;
  const content = Buffer.from(renderIndex(index));
  try {
    await store.put(INDEX_KEY, Readable.from([content]), {
      contentType: 'application/json',
      size: content.length,
      signal,
    });
  } catch (error) {
    reporter.warn(
      `${INDEX_KEY} could not be written, so the next run is slower: ${describeCause(error)}`,
    );
  }
}

function indexLineOf(entry: Entry | undefined): string | undefined {
  if (entry?.metadata?.kind !== 'metadata' || entry.metadataEtag === undefined) return undefined;
  return renderEntry(entry.metadataEtag, entry.metadata.metadata);
}
