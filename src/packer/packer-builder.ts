/** The Builder that runs Packer on the templates of a checkout. */
import { resolve } from 'node:path';
import { createFileSource } from '../files/file-source.ts';
import type { Git } from '../programs/git.ts';
import type { Builder } from './builder.ts';
import { buildWithPacker, requireTemplate } from './packer-build.ts';
import { checkPackerNames } from './packer-environment.ts';
import { fingerprintPacker } from './packer-fingerprint.ts';

export type Packer = {
  /** Absolute path. */
  readonly program: string;
  readonly version: string;
};

export type PackerBuilderOptions = {
  /** The checkout: templates are named relative to it. */
  readonly root: string;
  /** Called when the first image needs it, since most manifests have nothing to build. */
  readonly findPacker: () => Promise<Packer>;
  readonly git: Git;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of further variables that Packer gets. */
  readonly envNames: readonly string[];
  readonly signal: AbortSignal;
};

/** Throws what `checkPackerNames` throws; from its functions what `fingerprintPacker`, `buildWithPacker` and `findPacker` throw. */
export function createPackerBuilder(options: PackerBuilderOptions): Builder {
  const { root, git, env, envNames, signal } = options;
  checkPackerNames(envNames);
  let finding: Promise<Packer> | undefined;
  const packer = (): Promise<Packer> => {
    finding ??= options.findPacker();
    return finding;
  };
  return {
    async fingerprint({ path, artifact, variables }) {
      const folder = resolve(root, path);
      // Before Packer is fetched.
      await requireTemplate(folder);
      const { version } = await packer();
      return fingerprintPacker({
        folder,
        artifact,
        variables,
        packerVersion: version,
        git,
      });
    },
    async build({ path, artifact, variables }, task) {
      const { program } = await packer();
      const folder = resolve(root, path);
      task.phase('building');
      const built = await buildWithPacker({
        program,
        folder,
        variables,
        artifact,
        env,
        envNames,
        onLine: task.output,
        signal,
      });
      return createFileSource(built ?? resolve(folder, artifact));
    },
  };
}
