/** A Packer build: `packer init` and `packer build` in a template's folder, and the file that comes of it. */
import { access, constants, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { LabctlError } from '../base/errors.ts';
import { printable } from '../base/redact.ts';
import { runLive } from '../programs/run-live.ts';
import { packerEnvironment } from './packer-environment.ts';

export type PackerBuild = {
  /** Absolute path of `packer`. */
  readonly program: string;
  /** Absolute path of the template's folder. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Path of the built file, relative to the folder, where one is expected. */
  readonly artifact: string | undefined;
  /** Of this process; Packer gets a part of it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of further variables that it gets. */
  readonly envNames: readonly string[];
  readonly onLine: (line: string) => void;
  /** The device that QEMU needs to be fast; `/dev/kvm` unless told. */
  readonly kvm?: string;
  readonly signal: AbortSignal;
};

/**
 * Builds and answers the absolute path of the artifact, `undefined` where none was expected. Throws BUILD_FAILED for
 * a build that failed or left no artifact, UNSUPPORTED where the machine cannot build the template, and what
 * `packerEnvironment` throws.
 */
export async function buildWithPacker(build: PackerBuild): Promise<string | undefined> {
  const { folder, artifact, env, envNames, variables, kvm = '/dev/kvm' } = build;
  await requireTemplate(folder);
  const templates = await readTemplates(folder);
  await refuseWithoutKvm(folder, templates, kvm);
  const closed = packerEnvironment({ env, names: envNames, variables, templates });
  await runPacker(build, closed, ['init', '.']);
  // -force: packer itself removes what an earlier build left where it wants to write.
  await runPacker(build, closed, ['build', '-color=false', '-force', '.']);
  return artifact === undefined ? undefined : findArtifact(folder, artifact);
}

async function runPacker(
  { program, folder, onLine, signal }: PackerBuild,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<void> {
  const exitCode = await runLive(program, {
    args,
    cwd: folder,
    env,
    onLine: (line) => onLine(printable(line, 2_000)),
    signal,
  });
  if (exitCode === 0) return;
  const message = `packer ${args[0]} failed in ${folder}: exit code ${exitCode}; its output is above`;
  throw new LabctlError('BUILD_FAILED', message);
}

/** Throws NOT_FOUND for a folder that is missing or holds no template. */
export async function requireTemplate(folder: string): Promise<void> {
  const templates = await findTemplates(folder);
  if (templates.length > 0) return;
  const message = `no Packer template in ${folder}: want a file *.pkr.hcl or *.pkr.json`;
  throw new LabctlError('NOT_FOUND', message);
}

async function readTemplates(folder: string): Promise<string[]> {
  const names = await findTemplates(folder);
  return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
}

/** Without it QEMU emulates every instruction: a build of minutes takes hours, or for ever. */
async function refuseWithoutKvm(
  folder: string,
  texts: readonly string[],
  kvm: string,
): Promise<void> {
  const usesQemu = texts.some((text) => /^\s*source\s+"qemu"/m.test(text));
  const emulates = texts.some((text) => /^\s*accelerator\s*=\s*"(none|tcg)"/m.test(text));
  if (!usesQemu || emulates || process.platform !== 'linux') return;
  try {
    await access(kvm, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw new LabctlError(
      'UNSUPPORTED',
      `${folder} builds with QEMU, and ${kvm} cannot be used here; on a runner allow it first ` +
        '(echo \'KERNEL=="kvm", GROUP="kvm", MODE="0666"\' | sudo tee /etc/udev/rules.d/99-kvm.rules && ' +
        'sudo udevadm control --reload-rules && sudo udevadm trigger --name-match=kvm), ' +
        'or set accelerator = "tcg" in the template and wait',
      { cause },
    );
  }
}

/** Names of the template's files. Throws NOT_FOUND where there is no such folder. */
export async function findTemplates(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => /\.pkr\.(hcl|json)$/.test(name));
  } catch (cause) {
    throw new LabctlError('NOT_FOUND', `no such folder: ${folder}`, { cause });
  }
}

/** By real path, so that a link made by the build cannot bring in a file from elsewhere. */
async function findArtifact(folder: string, artifact: string): Promise<string> {
  const path = resolve(folder, artifact);
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) {
    throw new LabctlError(
      'BUILD_FAILED',
      `packer ended well but left no file ${path}; correct artifact`,
    );
  }
  const inside = relative(await realpath(folder), real);
  if (
    inside === '' ||
    inside === '..' ||
    inside.startsWith(`..${sep}`) ||
    resolve(inside) === inside
  ) {
    throw new LabctlError(
      'BUILD_FAILED',
      `the artifact ${path} leads out of the template's folder`,
    );
  }
  const stats = await stat(real);
  if (stats.isFile() && stats.size > 0) return real;
  const found = stats.isFile() ? 'an empty file' : 'something else than a file';
  throw new LabctlError('BUILD_FAILED', `the artifact ${path} is ${found}`);
}
