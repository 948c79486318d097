/** A small disk that only one run sees: a tmpfs in a mount namespace of its own, which ends with the run. */
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabctlOptions, nodeOfBundle } from '../e2e/labctl.ts';
import type { FaultLab } from './fault-lab.ts';

export type PrivateDisk = {
  /** To run the bundle with. */
  readonly options: Partial<LabctlOptions>;
  /** The disk as seen from this process, while the run lasts. */
  path(): string;
  /** The files that were on it when the run had ended. */
  filesLeft(): Promise<readonly string[]>;
};

/** Why there can be none here, `false` where there can. */
export const NO_PRIVATE_DISK =
  process.platform !== 'linux'
    ? 'only Linux has mount namespaces'
    : spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status !== 0 &&
      'this machine does not allow private mounts';

/** A disk at `folder` with these options of `mount -t tmpfs`. */
export async function privateDisk(
  lab: FaultLab,
  folder: string,
  mountOptions: string,
): Promise<PrivateDisk> {
  const node = join(lab.folder, 'node-with-disk');
  const listing = join(lab.folder, 'files-left');
  const inside = [
    `mount -t tmpfs -o ${mountOptions} tmpfs "${folder}"`,
    `{ "${nodeOfBundle()}" "$@"; code=$?; cd "${folder}"; find . -type f >"${listing}"; exit $code; }`,
  ].join(' && ');
  await mkdir(folder, { recursive: true });
  await writeFile(node, `#!/bin/sh\nexec unshare -rm /bin/sh -c '${inside}' sh "$@"\n`);
  await chmod(node, 0o755);
  let pid: number | undefined;
  return {
    options: {
      node,
      started: (child) => {
        pid = child.pid;
      },
    },
    path: () => join(`/proc/${pid}/root`, folder),
    filesLeft: async () =>
      (await readFile(listing, 'utf8'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.slice('./'.length))
        .sort(),
  };
}
