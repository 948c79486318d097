/** Which disk has room: free space less what this process has promised to files that are still being written. */
import { stat, statfs } from 'node:fs/promises';
import { LabctlError } from '../base/errors.ts';

/** Left free for everything else that runs on the machine. */
export const DISK_RESERVE_BYTES = 256 * 1024 * 1024;

export type DiskClaim = {
  /** Tells that the file has `bytes` bytes now, which the disk itself counts as used. */
  written(bytes: number): void;
  release(): void;
};

export type DiskClaimOptions = {
  readonly folder: string;
  /** What is going to be written, 0 where that is unknown. */
  readonly bytes: number;
  readonly reserveBytes: number;
  /** What the space is for, for messages. */
  readonly label: string;
};

type Promised = { readonly device: number; readonly total: number; written: number };

// Of this process. Two images that are begun at the same moment would otherwise both see the same free space.
const promised = new Set<Promised>();

/** Claims space on the disk of `folder`; throws DISK_FULL where there is not enough, and errors of the file system. */
export async function claimDisk(options: DiskClaimOptions): Promise<DiskClaim> {
  const { device, free } = await inspect(options.folder);
  // No `await` from here to `add`: nobody else can claim in between.
  const others = promisedOn(device);
  if (options.bytes + others + options.reserveBytes > free) throw diskFull(options, free, others);
  const claim: Promised = { device, total: options.bytes, written: 0 };
  promised.add(claim);
  return {
    written: (bytes) => {
      claim.written = bytes;
    },
    release: () => void promised.delete(claim),
  };
}

async function inspect(folder: string): Promise<{ device: number; free: number }> {
  const [{ dev }, { bavail, bsize }] = await Promise.all([stat(folder), statfs(folder)]);
  return { device: dev, free: bavail * bsize };
}

function promisedOn(device: number): number {
  return [...promised]
    .filter((claim) => claim.device === device)
    .reduce((sum, { total, written }) => sum + Math.max(0, total - written), 0);
}

function diskFull(
  { folder, bytes, label, reserveBytes }: DiskClaimOptions,
  free: number,
  others: number,
): LabctlError {
  const parts = [
    `${mebibytes(bytes)} MiB for the file`,
    `${mebibytes(reserveBytes)} MiB kept free`,
  ];
  if (others > 0) parts.push(`${mebibytes(others)} MiB for other downloads`);
  return new LabctlError(
    'DISK_FULL',
    `not enough disk for ${label} in ${folder}: needs ${parts.join(', ')}; free ${mebibytes(free)} MiB; ` +
      'free some space there, or name another folder with `--temp-dir`',
  );
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
