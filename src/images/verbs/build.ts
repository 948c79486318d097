/** `build`: one Packer template built where it lies, without a store. */
import type { Clock } from '../../base/clock.ts';
import { createFileSource } from '../../files/file-source.ts';
import { buildWithPacker } from '../../packer/packer-build.ts';
import { checkPackerNames } from '../../packer/packer-environment.ts';
import { describeBytes } from '../../report/report-format.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { BuildReport } from '../report.ts';
import { hashFile } from '../transfer/local-file.ts';

export type BuildOptions = {
  /** As the user wrote it. */
  readonly template: string;
  /** Absolute path of the template's folder. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly artifact: string | undefined;
  /** Names of further variables that Packer gets. */
  readonly packerEnv: readonly string[];
};

type Context = {
  /** Absolute path of `packer`. */
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly reporter: Reporter;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** Builds, and hashes the artifact where one is named. Throws what `checkPackerNames` and `buildWithPacker` throw. */
export async function build(options: BuildOptions, context: Context): Promise<BuildReport> {
  const { template, folder, variables, artifact, packerEnv } = options;
  checkPackerNames(packerEnv);
  const { program, env, signal, clock } = context;
  const started = clock.now();
  const task = context.reporter.begin(template);
  task.phase('building');
  const built = await buildWithPacker({
    program,
    folder,
    variables,
    artifact,
    env,
    envNames: packerEnv,
    onLine: task.output,
    signal,
  });
  const hashed =
    built === undefined
      ? undefined
      : await hashFile({ source: createFileSource(built), task, signal }, undefined);
  const seconds = (clock.now() - started) / 1000;
  task.end(`built ${describeBytes(hashed?.size)} in ${seconds.toFixed(1)} s`);
  return {
    verb: 'build',
    template,
    artifact: built,
    checksum: hashed?.checksum,
    bytes: hashed?.size,
    seconds,
  };
}
