/** The manifest as the schema describes it: both dialects, nothing normalised. */
import type { Compression } from '../../stream/decode/compression.ts';

export type RawManifest = {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly defaults?: { readonly destinationPrefix?: string };
    readonly images: readonly RawImage[];
  };
};

export type RawImage = {
  readonly name: string;
  readonly source: RawHttpSource | RawPackerSource;
  readonly destination: string | { readonly path: string };
  readonly validation?: { readonly expected?: string };
  readonly updateFile?: RawUpdateFile;
};

export type RawUpdateFile = {
  readonly path: string;
  readonly replacements: readonly RawReplacement[];
};

export type RawReplacement = {
  readonly pattern: string;
  readonly value: string;
  readonly all?: boolean;
  readonly expand?: boolean;
};

export type RawHttpSource = {
  readonly type?: 'http';
  readonly url: string;
  readonly checksum: string;
  readonly decompress?: Compression;
};

export type RawPackerSource = {
  readonly type: 'packer';
  readonly path: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly artifact: string;
};
