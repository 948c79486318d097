/** The metadata file of an image: what is written, what is accepted, and where it lies. */
import { printable } from '../../../base/redact.ts';
import { type Checksum, parseChecksum } from '../../../stream/hash/checksum.ts';
import { parseBounded } from './bounded-json.ts';

export const IMAGES_PREFIX = 'images/';
export const METADATA_PREFIX = 'metadata/';
export const INDEX_KEY = 'metadata/index.json';

/** Larger metadata files are not ours; they are not read into memory. */
export const MAX_METADATA_BYTES = 64 * 1024;

const VERSION = 1;

/** The first five fields are read by other tools and keep their names and meaning. */
export type Metadata = {
  readonly name: string;
  /** Of the published object. */
  readonly checksum: Checksum;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601. */
  readonly uploadedAt: string;
  readonly source: {
    readonly type?: string;
    readonly url?: string;
    readonly path?: string;
    /** Of what a build was made from; the same fingerprint needs no other build. */
    readonly fingerprint?: string;
  };
  /** ETag of the object that this describes; absent where another tool wrote the file. */
  readonly etag?: string;
  /** Of the file as it was downloaded. */
  readonly sourceChecksum?: Checksum;
  /** `manifest/<name>` or `upload`; absent where another tool wrote the file. */
  readonly managedBy?: string;
  readonly version?: number;
};

/** What a metadata file turned out to be. */
export type ParsedMetadata =
  | { readonly kind: 'metadata'; readonly metadata: Metadata }
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'newer'; readonly version: number }
  /** Of an image that hooks have changed after its checksum was taken; it tells nothing of the published bytes. */
  | { readonly kind: 'transformed' };

/** User metadata of an image that names its owner, as `managedBy` does in its metadata file. */
const OWNER_META = 'managed-by';

/**
 * What an image says of itself as user metadata, so that it still tells its content and its owner when its metadata
 * file is lost.
 */
export function imageMeta(of: {
  readonly checksum: Checksum | undefined;
  readonly managedBy: string;
}): Record<string, string> {
  const { checksum, managedBy } = of;
  return { ...(checksum !== undefined && { checksum }), [OWNER_META]: managedBy };
}

/** The owner that an image itself names. */
export function ownerInMeta(meta: Readonly<Record<string, string>>): string | undefined {
  const owner = meta[OWNER_META];
  return owner === undefined ? undefined : printable(owner);
}

export function imageKey(destination: string): string {
  return `${IMAGES_PREFIX}${destination}`;
}

/** The destination of an object below `images/`. */
export function destinationOf(key: string): string {
  return key.slice(IMAGES_PREFIX.length);
}

export function metadataKey(destination: string): string {
  return `${METADATA_PREFIX}${destination}.json`;
}

/** The file's text; `version` marks the form that this labctl writes. */
export function renderMetadata(metadata: Omit<Metadata, 'version'>): string {
  return `${JSON.stringify({ ...metadata, version: VERSION }, null, 2)}\n`;
}

export function parseMetadata(text: string): ParsedMetadata {
  const value = parseBounded(text, MAX_METADATA_BYTES);
  return value === undefined ? { kind: 'invalid', reason: 'not JSON' } : readMetadata(value);
}

/** Checks a parsed JSON value, as `parseMetadata` does for a text. */
export function readMetadata(value: unknown): ParsedMetadata {
  if (!isRecord(value)) return { kind: 'invalid', reason: 'not an object' };
  const { name, size, uploadedAt, source, etag, managedBy, version } = value;
  if (typeof version === 'number' && version > VERSION) return { kind: 'newer', version };
  if (isOfTransformed(value['checksum'])) return { kind: 'transformed' };
  const checksum = checksumOf(value['checksum']);
  const sourceChecksum = checksumOf(value['sourceChecksum']);
  if (checksum === undefined) return { kind: 'invalid', reason: 'no valid checksum' };
  if (typeof name !== 'string') return { kind: 'invalid', reason: 'no name' };
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
    return { kind: 'invalid', reason: 'no valid size' };
  }
  return {
    kind: 'metadata',
    metadata: {
      name: printable(name),
      checksum,
      size,
      uploadedAt: typeof uploadedAt === 'string' ? printable(uploadedAt) : '',
      source: isRecord(source) ? readSource(source) : {},
      ...(typeof etag === 'string' && { etag }),
      ...(sourceChecksum !== undefined && { sourceChecksum }),
      ...(typeof managedBy === 'string' && { managedBy: printable(managedBy) }),
      ...(typeof version === 'number' && { version }),
    },
  };
}

function readSource(source: Record<string, unknown>): Metadata['source'] {
  const { type, url, path, fingerprint } = source;
  return {
    ...(typeof type === 'string' && { type }),
    ...(typeof url === 'string' && { url }),
    ...(typeof path === 'string' && { path }),
    ...(typeof fingerprint === 'string' && { fingerprint }),
  };
}

/**
 * The Go labctl that this one descends from runs hooks on what it has verified, and then writes the checksum of the
 * file as it was before, with a digest of the hooks' input files behind it: `sha256:<hex>+inputs:<hex>`.
 */
function isOfTransformed(checksum: unknown): boolean {
  if (typeof checksum !== 'string') return false;
  const [before = '', inputs] = checksum.split('+inputs:');
  return inputs !== undefined && parseChecksum(before) !== undefined;
}

function checksumOf(value: unknown): Checksum | undefined {
  return typeof value === 'string' ? parseChecksum(value) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
