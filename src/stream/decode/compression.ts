/** Which formats can be decompressed, by the names that the manifest gives them. */

export const COMPRESSIONS = ['xz', 'gzip', 'zstd'] as const;
export type Compression = (typeof COMPRESSIONS)[number];
