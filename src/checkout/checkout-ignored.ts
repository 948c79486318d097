/** What Git ignores in a checkout. */
import { LabctlError } from '../base/errors.ts';
import type { Git } from '../programs/git.ts';

/**
 * Those of the paths, relative to `root`, that Git neither tracks nor would add. None when there is no Git, or no
 * repository: then nobody can tell, and the edit is one of local files. Throws the abort's reason.
 */
export async function ignoredPaths(
  root: string,
  paths: readonly string[],
  git: Git,
): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  try {
    // With ./ a name like `:(top)a` is not a pathspec of Git.
    const names = paths.map((path) => `./${path}\0`).join('');
    const { exitCode, stdout } = await git(root, ['check-ignore', '-z', '--stdin'], names);
    // 0: some are ignored; 1: none; 128: no repository, or one of another owner.
    if (exitCode !== 0) return [];
    return stdout.split('\0').flatMap((path) => (path === '' ? [] : [path.slice(2)]));
  } catch (error) {
    if (error instanceof LabctlError && error.code === 'UNSUPPORTED') return [];
    throw error;
  }
}
