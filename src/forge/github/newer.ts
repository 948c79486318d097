/** Whether a run has been overtaken: a branch has gone on from its commit, to another manifest. */
import type { Origin } from '../forge.ts';
import type { GitHubRepository } from './api/client.ts';
import { record, text } from './api/shape.ts';
import { readHead, readTreeOf } from './head.ts';
import { findEntry, type ReadTree } from './tree.ts';

type Tip = { readonly name: string; readonly sha: string; readonly tree?: string };

/**
 * The name of that branch: the base, or the one that the run was started for. The manifests are compared as Git holds
 * them, so neither line ends of a checkout nor a manifest that an earlier step has made matter; nor does a branch that
 * does not contain the run's commit, such as a release branch that changes of `main` are proposed to.
 */
export async function findNewer(
  repository: GitHubRepository,
  read: ReadTree,
  { origin, base }: { origin: Origin; base: Tip },
): Promise<string | undefined> {
  for (const tip of await tipsOf(repository, origin, base)) {
    if (tip.sha === origin.commit) continue;
    if (!(await isAncestor(repository, origin.commit, tip.sha))) continue;
    const before = await manifestOf(origin.commit);
    const after = await manifestOf(tip.sha, tip.tree);
    if (before !== after) return tip.name;
  }
  return undefined;

  async function manifestOf(commit: string, tree?: string): Promise<string | undefined> {
    const root = tree ?? (await readTreeOf(repository, commit));
    const { at, entry } = await findEntry(read, root, origin.manifest);
    return at === origin.manifest ? entry?.sha : undefined;
  }
}

async function tipsOf(
  repository: GitHubRepository,
  { branch }: Origin,
  base: Tip,
): Promise<readonly Tip[]> {
  if (branch === undefined || branch === base.name) return [base];
  const sha = await readHead(repository, branch);
  return sha === undefined ? [base] : [base, { name: branch, sha }];
}

/** A commit that GitHub does not know (of a merge that was tried, or of another repository) is nobody's ancestor. */
async function isAncestor(
  repository: GitHubRepository,
  commit: string,
  tip: string,
): Promise<boolean> {
  const compared = await repository.find(
    'read the base branch',
    record({ status: text }),
    ({ repos }, common) =>
      repos.compareCommitsWithBasehead({ ...common, basehead: `${commit}...${tip}`, per_page: 1 }),
  );
  return compared?.status === 'ahead';
}
