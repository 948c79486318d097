/** Schematics of the Talos Image Factory: their canonical text, and the id that the factory gives them. */
import { createHash } from 'node:crypto';
import { type GoValue, renderAsGo } from '../yaml/go-yaml.ts';

/** What an image is customised with; the names are those of the factory's own documents. */
export type Schematic = {
  readonly owner?: string;
  readonly overlay?: {
    readonly name?: string;
    readonly image?: string;
    readonly options?: { readonly [key: string]: GoValue };
  };
  readonly customization?: {
    readonly embeddedMachineConfiguration?: string;
    readonly extraKernelArgs?: readonly string[];
    readonly meta?: readonly { readonly key: number; readonly value: string }[];
    readonly systemExtensions?: { readonly officialExtensions?: readonly string[] };
    readonly bootloader?: string;
    readonly secureboot?: {
      readonly enrollKeys?: string;
      readonly includeWellKnownCertificates?: boolean;
    };
    readonly diskImage?: { readonly sectorSize?: number };
  };
};

export type NamedSchematic = {
  /** 64 hex digits. */
  readonly id: string;
  /** Canonical YAML, of which the id is the SHA-256. */
  readonly yaml: string;
};

/**
 * The id of a schematic without asking the factory. Empty members do not count; the order of lists does: the same
 * extensions in another order are another id. (github.com/siderolabs/image-factory, pkg/schematic)
 */
export function nameSchematic(schematic: Schematic): NamedSchematic {
  const yaml = renderAsGo(canonical(schematic));
  return { id: createHash('sha256').update(yaml).digest('hex'), yaml };
}

/** Members in the order of the factory's struct; only `customization` is written when it is empty. */
function canonical({ owner, overlay, customization = {} }: Schematic): GoValue {
  const { systemExtensions, secureboot, diskImage } = customization;
  return {
    ...filled({
      owner,
      overlay: filled({
        image: overlay?.image,
        name: overlay?.name,
        options: overlay?.options && sorted(overlay.options),
      }),
    }),
    customization: filled({
      embeddedMachineConfiguration: customization.embeddedMachineConfiguration,
      extraKernelArgs: customization.extraKernelArgs,
      meta: customization.meta?.map(({ key, value }) => ({ key, value })),
      systemExtensions: filled({ officialExtensions: systemExtensions?.officialExtensions }),
      bootloader: customization.bootloader,
      secureboot: filled({
        enrollKeys: secureboot?.enrollKeys,
        includeWellKnownCertificates: secureboot?.includeWellKnownCertificates,
      }),
      diskImage: filled({ sectorSize: diskImage?.sectorSize }),
    }),
  };
}

/** Without the members that Go's `omitempty` leaves out. */
function filled(members: { readonly [key: string]: GoValue | undefined }): {
  readonly [key: string]: GoValue;
} {
  const kept = Object.entries(members).filter((member): member is [string, GoValue] => {
    const [, value] = member;
    if (value === undefined || value === '' || value === 0 || value === false) return false;
    return typeof value !== 'object' || Object.keys(value).length > 0;
  });
  return Object.fromEntries(kept);
}

/** Go sorts the keys of a map: numbers within them by their value. */
function sorted(map: { readonly [key: string]: GoValue }): { readonly [key: string]: GoValue } {
  const entries = Object.entries(map).map(([key, value]): [string, GoValue] => [
    key,
    isMap(value) ? sorted(value) : value,
  ]);
  return Object.fromEntries(
    entries.sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })),
  );
}

function isMap(value: GoValue): value is { readonly [key: string]: GoValue } {
  return typeof value === 'object' && !Array.isArray(value);
}
