/** What Git turns into something else between a file of the checkout and what it stores. */
import { LabctlError } from '../base/errors.ts';
import type { Git } from '../programs/git.ts';

/**
 * Attributes by which a file differs from its blob in more than its line ends: what fits the one need not fit the
 * other, and what a filter encrypts must not be stored as it lies in the checkout. `text`, `eol` and core.autocrlf are
 * none of them: an edit keeps each line end as it finds it, and so Git sees the edited lines alone as changed.
 */
const CONVERTING = ['filter', 'ident', 'working-tree-encoding'];

/** By path, why Git converts the file. None when there is no Git, or no repository: then nothing is committed. */
export async function conversions(
  root: string,
  paths: readonly string[],
  git: Git,
): Promise<ReadonlyMap<string, string>> {
  if (paths.length === 0) return new Map();
  // With ./ a name is never taken for anything else than a path.
  const names = paths.map((path) => `./${path}\0`).join('');
  const asked = await askGit(() =>
    git(root, ['check-attr', '-z', '--stdin', ...CONVERTING], names),
  );
  const fields = asked.split('\0');
  const found = new Map<string, string>();
  // Three fields each: path, attribute, value.
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = '', attribute = '', value = ''] = fields.slice(at, at + 3);
    if (value === 'unspecified' || value === 'unset') continue;
    const shown = value === 'set' ? attribute : `${attribute}=${value}`;
    found.set(path.replace(/^\.\//, ''), `its attribute ${shown} has Git convert it`);
  }
  return found;
}

async function askGit(ask: () => ReturnType<Git>): Promise<string> {
  try {
    const { exitCode, stdout } = await ask();
    return exitCode === 0 ? stdout : '';
  } catch (error) {
    if (error instanceof LabctlError && error.code === 'UNSUPPORTED') return '';
    throw error;
  }
}
