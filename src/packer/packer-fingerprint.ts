/** What a Packer build is made from, as one hash: files, variables, and Packer's own version. */
import { createHash } from 'node:crypto';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabctlError } from '../base/errors.ts';
import type { Git } from '../programs/git.ts';

export type FingerprintOptions = {
  /** Absolute path of the template's folder. */
  readonly folder: string;
  /** Path of the built file, relative to the folder; what lies beside it untracked is not an input. */
  readonly artifact: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly packerVersion: string;
  readonly git: Git;
};

/**
 * `sha256:<hex>`, the same for the same contents whatever the times of the files. Throws UNSUPPORTED where the folder
 * is in no Git repository, since only Git knows what in it is an input.
 */
export async function fingerprintPacker(options: FingerprintOptions): Promise<string> {
  const { folder, variables, packerVersion } = options;
  const hash = createHash('sha256').update(JSON.stringify(['packer', packerVersion]));
  const sorted = Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
  hash.update(JSON.stringify(sorted));
  for (const file of await inputFiles(options)) {
    hash.update(JSON.stringify([file, await contentOf(join(folder, file))]));
  }
  return `sha256:${hash.digest('hex')}`;
}

async function inputFiles(options: FingerprintOptions): Promise<string[]> {
  const tracked = await listFiles(options, ['--cached']);
  const untracked = await listFiles(options, ['--others', '--exclude-standard']);
  const output = dirname(options.artifact);
  const isOutput = (file: string): boolean =>
    file === options.artifact || (output !== '.' && file.startsWith(`${output}/`));
  const inputs = untracked.filter((file) => !isOutput(file));
  return [...new Set([...tracked, ...inputs])].sort();
}

async function listFiles(options: FingerprintOptions, which: string[]): Promise<string[]> {
  const { folder, git } = options;
  const asked = await git(folder, ['ls-files', '-z', ...which, '--', '.']);
  const { exitCode, stdout, stderr } = asked;
  if (exitCode === 0) return stdout.split('\0').filter((file) => file !== '');
  throw new LabctlError(
    'UNSUPPORTED',
    `cannot list the files of ${folder}: git said "${stderr.trim().split('\n')[0]}"; a Packer image needs a Git checkout`,
  );
}

/** Mode and hash of a file, the target of a link; nothing for what is listed and gone. */
async function contentOf(path: string): Promise<readonly unknown[]> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isSymbolicLink()) return ['link', await readlink(path)];
  if (!stats?.isFile()) return [];
  const digest = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return [(stats.mode & 0o111) === 0 ? 'file' : 'program', digest];
}
