/** The tools that labctl can fetch: what their vendors call their files, and the versions and digests it pins. */
import pinned from './known-tools.json' with { type: 'json' };

export type ToolName = 'sops' | 'packer';

/** `linux-x64`, as Node names system and processor. */
export type Platform = string;

export type KnownTool = {
  readonly name: ToolName;
  /** The oldest version on PATH that will do. */
  readonly oldest: string;
  /** Fetched where no other version is asked for. */
  readonly version: string;
  /** SHA-256 of the vendor's file of that version, by platform; `scripts/refresh-tools.ts` writes them. */
  readonly sha256: Readonly<Partial<Record<Platform, string>>>;
  /** Where the vendor's folders of versions are. */
  readonly baseUrl: string;
  /** The vendor's name for a platform, `undefined` where there is no file for it. */
  readonly platforms: Readonly<Partial<Record<Platform, string>>>;
  /** The names of the files of a version, with the folder below `baseUrl`. */
  readonly files: (version: string, platform: string) => { archive: string; checksums: string };
  /** Whether the file is a zip that holds the program, instead of the program itself. */
  readonly isZip: boolean;
};

export const KNOWN_TOOLS: Readonly<Record<ToolName, KnownTool>> = {
  sops: {
    name: 'sops',
    // The first with `sops decrypt` (https://github.com/getsops/sops/releases/tag/v3.9.0).
    oldest: '3.9.0',
    ...pinned.sops,
    baseUrl: 'https://github.com/getsops/sops/releases/download',
    platforms: {
      'linux-x64': 'linux.amd64',
      'linux-arm64': 'linux.arm64',
      'darwin-x64': 'darwin.amd64',
      'darwin-arm64': 'darwin.arm64',
    },
    files: (version, platform) => ({
      archive: `v${version}/sops-v${version}.${platform}`,
      checksums: `v${version}/sops-v${version}.checksums.txt`,
    }),
    isZip: false,
  },
  packer: {
    name: 'packer',
    // The first that installs the plugins which a template requires (`packer init`).
    oldest: '1.7.0',
    ...pinned.packer,
    baseUrl: 'https://releases.hashicorp.com/packer',
    platforms: {
      'linux-x64': 'linux_amd64',
      'linux-arm64': 'linux_arm64',
      'darwin-x64': 'darwin_amd64',
      'darwin-arm64': 'darwin_arm64',
    },
    files: (version, platform) => ({
      archive: `${version}/packer_${version}_${platform}.zip`,
      checksums: `${version}/packer_${version}_SHA256SUMS`,
    }),
    isZip: true,
  },
};

/** The digest that a vendor's checksum file gives for a file, as 64 small hex digits. */
export function digestIn(checksums: string, file: string): string | undefined {
  const lines = checksums.split(/\r?\n/).map((line) => /^([0-9a-f]{64}) [ *](\S+)$/i.exec(line));
  const digests = lines
    .filter((line) => line?.[2] === file)
    .map((line) => line?.[1]?.toLowerCase());
  return digests.length === 1 ? digests[0] : undefined;
}
