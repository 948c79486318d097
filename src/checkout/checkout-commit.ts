/** Which commit is checked out. */
import { LabctlError } from '../base/errors.ts';
import type { Git } from '../programs/git.ts';

/** The name of the commit, `undefined` when there is no Git, or no repository that it may read. */
export async function checkedOutCommit(root: string, git: Git): Promise<string | undefined> {
  try {
    const { exitCode, stdout } = await git(root, ['rev-parse', '--verify', 'HEAD^{commit}']);
    const name = stdout.trim();
    return exitCode === 0 && /^[0-9a-f]{40,64}$/.test(name) ? name : undefined;
  } catch (error) {
    if (error instanceof LabctlError && error.code === 'UNSUPPORTED') return undefined;
    throw error;
  }
}
