/** The machine's own Git, as a run asks it. */
import { createGit, type Git } from '../../../src/programs/git.ts';

export function aGit(
  env: Readonly<Record<string, string | undefined>> = process.env,
  signal = new AbortController().signal,
): Git {
  return createGit({ path: env['PATH'], env, signal });
}
