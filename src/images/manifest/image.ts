/** What a checked manifest says: the images, in one form for both dialects. */
import type { Place } from '../../base/errors.ts';
import type { PackerSource } from '../../packer/builder.ts';
import type { Compression } from '../../stream/decode/compression.ts';
import type { Checksum } from '../../stream/hash/checksum.ts';

export type HttpImageSource = {
  readonly type: 'http';
  readonly url: string;
  /** Of the file as it is served, before any decompression. */
  readonly checksum: Checksum;
  readonly decompress?: Compression;
};

export type PackerImageSource = PackerSource & { readonly type: 'packer' };

export type Replacement = {
  readonly pattern: string;
  readonly value: string;
  /** Whether the pattern may match more than once in the file; each match is then replaced. */
  readonly all?: boolean;
  /** Whether the value refers to groups of the pattern; without it, a value that seems to is refused. */
  readonly expand?: boolean;
  /** Where the pattern stands in the manifest, for messages. */
  readonly place?: Place;
};
export type UpdateFile = {
  readonly path: string;
  readonly replacements: readonly Replacement[];
  /** Where the path stands in the manifest, for messages. */
  readonly place?: Place;
};

/** Fields that an image may fail by, as messages name them. */
export type Field =
  | 'source.url'
  | 'source.checksum'
  | 'source.decompress'
  | 'source.path'
  | 'validation.expected';

export type Image = {
  readonly name: string;
  /** Canonical key below `images/`. */
  readonly destination: string;
  readonly source: HttpImageSource | PackerImageSource;
  /** `validation.expected`: of the published object. Always there when the source is decompressed. */
  readonly expected?: Checksum;
  readonly updateFile?: UpdateFile;
  /** Where the image begins in the manifest, for messages. */
  readonly place: Place;
  /** Where those of its fields stand that are there. */
  readonly fields?: Readonly<Partial<Record<Field, Place>>>;
};

export type Manifest = {
  /** `metadata.name`: the owner of what this manifest puts into the bucket. */
  readonly name: string;
  readonly images: readonly Image[];
};
