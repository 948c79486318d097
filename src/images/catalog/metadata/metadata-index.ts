/** `metadata/index.json`: a cache of the metadata files, each keyed by the ETag that the listing shows for it. */
import { parseBounded } from './bounded-json.ts';
import { MAX_METADATA_BYTES, type Metadata, readMetadata } from './metadata.ts';

const HEAD = '{"version":1,"entries":{';
const TAIL = '}}';
const LINE = /^("[^"\\]*(?:\\.[^"\\]*)*"):(\{.*\}),?$/;

/** More than a line of ours can have: a destination and the largest metadata file. */
const MAX_LINE = 2 * MAX_METADATA_BYTES;
const MAX_LINES = 1_000_000;
/** Of an index that is not laid out in lines, and is parsed as a whole. */
const MAX_WHOLE = 32 * 2 ** 20;

/**
 * Destination → the JSON text of its line. A line is parsed when it is asked for: an index of 100,000 images is read
 * for the sake of the few that a manifest names, and the other lines are written again as they are.
 */
export type MetadataIndex = ReadonlyMap<string, string>;

/** The index in a text; whatever is not understood is left out, since every metadata file can be read again. */
export function parseIndex(text = ''): MetadataIndex {
  if (!text.startsWith(`${HEAD}\n`)) return fromPlainJson(text);
  const index = new Map<string, string>();
  let count = 0;
  for (const line of linesAfter(text, HEAD.length + 1)) {
    count += 1;
    if (count > MAX_LINES) return new Map();
    const [, destination, entry] = LINE.exec(line) ?? [];
    if (destination === undefined || entry === undefined) continue;
    const key = parseBounded(destination, MAX_LINE);
    if (typeof key === 'string') index.set(key, entry);
  }
  return index;
}

/** One by one, without those that are too long to be ours. */
function* linesAfter(text: string, start: number): Generator<string> {
  for (let at = start; at < text.length; ) {
    const found = text.indexOf('\n', at);
    const end = found === -1 ? text.length : found;
    if (end - at <= MAX_LINE) yield text.slice(at, end);
    else yield '';
    at = end + 1;
  }
}

/** Of a tool that has laid the lines out in another way. */
function fromPlainJson(text: string): MetadataIndex {
  const whole = parseBounded(text, MAX_WHOLE);
  if (!isObject(whole) || whole['version'] !== 1 || !isObject(whole['entries'])) return new Map();
  const entries = Object.entries(whole['entries']).filter(([, entry]) => isObject(entry));
  const texts = entries.map(([key, entry]): [string, string] => [key, JSON.stringify(entry)]);
  return new Map(texts.filter(([key, entry]) => fitsIndex(key, entry)));
}

/** The metadata of a destination where the index has it in the version `etag`. */
export function indexedMetadata(
  index: MetadataIndex,
  destination: string,
  etag: string,
): Metadata | undefined {
  const entry = parseBounded(index.get(destination), MAX_LINE);
  return isObject(entry) && entry['etag'] === etag ? metadataOf(entry) : undefined;
}

/** What a destination had as its metadata when its line was written, whichever version is there now. */
export function lastIndexed(index: MetadataIndex, destination: string): Metadata | undefined {
  const entry = parseBounded(index.get(destination), MAX_LINE);
  return isObject(entry) ? metadataOf(entry) : undefined;
}

/** The text of an entry for `MetadataIndex`. */
export function renderEntry(etag: string, metadata: Metadata): string {
  return JSON.stringify({ etag, metadata });
}

/** One line an entry, in the order of the destinations, so that equal indexes are equal texts. */
export function renderIndex(index: MetadataIndex): string {
  const lines = [...index]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([destination, entry]) => lineOf(destination, entry));
  return `${HEAD}\n${lines.join(',\n')}\n${TAIL}\n`;
}

/** Whether the entry's line is short enough to be read again. */
function fitsIndex(destination: string, entry: string): boolean {
  return lineOf(destination, entry).length < MAX_LINE;
}

function lineOf(destination: string, entry: string): string {
  return `${JSON.stringify(destination)}:${entry}`;
}

function metadataOf(entry: Record<string, unknown>): Metadata | undefined {
  const parsed = readMetadata(entry['metadata']);
  return parsed.kind === 'metadata' ? parsed.metadata : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
