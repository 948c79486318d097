/** The files that the soak's origin serves: a few sizes and versions, plain and compressed, made once a process. */
import { promisify } from 'node:util';
import { gzip, zstdCompress } from 'node:zlib';
import lzma from 'lzma-native';
import type { Compression } from '../../../src/stream/decode/compression.ts';
import type { Checksum } from '../../../src/stream/hash/checksum.ts';
import { sha256Of } from '../../support/builders/image-builder.ts';
import { createRandom } from './random.ts';

/** What an image is made of; versions of one size differ in their bytes alone. */
export type FileSpec = {
  /** Of the decoded image, in bytes. */
  readonly size: number;
  readonly version: number;
  readonly compression: Compression | undefined;
};

export type ImageFile = {
  /** As the origin serves it. */
  readonly served: Buffer;
  readonly servedChecksum: Checksum;
  /** As the bucket is to hold it. */
  readonly decoded: Buffer;
  readonly checksum: Checksum;
};

export const SMALL_SIZES = [1, 700, 70_000] as const;
/** Two parts: S3 servers refuse parts of less than 5 MiB. */
export const TWO_PARTS = 5 * 2 ** 20 + 77;

const BLOCK_BYTES = 4096;
const made = new Map<string, Promise<ImageFile>>();

export function imageFile(spec: FileSpec): Promise<ImageFile> {
  const path = pathOf(spec);
  const known = made.get(path) ?? make(spec);
  made.set(path, known);
  return known;
}

/** Where the origin serves it. */
export function pathOf({ size, version, compression }: FileSpec): string {
  return `/${size}-v${version}.raw${compression === undefined ? '' : `.${compression}`}`;
}

async function make(spec: FileSpec): Promise<ImageFile> {
  const decoded = bytesOf(spec);
  const served = await compress(decoded, spec.compression);
  return { served, servedChecksum: sha256Of(served), decoded, checksum: sha256Of(decoded) };
}

/** Random blocks that come again, each with its number: no two are equal, and all compress fast. */
function bytesOf({ size, version }: FileSpec): Buffer {
  const random = createRandom(1000 * version + (size % 997));
  const block = Buffer.from(Array.from({ length: BLOCK_BYTES }, () => random.int(256)));
  const bytes = Buffer.alloc(size, block);
  for (let at = 0; at + 4 <= size; at += BLOCK_BYTES) bytes.writeUInt32BE(at + version, at);
  // The size of one byte has to tell its versions apart, too.
  bytes[size - 1] = version;
  return bytes;
}

async function compress(bytes: Buffer, compression: Compression | undefined): Promise<Buffer> {
  switch (compression) {
    case undefined:
      return bytes;
    case 'gzip':
      return promisify(gzip)(bytes, { level: 1 });
    case 'zstd':
      return promisify(zstdCompress)(bytes);
    case 'xz':
      return lzma.compress(bytes, { preset: 0 });
  }
}
