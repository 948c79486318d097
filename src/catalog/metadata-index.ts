/** `metadata/index.json`: a cache of the metadata files, each keyed by the ETag that the listing shows for it. */
import { type Metadata, readMetadata } from './metadata.ts';

const VERSION = 1;

/** Destination → the metadata file's ETag and content. */
export type MetadataIndex = Map<string, { readonly etag: string; readonly metadata: Metadata }>;

/** The index in a text; whatever is not understood is left out, since every entry can be read again. */
export function parseIndex(text: string | undefined): MetadataIndex {
  const index: MetadataIndex = new Map();
  for (const [destination, value] of entriesOf(text)) {
    if (typeof value !== 'object' || value === null || !('etag' in value)) continue;
    const { etag } = value;
    const parsed = readMetadata('metadata' in value ? value.metadata : undefined);
    if (typeof etag === 'string' && parsed.kind === 'metadata') {
      index.set(destination, { etag, metadata: parsed.metadata });
    }
  }
  return index;
}

/** One line an entry, in the order of the destinations, so that equal indexes are equal texts. */
export function renderIndex(index: MetadataIndex): string {
  const lines = [...index]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([destination, entry]) => `${JSON.stringify(destination)}:${JSON.stringify(entry)}`);
  return `{"version":${VERSION},"entries":{\n${lines.join(',\n')}\n}}\n`;
}

function entriesOf(text: string | undefined): [string, unknown][] {
  try {
    const { version, entries } = JSON.parse(text ?? '{}');
    return version === VERSION ? Object.entries(entries) : [];
  } catch {
    return [];
  }
}
