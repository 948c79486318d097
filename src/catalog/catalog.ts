/** What the bucket holds: objects and metadata files brought together, one entry a destination. */

import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import pLimit from 'p-limit';
import { describeCause } from '../errors.ts';
import type { Reporter } from '../report.ts';
import type { ListedObject, Store } from '../store/store.ts';
import {
  destinationOf,
  IMAGES_PREFIX,
  INDEX_KEY,
  imageKey,
  MAX_METADATA_BYTES,
  METADATA_PREFIX,
  type Metadata,
  metadataKey,
  type ParsedMetadata,
  parseMetadata,
  renderMetadata,
} from './metadata.ts';
import { type MetadataIndex, parseIndex, renderIndex } from './metadata-index.ts';

/** The index of 100,000 images stays well below this. */
const MAX_INDEX_BYTES = 256 * 2 ** 20;
const PARALLEL_READS = 16;

export type Entry = {
  readonly destination: string;
  readonly object: ListedObject | undefined;
  /** ETag of the metadata file, where there is one. */
  readonly metadataEtag: string | undefined;
  readonly metadata: ParsedMetadata | undefined;
};

export type Catalog = {
  readonly entries: Map<string, Entry>;
  /** The index as it was read, to write it again only where it differs. */
  readonly indexText: string | undefined;
};

/**
 * Reads the whole bucket: two listings, the index, and those metadata files that the index does not hold in the
 * version that the listing shows.
 */
export async function readCatalog(store: Store, signal: AbortSignal): Promise<Catalog> {
  const [objects, files, indexText] = await Promise.all([
    store.list(IMAGES_PREFIX, signal),
    store.list(METADATA_PREFIX, signal),
    readText(store, INDEX_KEY, MAX_INDEX_BYTES, signal),
  ]);
  const index = parseIndex(indexText);
  const entries = new Map<string, Entry>();
  for (const object of objects) {
    const destination = destinationOf(object.key);
    if (destination === '' || destination.endsWith('/')) continue; // a folder marker of some tool
    entries.set(destination, { destination, object, metadata: undefined, metadataEtag: undefined });
  }
  const limit = pLimit(PARALLEL_READS);
  await Promise.all(
    files.filter(isMetadataFile).map(async (file) => {
      const destination = file.key.slice(METADATA_PREFIX.length, -'.json'.length);
      const metadata = await limit(() =>
        readMetadataFile({ store, file, index, destination, signal }),
      );
      const object = entries.get(destination)?.object;
      entries.set(destination, { destination, object, metadata, metadataEtag: file.etag });
    }),
  );
  return { entries, indexText };
}

/** What the bucket holds at one destination, without reading the rest. */
export async function readEntry(
  store: Store,
  destination: string,
  signal: AbortSignal,
): Promise<Entry> {
  const [object, file] = await Promise.all([
    store.head(imageKey(destination), signal),
    store.head(metadataKey(destination), signal),
  ]);
  const index: MetadataIndex = new Map();
  const metadata = file && (await readMetadataFile({ store, file, index, destination, signal }));
  return { destination, object, metadata, metadataEtag: file?.etag };
}

/** Writes the metadata file of an object that the store has confirmed, and notes it in the catalog. */
export async function writeMetadata(
  { store, catalog }: { store: Store; catalog: Catalog },
  entry: { destination: string; object: ListedObject; metadata: Metadata },
  signal: AbortSignal,
): Promise<void> {
  const { destination, object, metadata } = entry;
  const content = Buffer.from(renderMetadata(metadata));
  const file = await store.put(metadataKey(destination), Readable.from([content]), {
    contentType: 'application/json',
    size: content.length,
    signal,
  });
  catalog.entries.set(destination, {
    destination,
    object,
    metadata: parseMetadata(content.toString()),
    metadataEtag: file.etag,
  });
}

/** Removes the metadata file before its object is overwritten, so that it never describes another object. */
export async function removeMetadata(
  { store, catalog }: { store: Store; catalog: Catalog },
  destination: string,
  signal: AbortSignal,
): Promise<void> {
  const entry = catalog.entries.get(destination);
  if (entry?.metadataEtag === undefined) return;
  await store.remove(metadataKey(destination), signal);
  catalog.entries.set(destination, { ...entry, metadata: undefined, metadataEtag: undefined });
}

/**
 * Writes the index where it would differ from the one that was read. It is only a cache: a failure is told to the
 * reporter and harms nothing.
 */
export async function writeIndex(
  { store, catalog }: { store: Store; catalog: Catalog },
  { reporter, signal }: { reporter: Reporter; signal: AbortSignal },
): Promise<void> {
  const index: MetadataIndex = new Map();
  for (const { destination, metadata, metadataEtag } of catalog.entries.values()) {
    if (metadata?.kind !== 'metadata' || metadataEtag === undefined) continue;
    index.set(destination, { etag: metadataEtag, metadata: metadata.metadata });
  }
  const isNeedless = index.size === 0 && catalog.indexText === undefined;
  const rendered = renderIndex(index);
  if (signal.aborted || isNeedless || rendered === catalog.indexText) return;
  const content = Buffer.from(rendered);
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

function isMetadataFile(file: ListedObject): boolean {
  return file.key !== INDEX_KEY && file.key.endsWith('.json');
}

async function readMetadataFile(from: {
  store: Store;
  file: ListedObject;
  index: MetadataIndex;
  destination: string;
  signal: AbortSignal;
}): Promise<ParsedMetadata> {
  const { store, file, index, destination, signal } = from;
  const indexed = index.get(destination);
  if (indexed?.etag === file.etag) return { kind: 'metadata', metadata: indexed.metadata };
  if (file.size > MAX_METADATA_BYTES) {
    return { kind: 'invalid', reason: `${file.size} bytes, want at most ${MAX_METADATA_BYTES}` };
  }
  const content = await readText(store, file.key, MAX_METADATA_BYTES, signal);
  return content === undefined
    ? { kind: 'invalid', reason: 'removed while it was read' }
    : parseMetadata(content);
}

async function readText(
  store: Store,
  key: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = await store.get(key, signal);
  if (found === undefined) return undefined;
  if (found.object.size > maxBytes) {
    found.body.destroy();
    return undefined;
  }
  return text(found.body);
}
