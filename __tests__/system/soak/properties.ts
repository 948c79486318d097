/** The properties that hold whatever goes wrong, each as a question to what can be seen from outside. */
import type { Checksum } from '../../../src/stream/hash/checksum.ts';
import type { SeenObject, Snapshot } from './snapshot.ts';

/**
 * - a: exit 0, and every image of the manifest is in place, with metadata that agrees
 * - b: at any time no metadata matches an object of other content, and no object lies about itself
 * - c: without faults one run converges
 * - d: a further run writes nothing and downloads nothing
 * - e: no unfinished upload and no temporary file is left, except after a kill
 * - f: no secret is shown or stored
 * - g: what belongs to somebody else stays as it is
 * - h: no run hangs or fails of a mistake in the program itself
 */
export type Property = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h';

export type Violation = { readonly property: Property; readonly found: string };

export type Wanted = {
  readonly destination: string;
  readonly checksum: Checksum;
  /** As `managedBy` names it. */
  readonly owner: string;
};

const IMAGES = 'images/';
const METADATA = 'metadata/';
const INDEX = 'metadata/index.json';

/** (a) Content, its own checksum, and the metadata are those that are wanted. */
export function checkInPlace(bucket: Snapshot, wanted: readonly Wanted[]): Violation[] {
  return wanted.flatMap((image): Violation[] => [
    ...checkContent(bucket, image),
    ...checkDescribed(bucket, image),
  ]);
}

/** (a) for runs at the same time: the metadata may be that of the other run's write. */
export function checkContents(bucket: Snapshot, wanted: readonly Wanted[]): Violation[] {
  return wanted.flatMap((image) => checkContent(bucket, image));
}

function checkContent(bucket: Snapshot, { destination, checksum }: Wanted): Violation[] {
  const object = bucket.objects.get(IMAGES + destination);
  if (object === undefined) return [a(`${destination} is not there`)];
  if (object.checksum !== checksum) {
    return [a(`${destination} has the content ${object.checksum}, want ${checksum}`)];
  }
  const own = object.meta['checksum'];
  // Adopted from another tool, an object need not have one.
  if (own !== undefined && own !== checksum) return [a(`${destination} says ${own} of itself`)];
  return [];
}

function checkDescribed(
  bucket: Snapshot,
  { destination, checksum, owner }: Wanted,
): readonly Violation[] {
  const object = bucket.objects.get(IMAGES + destination);
  const metadata = readMetadata(bucket.objects.get(metadataKey(destination)));
  if (object === undefined) return [];
  if (metadata === undefined) return [a(`${destination} has no metadata`)];
  const found = [metadata.checksum, metadata.size, metadata.etag, metadata.managedBy].join(' ');
  const want = [checksum, object.size, object.etag, owner].join(' ');
  return found === want ? [] : [a(`metadata of ${destination}: found ${found}, want ${want}`)];
}

/** (b) Neither a metadata file, nor what the index makes of it, nor an object's own checksum is a lie. */
export function checkNoLies(bucket: Snapshot): Violation[] {
  const index = readIndex(bucket.objects.get(INDEX));
  return [...bucket.objects].flatMap(([key, object]): Violation[] => {
    if (!key.startsWith(IMAGES)) return [];
    const destination = key.slice(IMAGES.length);
    const own = object.meta['checksum'];
    const lies: Violation[] = [];
    if (own !== undefined && own !== object.checksum) {
      lies.push(b(`${key} says ${own} of itself and has ${object.checksum}`));
    }
    const file = bucket.objects.get(metadataKey(destination));
    const cached = index.get(destination);
    const isCached = file !== undefined && cached?.etag === file.etag;
    for (const [where, metadata] of [
      ['its metadata', readMetadata(file)],
      ['the index', isCached ? asMetadata(cached.metadata) : undefined],
    ] as const) {
      if (metadata === undefined || !matches(metadata, object)) continue;
      if (metadata.checksum === object.checksum) continue;
      lies.push(b(`${where} says ${metadata.checksum} of ${key}, which has ${object.checksum}`));
    }
    return lies;
  });
}

/** (d) Nothing was written, downloaded or proposed, and nothing has changed. */
export function checkFree(
  did: { readonly writes: number; readonly downloads: number; readonly proposals: number },
  before: Snapshot,
  after: Snapshot,
): Violation[] {
  const busy = Object.entries(did).filter(([, count]) => count > 0);
  return [
    ...busy.map(([what, count]) => d(`a run with nothing to do made ${count} ${what}`)),
    ...changedKeys(before, after).map((key) => d(`${key} has changed`)),
  ];
}

/** (e) Neither unfinished uploads nor temporary files. */
export function checkNothingLeft(bucket: Snapshot, temporaryFiles: readonly string[]): Violation[] {
  return [
    ...bucket.uploads.map((key) => e(`an unfinished upload of ${key}`)),
    ...temporaryFiles.map((file) => e(`a temporary file ${file}`)),
  ];
}

/** (f) None of the secrets in anything that was shown, stored or proposed. */
export function checkNoSecrets(
  texts: readonly string[],
  bucket: Snapshot,
  secrets: readonly string[],
): Violation[] {
  const stored = [...bucket.objects].flatMap(([key, { text = '', meta }]) => [
    `${key}: ${text}`,
    `${key}: ${JSON.stringify(meta)}`,
  ]);
  return [...texts, ...stored].flatMap((text): Violation[] => {
    const secret = secrets.find((one) => text.includes(one));
    return secret === undefined ? [] : [{ property: 'f', found: `a secret in: ${text}` }];
  });
}

/** (g) Objects have changed only where they may. */
export function checkUnharmed(
  before: Snapshot,
  after: Snapshot,
  mayChange: (destination: string, owner: string | undefined) => boolean,
): Violation[] {
  return changedKeys(before, after).flatMap((key): Violation[] => {
    if (!key.startsWith(IMAGES)) return [];
    const destination = key.slice(IMAGES.length);
    if (mayChange(destination, ownerOf(destination, before))) return [];
    return [{ property: 'g', found: `${key} was changed, which this run has nothing to do with` }];
  });
}

/** Whom the metadata file names as the owner; where there is none, whom the object itself names. */
function ownerOf(destination: string, { objects }: Snapshot): string | undefined {
  const file = objects.get(metadataKey(destination));
  if (file !== undefined) return readMetadata(file)?.managedBy;
  return objects.get(IMAGES + destination)?.meta['managed-by'];
}

/** Destinations that this owner's metadata describes. */
export function ownedBy(owner: string, bucket: Snapshot): string[] {
  return [...bucket.objects].flatMap(([key, object]) =>
    key.startsWith(METADATA) && key !== INDEX && readMetadata(object)?.managedBy === owner
      ? [key.slice(METADATA.length, -'.json'.length)]
      : [],
  );
}

function changedKeys(before: Snapshot, after: Snapshot): string[] {
  const keys = new Set([...before.objects.keys(), ...after.objects.keys()]);
  return [...keys].filter((key) => {
    const [was, is] = [before.objects.get(key), after.objects.get(key)];
    return was?.checksum !== is?.checksum || was?.etag !== is?.etag;
  });
}

type SeenMetadata = {
  readonly checksum?: unknown;
  readonly size?: unknown;
  readonly etag?: unknown;
  readonly managedBy?: string;
};

/** What anybody would take for a description of this very object. */
function matches({ size, etag }: SeenMetadata, object: SeenObject): boolean {
  return size === object.size && (etag === undefined || etag === object.etag);
}

function metadataKey(destination: string): string {
  return `${METADATA}${destination}.json`;
}

function readMetadata(file: SeenObject | undefined): SeenMetadata | undefined {
  return asMetadata(parse(file));
}

function asMetadata(value: unknown): SeenMetadata | undefined {
  return typeof value === 'object' && value !== null ? value : undefined;
}

type IndexEntry = { readonly etag?: unknown; readonly metadata?: unknown };

function readIndex(file: SeenObject | undefined): Map<string, IndexEntry> {
  const value = parse(file);
  const isIndex = typeof value === 'object' && value !== null && 'entries' in value;
  return new Map(Object.entries(isIndex ? (value.entries as Record<string, IndexEntry>) : {}));
}

function parse(file: SeenObject | undefined): unknown {
  try {
    return JSON.parse(file?.text ?? '');
  } catch {
    return undefined;
  }
}

const a = (found: string): Violation => ({ property: 'a', found });
const b = (found: string): Violation => ({ property: 'b', found });
const d = (found: string): Violation => ({ property: 'd', found });
const e = (found: string): Violation => ({ property: 'e', found });
