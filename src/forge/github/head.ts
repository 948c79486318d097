/** Where branches stand, and the trees of commits. */
import type { GitHubRepository } from './api/client.ts';
import { objectId, record } from './api/shape.ts';

/** The commit of a branch, `undefined` if there is none. Fails with FORGE_REJECTED. */
export async function readHead(
  repository: GitHubRepository,
  name: string,
): Promise<string | undefined> {
  const ref = `heads/${name}`;
  const read = record({ object: record({ sha: objectId }) });
  const found = await repository.find('read the branch', read, ({ git }, common) =>
    git.getRef({ ...common, ref }),
  );
  return found?.object.sha;
}

/** The tree of a commit. Fails with FORGE_REJECTED. */
export async function readTreeOf(repository: GitHubRepository, commit: string): Promise<string> {
  const { tree } = await repository.ask(
    'read the base branch',
    record({ tree: record({ sha: objectId }) }),
    ({ git }, common) => git.getCommit({ ...common, commit_sha: commit }),
  );
  return tree.sha;
}
