/** Checksums as the manifest and the metadata write them: `sha256:<64 hex>` or `sha512:<128 hex>`. */

export const ALGORITHMS = ['sha256', 'sha512'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];
export type Checksum = `${Algorithm}:${string}`;

const HEX_LENGTH: Record<Algorithm, number> = { sha256: 64, sha512: 128 };

/** The checksum in canonical (lower-case hex) form, or `undefined` where the text is none. */
export function parseChecksum(text: string): Checksum | undefined {
  const [, algorithm, hex] = /^(sha256|sha512):([0-9a-fA-F]+)$/.exec(text) ?? [];
  if (algorithm === undefined || hex === undefined) return undefined;
  if (hex.length !== HEX_LENGTH[algorithm as Algorithm]) return undefined;
  return `${algorithm as Algorithm}:${hex.toLowerCase()}`;
}

export function algorithmOf(checksum: Checksum): Algorithm {
  return checksum.startsWith('sha512:') ? 'sha512' : 'sha256';
}
