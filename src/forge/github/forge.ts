/** The Forge on GitHub: one commit through the Git Data API, one pull request, one commit status. */
import { type Clock, systemClock } from '../../base/clock.ts';
import { LabctlError } from '../../base/errors.ts';
import type { Draft, Forge, Proposal, Proposed } from '../forge.ts';
import { connectGitHub, type GitHubOptions, type GitHubRepository } from './api/client.ts';
import { isRace } from './api/errors.ts';
import { type GitHubBase, readBase } from './base.ts';
import { type Branch, deleteBranch, readBranch, rebuildBranch, refuseForeign } from './branch.ts';
import {
  addLabels,
  closePullRequest,
  createPullRequest,
  findDeclined,
  findPullRequest,
  type PullRequest,
  updatePullRequest,
} from './pull-request.ts';
import { setSuccessStatus } from './status.ts';
import { digestOf } from './trailers.ts';
import { computeTree, createTreeReader, type ReadTree, type WantedTree } from './tree.ts';

export type GitHubForgeOptions = GitHubOptions & { readonly clock?: Clock };

const MAX_RACES = 3;
const RACE_WAIT_MS = 1_000;

/** Works with GITHUB_TOKEN, a PAT and a GitHub App token, on github.com and GitHub Enterprise Server. Fails with INPUT_INVALID. */
export function createGitHubForge({ clock = systemClock, ...options }: GitHubForgeOptions): Forge {
  refuseUnusable(options);
  const open = connectGitHub(options);
  return {
    async readBase(wish, signal) {
      const repository = open(signal);
      return readBase(repository, createTreeReader(repository), wish);
    },
    async propose(proposal, signal) {
      const repository = open(signal);
      const read = createTreeReader(repository);
      for (let races = 0; ; races += 1) {
        try {
          return await proposeOnce(repository, read, proposal);
        } catch (error) {
          // Everything is read anew: what another run has done meanwhile is then found, and only the rest is done.
          if (!isRace(error) || races === MAX_RACES) throw error;
          await clock.sleep(RACE_WAIT_MS * (races + 1), signal);
        }
      }
    },
    setStatus: (status, signal) => setSuccessStatus(open(signal), status),
  };
}

function refuseUnusable({ repository, apiUrl }: GitHubOptions): void {
  if (!/^[^/\s]+\/[^/\s]+$/.test(repository)) {
    throw new LabctlError('INPUT_INVALID', `the repository must be owner/name: ${repository}`);
  }
  if (!/^https?:\/\//.test(apiUrl) || !URL.canParse(apiUrl)) {
    throw new LabctlError('INPUT_INVALID', "GITHUB_API_URL must be the URL of GitHub's API");
  }
}

/** What is wanted, and what is there. */
type Now = {
  readonly draft: Draft;
  readonly branch: string;
  readonly base: GitHubBase;
  readonly wanted: WantedTree;
  readonly before: Branch | undefined;
};

async function proposeOnce(
  repository: GitHubRepository,
  read: ReadTree,
  proposal: Proposal,
): Promise<Proposed> {
  const { branch } = proposal;
  const base = await readBase(repository, read, proposal);
  if (base.name === branch) {
    const message = `\`branch\` must not be the base branch itself: ${base.name}`;
    throw new LabctlError('INPUT_INVALID', message);
  }
  const draft = await proposal.draft(base);
  if (draft === undefined) return { state: 'left', warnings: [] };
  const wanted = await computeTree(read, base.tree, draft.files);
  const before = await readBranch(repository, branch, base);
  const find = { branch, base: base.name };
  const pull = await findPullRequest(repository, { ...find, state: 'open' });
  if (wanted.sha === base.tree) return withdraw(repository, before, pull);
  const now = { draft, branch, base, wanted, before };
  if (pull !== undefined) return update(repository, { ...now, pull });
  const files = digestOf(wanted.changed);
  const declined = await findDeclined(repository, { ...find, files });
  if (declined !== undefined) return proposed('declined', declined);
  return create(repository, now);
}

async function create(repository: GitHubRepository, now: Now): Promise<Proposed> {
  const { draft, branch, base } = now;
  const headSha = await bringBranch(repository, now);
  const pull = await createPullRequest(repository, draft, { branch, base: base.name });
  const { warnings } = await addLabels(repository, pull, draft.labels);
  return proposed('created', pull, { headSha, warnings });
}

async function update(
  repository: GitHubRepository,
  now: Now & { readonly pull: PullRequest },
): Promise<Proposed> {
  const { draft, base, before, pull } = now;
  const headSha = await bringBranch(repository, now);
  const isEdited = await updatePullRequest(repository, pull, { draft, base: base.name });
  const { added, warnings } = await addLabels(repository, pull, draft.labels);
  const isUpdated = headSha !== before?.sha || isEdited || added;
  return proposed(isUpdated ? 'updated' : 'unchanged', pull, { headSha, warnings });
}

/** The head of the branch, rebuilt unless it is the wanted tree on the newest base already. */
async function bringBranch(repository: GitHubRepository, now: Now): Promise<string> {
  const { before, wanted } = now;
  // Also when a person has merged the base into it: the tree is right, so nothing needs to be forced.
  if (before?.tree === wanted.sha && before.behind === 0) return before.sha;
  return rebuildBranch(repository, now);
}

async function withdraw(
  repository: GitHubRepository,
  before: Branch | undefined,
  pull: PullRequest | undefined,
): Promise<Proposed> {
  if (before !== undefined && pull !== undefined) refuseForeign(repository, before);
  if (pull !== undefined) await closePullRequest(repository, pull);
  if (before?.isOurs && before.foreign === undefined) await deleteBranch(repository, before);
  return pull === undefined ? { state: 'none', warnings: [] } : proposed('closed', pull);
}

function proposed(
  state: Proposed['state'],
  { number, url }: PullRequest,
  more: { headSha?: string; warnings?: string[] } = {},
): Proposed {
  return { state, number, url, warnings: [], ...more };
}
