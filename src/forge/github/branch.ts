/** The branch that is labctl's own: reading it, rebuilding it from the base, deleting it. */
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import type { Draft } from '../forge.ts';
import type { GitHubRepository } from './api/client.ts';
import { count, list, objectId, optional, record, text } from './api/shape.ts';
import { refuseBlocked } from './blocked.ts';
import { writeCommit } from './commit.ts';
import { readHead } from './head.ts';
import { isOurs } from './trailers.ts';
import type { WantedTree } from './tree.ts';

/** A commit and its tree. */
export type Commitish = { readonly sha: string; readonly tree: string };

export type Branch = {
  readonly name: string;
  readonly sha: string;
  readonly tree: string;
  /** Commits on it that the base does not have, and the other way round. */
  readonly ahead: number;
  readonly behind: number;
  /** Whether its last commit was made by labctl and is as it was made. */
  readonly isOurs: boolean;
  /** Who else has put a commit on it: the first one, as words for a message. */
  readonly foreign: string | undefined;
};

/** labctl's branch as it is now, `undefined` where there is none. Fails with FORGE_REJECTED. */
export async function readBranch(
  repository: GitHubRepository,
  name: string,
  base: Commitish,
): Promise<Branch | undefined> {
  const sha = await readHead(repository, name);
  if (sha === undefined) return undefined;
  const basehead = `${base.sha}...${sha}`;
  const compared = await repository.ask('read the branch', COMPARED, ({ repos }, common) =>
    repos.compareCommitsWithBasehead({ ...common, basehead, per_page: 100 }),
  );
  const { ahead_by: ahead, behind_by: behind, commits } = compared;
  const last = ahead === 0 ? compared.merge_base_commit : commits.at(-1);
  if (last?.sha !== sha) {
    const foreign = `one of the ${ahead} commits on it`;
    return { name, sha, tree: '', ahead, behind, isOurs: false, foreign };
  }
  const stranger = commits.find((commit) => !isOurs(contentOf(commit), name));
  const foreign = stranger && describeCommit(stranger);
  const tree = last.commit.tree.sha;
  return { name, sha, tree, ahead, behind, isOurs: isOurs(contentOf(last), name), foreign };
}

export type Rebuild = {
  readonly branch: string;
  readonly draft: Draft;
  readonly base: Commitish;
  readonly wanted: WantedTree;
  readonly before: Branch | undefined;
};

/** The branch, rebuilt as one commit on the base with the wanted tree. Returns the name of the commit. */
export async function rebuildBranch(
  repository: GitHubRepository,
  rebuild: Rebuild,
): Promise<string> {
  const { branch, draft, base, wanted, before } = rebuild;
  if (before !== undefined) refuseForeign(repository, before);
  const sha = await writeCommit(repository, { branch, draft, base, changed: wanted.changed });
  if (before === undefined) {
    await createBranch(repository, branch, sha);
    return sha;
  }
  // REST cannot compare and swap: a commit pushed between this look and the write below would be lost, so both
  // are as close together as they can be, and `force` is asked for only where it is needed.
  if ((await readHead(repository, branch)) !== before.sha) throw movedMeanwhile(repository, branch);
  await repository.call('move the branch', ({ git }, common) =>
    git.updateRef({ ...common, ref: `heads/${branch}`, sha, force: before.ahead > 0 }),
  );
  return sha;
}

async function createBranch(
  repository: GitHubRepository,
  branch: string,
  sha: string,
): Promise<void> {
  try {
    await repository.call('create the branch', ({ git }, common) =>
      git.createRef({ ...common, ref: `refs/heads/${branch}`, sha }),
    );
  } catch (error) {
    await refuseBlocked(repository, branch, error);
    throw error;
  }
}

/** Deletes labctl's branch, unless it has moved since it was read. */
export async function deleteBranch(repository: GitHubRepository, before: Branch): Promise<void> {
  const { name, sha } = before;
  const now = await readHead(repository, name);
  if (now === undefined) return;
  if (now !== sha) throw movedMeanwhile(repository, name);
  await repository.call('delete the branch', ({ git }, common) =>
    git.deleteRef({ ...common, ref: `heads/${name}` }),
  );
}

/** Fails with FORGE_REJECTED where somebody else's work would be lost. */
export function refuseForeign({ label }: GitHubRepository, { name, foreign }: Branch): void {
  if (foreign === undefined) return;
  throw new LabctlError(
    'FORGE_REJECTED',
    `cannot rebuild branch ${printable(name)} in ${printable(label)}: ${foreign} is not labctl's and would be ` +
      'lost; merge the pull request, or keep that commit elsewhere and delete the branch, or use another `branch`',
  );
}

function movedMeanwhile({ label }: GitHubRepository, name: string): LabctlError {
  const what = `cannot move the branch in ${printable(label)}`;
  const cause = Object.assign(new Error('moved meanwhile'), { status: 409 });
  return new LabctlError(
    'FORGE_REJECTED',
    `${what}: somebody else keeps moving ${printable(name)}; run again later`,
    { cause },
  );
}

const COMMIT = record({
  sha: objectId,
  commit: record({
    message: text,
    tree: record({ sha: objectId }),
    author: optional(record({ name: optional(text) })),
  }),
  author: optional(record({ login: optional(text) })),
});
type Commit = ReturnType<typeof COMMIT>;

const COMPARED = record({
  ahead_by: count,
  behind_by: count,
  commits: list(COMMIT),
  merge_base_commit: COMMIT,
});

function contentOf({ commit }: Commit): { message: string; tree: string } {
  return { message: commit.message, tree: commit.tree.sha };
}

function describeCommit({ sha, commit, author }: Commit): string {
  const name = commit.author?.name ?? 'somebody';
  const login = author?.login === undefined ? '' : ` (${author.login})`;
  const subject = commit.message.split('\n', 1)[0] ?? '';
  return `commit ${sha.slice(0, 10)} "${printable(subject, 72)}" by ${printable(name + login, 100)}`;
}
