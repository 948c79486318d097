/** Valid manifests as text, for tests that need one: what is not overridden is filled in. */
import { stringify } from 'yaml';

/** Fields of one image; `undefined` leaves a field out. */
export type EntryOverrides = {
  readonly name?: unknown;
  readonly source?: unknown;
  readonly destination?: unknown;
  readonly validation?: unknown;
  readonly updateFile?: unknown;
};

/** A well-formed sha256 checksum, another one for each `seed` from 0 to 255. */
export function checksumOf(seed: number): string {
  return `sha256:${seed.toString(16).padStart(2, '0').repeat(32)}`;
}

/** One image: a download of `<name>.iso` that is stored as it is. */
export function imageEntry(overrides: EntryOverrides = {}): Record<string, unknown> {
  const name = typeof overrides.name === 'string' ? overrides.name : 'debian-13';
  return {
    name,
    source: { url: `https://images.example.org/${name}.iso`, checksum: checksumOf(0xab) },
    destination: `${name}/${name}.iso`,
    ...overrides,
  };
}

/** One image that Packer builds. */
export function packerEntry(overrides: EntryOverrides = {}): Record<string, unknown> {
  const source = { type: 'packer', path: 'packer/vyos', artifact: 'output/vyos.raw' };
  return imageEntry({ name: 'vyos-gateway', source, destination: 'vyos/vyos.raw', ...overrides });
}

export type ManifestOverrides = {
  readonly name?: string;
  readonly defaults?: unknown;
  readonly images?: readonly unknown[];
};

/** The text of a manifest; without overrides it holds one image. */
export function manifestText({ name, defaults, images }: ManifestOverrides = {}): string {
  const manifest = {
    apiVersion: 'images.lab.gilman.io/v1alpha1',
    kind: 'ImageManifest',
    metadata: { name: name ?? 'lab-images' },
    spec: { defaults, images: images ?? [imageEntry()] },
  };
  return stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false });
}
