/** What Git ignores in a checkout. */
import { spawnSync } from 'node:child_process';

const TIME_LIMIT_MS = 10_000;

/**
 * Those of the paths, relative to `root`, that Git neither tracks nor would add. None where there is no Git, or no
 * repository: then nobody can tell, and the edit is one of local files.
 */
export function ignoredPaths(root: string, paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  const asked = spawnSync('git', ['check-ignore', '-z', '--stdin'], {
    cwd: root,
    // With ./ a name like `:(top)a` is no pathspec of Git.
    input: paths.map((path) => `./${path}\0`).join(''),
    encoding: 'utf8',
    timeout: TIME_LIMIT_MS,
    windowsHide: true,
  });
  // 0: some are ignored; 1: none; 128: no repository, or one of another owner.
  if (asked.status !== 0) return [];
  return asked.stdout.split('\0').flatMap((path) => (path === '' ? [] : [path.slice(2)]));
}
