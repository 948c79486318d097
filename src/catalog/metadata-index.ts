/** `metadata/index.json`: a cache of the metadata files, each keyed by the ETag that the listing shows for it. */
import type { Checksum } from '../stream/checksum.ts';
import { type Metadata, readMetadata } from './metadata.ts';

const HEAD = '{"version":1,"entries":{';
const TAIL = '}}';
const LINE = /^("(?:[^"\\]|\\.)*"):(\{.*\}),?$/;

/**
 * Destination → the JSON text of its line. A line is parsed when it is asked for: an index of 100,000 images is read
 * for the sake of the few that a manifest names, and the other lines are written again as they are.
 */
export type MetadataIndex = ReadonlyMap<string, string>;

/** The index in a text; whatever is not understood is left out, since every metadata file can be read again. */
export function parseIndex(text: string | undefined): MetadataIndex {
  const index = new Map<string, string>();
  const [head, ...lines] = (text ?? '').split('\n');
  if (head !== HEAD) return fromPlainJson(text);
  for (const line of lines) {
    const [, destination, entry] = LINE.exec(line) ?? [];
    if (destination === undefined || entry === undefined) continue;
    const key = parseJson(destination);
    if (typeof key === 'string') index.set(key, entry);
  }
  return index;
}

/** Of a tool that has laid the lines out in another way. */
function fromPlainJson(text: string | undefined): MetadataIndex {
  const whole = parseJson(text);
  if (!isObject(whole) || whole['version'] !== 1 || !isObject(whole['entries'])) return new Map();
  const entries = Object.entries(whole['entries']).filter(([, entry]) => isObject(entry));
  return new Map(entries.map(([destination, entry]) => [destination, JSON.stringify(entry)]));
}

/** The metadata of a destination where the index has it in the version `etag`. */
export function indexedMetadata(
  index: MetadataIndex,
  destination: string,
  etag: string,
): Metadata | undefined {
  const entry = parseJson(index.get(destination));
  return isObject(entry) && entry['etag'] === etag ? metadataOf(entry) : undefined;
}

/** The checksum that a destination had when its line was written. */
export function indexedContent(index: MetadataIndex, destination: string): Checksum | undefined {
  const entry = parseJson(index.get(destination));
  return isObject(entry) ? metadataOf(entry)?.checksum : undefined;
}

/** The text of a line for `MetadataIndex`. */
export function renderEntry(etag: string, metadata: Metadata): string {
  return JSON.stringify({ etag, metadata });
}

/** One line an entry, in the order of the destinations, so that equal indexes are equal texts. */
export function renderIndex(index: MetadataIndex): string {
  const lines = [...index]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([destination, entry]) => `${JSON.stringify(destination)}:${entry}`);
  return `${HEAD}\n${lines.join(',\n')}\n${TAIL}\n`;
}

function metadataOf(entry: Record<string, unknown>): Metadata | undefined {
  const parsed = readMetadata(entry['metadata']);
  return parsed.kind === 'metadata' ? parsed.metadata : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}
