/** What the bucket holds: objects and metadata files brought together, one entry a destination. */
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import pLimit from 'p-limit';
import type { ListedObject, Store } from '../../store/store.ts';
import type { Entry } from './entry.ts';
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
} from './metadata/metadata.ts';
import { indexedMetadata, type MetadataIndex, parseIndex } from './metadata/metadata-index.ts';
import { noteContent } from './same-content.ts';

/** The index of 100,000 images has 60 MB. */
const MAX_INDEX_BYTES = 256 * 2 ** 20;
const PARALLEL_READS = 16;
/** More than this takes a listing more than one request. */
const KEYS_OF_A_PAGE = 1000;

export type Catalog = {
  readonly entries: Map<string, Entry>;
  /** As it was read. */
  readonly index: MetadataIndex;
  /** The destinations whose metadata is known for certain, all where undefined. */
  readonly wanted: ReadonlySet<string> | undefined;
  /** `entries` has all destinations that begin so, and no other. */
  readonly prefix: string;
  /** Destinations whose bytes have turned out in this run not to be what was recorded of them. */
  readonly distrusted: Set<string>;
};

/**
 * Reads the bucket: the index, two listings, and those metadata files that the index does not hold in the version
 * that the listing shows. Of a destination that is not among `wanted` only the index is asked; and where the bucket
 * is large, what does not begin as all of `wanted` do is not even listed.
 */
export async function readCatalog(
  store: Store,
  signal: AbortSignal,
  wanted?: ReadonlySet<string>,
): Promise<Catalog> {
  const index = parseIndex(await readText(store, INDEX_KEY, MAX_INDEX_BYTES, signal));
  const prefix = index.size < KEYS_OF_A_PAGE ? '' : commonPrefix(wanted ?? new Set());
  const entries = await listEntries(store, { index, prefix, wanted }, signal);
  return { entries, index, wanted, prefix, distrusted: new Set() };
}

/** The whole bucket as it is now; of each destination only the index is asked. */
export async function readWhole(
  { store, catalog }: { store: Store; catalog: Catalog },
  signal: AbortSignal,
): Promise<Map<string, Entry>> {
  return listEntries(store, { index: catalog.index, prefix: '', wanted: new Set() }, signal);
}

async function listEntries(
  store: Store,
  { index, prefix, wanted }: Pick<Catalog, 'index' | 'prefix' | 'wanted'>,
  signal: AbortSignal,
): Promise<Map<string, Entry>> {
  const [objects, files] = await Promise.all([
    store.list(`${IMAGES_PREFIX}${prefix}`, signal),
    store.list(`${METADATA_PREFIX}${prefix}`, signal),
  ]);
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
      const object = entries.get(destination)?.object;
      if (wanted !== undefined && !wanted.has(destination)) {
        entries.set(destination, lazyEntry({ destination, object, index, etag: file.etag }));
        return;
      }
      const metadata =
        fromIndex(index, destination, file.etag) ??
        (await limit(() => readMetadataFile(store, file, signal)));
      entries.set(destination, { destination, object, metadata, metadataEtag: file.etag });
    }),
  );
  return entries;
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
  const metadata = file && (await readMetadataFile(store, file, signal));
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
  const metadataEtag = file.etag;
  const written = {
    destination,
    object,
    metadata: parseMetadata(content.toString()),
    metadataEtag,
  };
  catalog.entries.set(destination, written);
  noteContent(written, catalog.entries);
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

/** Removes metadata that lies. Without it, whoever wants the object reads it first. */
export async function distrust(
  { store, catalog }: { store: Store; catalog: Catalog },
  destination: string,
  signal: AbortSignal,
): Promise<void> {
  catalog.distrusted.add(destination);
  const entry = catalog.entries.get(destination);
  if (entry !== undefined) {
    catalog.entries.set(destination, { ...entry, metadata: undefined, metadataEtag: undefined });
  }
  await store.remove(metadataKey(destination), signal, entry?.metadataEtag);
}

function isMetadataFile(file: ListedObject): boolean {
  return file.key !== INDEX_KEY && file.key.endsWith('.json');
}

/** What all destinations begin with, as far as it is plain ASCII. */
function commonPrefix(destinations: ReadonlySet<string>): string {
  const [first = '', ...others] = destinations;
  let length = /^[ -~]*/.exec(first)?.[0].length ?? 0;
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) length -= 1;
  }
  return first.slice(0, length);
}

/** An entry that costs next to nothing as long as nobody asks for its metadata. */
function lazyEntry(of: {
  destination: string;
  object: ListedObject | undefined;
  index: MetadataIndex;
  etag: string;
}): Entry {
  const { destination, object, index, etag } = of;
  return {
    destination,
    object,
    metadataEtag: etag,
    get metadata() {
      return fromIndex(index, destination, etag);
    },
  };
}

function fromIndex(
  index: MetadataIndex,
  destination: string,
  etag: string,
): ParsedMetadata | undefined {
  const metadata = indexedMetadata(index, destination, etag);
  return metadata && { kind: 'metadata', metadata };
}

async function readMetadataFile(
  store: Store,
  file: ListedObject,
  signal: AbortSignal,
): Promise<ParsedMetadata> {
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
