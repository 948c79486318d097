/** What GitHub does on each operation that labctl uses: Git objects in a bare repository, the rest in memory. */
import {
  blobAnswer,
  combinedStatusAnswer,
  commitAnswer,
  comparedCommit,
  labelAnswer,
  type Pull,
  pullAnswer,
  type Repository,
  refAnswer,
  repositoryAnswer,
  type Status,
  statusAnswer,
  treeAnswer,
} from './github-answers.ts';
import type { BareGit, TreeEntry } from './github-git.ts';

export type GitHubState = {
  readonly git: BareGit;
  readonly repository: Repository;
  readonly pulls: Pull[];
  readonly statuses: Status[];
};

export type Asked = {
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The description has judged it: its fields have the types that are read here. */
  readonly body: Record<string, unknown>;
};

export type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

type Handler = (state: GitHubState, asked: Asked) => Answer;

/** By `operationId`; those that write are named in WRITES. */
export const OPERATIONS: Readonly<Record<string, Handler>> = {
  'repos/get': ({ repository }) => ok(repositoryAnswer(repository)),
  'git/get-ref': ({ git }, { path }) => {
    const sha = git.resolve(`refs/${path['ref']}`);
    return sha === undefined ? notFound() : ok(refAnswer(`refs/${path['ref']}`, sha));
  },
  'git/get-commit': ({ git }, { path }) => {
    const commit = git.readCommit(path['commit_sha'] ?? '');
    return commit === undefined ? notFound() : ok(commitAnswer(commit));
  },
  'git/get-tree': ({ git }, { path }) => {
    const sha = path['tree_sha'] ?? '';
    return ok(treeAnswer(sha, git.readTree(sha)));
  },
  'git/get-blob': ({ git }, { path }) => {
    const sha = path['file_sha'] ?? '';
    if (git.resolve(`${sha}^{blob}`) === undefined) return notFound();
    return ok(blobAnswer(sha, git.readBlob(sha)));
  },
  'git/list-matching-refs': ({ git }, { path }) => {
    const prefix = `refs/${path['ref']}`;
    const lines = git.run(['for-each-ref', '--format=%(objectname) %(refname)']).split('\n');
    const refs = lines.map((line) => line.split(' '));
    const found = refs.filter(([, ref = '']) => ref.startsWith(prefix));
    return ok(found.map(([sha = '', ref = '']) => refAnswer(ref, sha)));
  },
  'git/create-blob': ({ git }, { body }) => {
    const encoding = body['encoding'] === 'base64' ? 'base64' : 'utf8';
    const content = Buffer.from(String(body['content']), encoding);
    const sha = git.run(['hash-object', '-w', '--stdin'], content);
    return created({ sha, url: 'https://api.github.com/' });
  },
  'git/create-tree': ({ git }, { body }) => {
    const entries = body['tree'] as Partial<TreeEntry>[];
    const sha = git.writeTree(body['base_tree'] as string | undefined, entries);
    return created(treeAnswer(sha, git.readTree(sha)));
  },
  'git/create-commit': ({ git }, { body }) => {
    // Without author and committer GitHub takes the account that the token belongs to.
    const author = {
      name: 'github-actions[bot]',
      email: '41898282+github-actions[bot]@users.noreply.github.com',
      date: new Date().toISOString(),
    };
    const { message, tree, parents } = body as { message: string; tree: string; parents: string[] };
    const sha = git.writeCommit({ message, tree, parents, author });
    const commit = git.readCommit(sha);
    return commit === undefined ? notFound() : created(commitAnswer(commit));
  },
  'git/create-ref': ({ git }, { body }) => {
    const { ref, sha } = body as { ref: string; sha: string };
    if (git.resolve(ref) !== undefined) return unprocessable('Reference already exists');
    if (git.readCommit(sha) === undefined) return unprocessable('Object does not exist');
    try {
      git.run(['update-ref', ref, sha]);
    } catch {
      // Git has no ref beside a folder of refs.
      return unprocessable('Reference update failed');
    }
    return created(refAnswer(ref, sha));
  },
  'git/update-ref': (state, { path, body }) => {
    const ref = `refs/${path['ref']}`;
    const sha = String(body['sha']);
    const before = state.git.resolve(ref);
    if (before === undefined) return unprocessable('Reference does not exist');
    const isForward = state.git.run(['merge-base', '--all', before, sha]) === before;
    if (!isForward && body['force'] !== true) return unprocessable('Update is not a fast forward');
    state.git.run(['update-ref', ref, sha]);
    followBranches(state);
    return ok(refAnswer(ref, sha));
  },
  'git/delete-ref': (state, { path }) => {
    const ref = `refs/${path['ref']}`;
    if (state.git.resolve(ref) === undefined) return unprocessable('Reference does not exist');
    state.git.run(['update-ref', '-d', ref]);
    followBranches(state);
    return { status: 204 };
  },
  'repos/compare-commits-with-basehead': ({ git }, { path }) =>
    compare(git, path['basehead'] ?? ''),
  'pulls/list': ({ pulls, repository }, { query }) => {
    const { owner } = repository;
    const [state = 'open', head, base] = ['state', 'head', 'base'].map((key) => query.get(key));
    const found = pulls.filter(
      (pull) =>
        (state === 'all' || pull.state === state) &&
        (head === null || head === `${owner}:${pull.head}`) &&
        (base === null || base === pull.base),
    );
    return ok(found.toReversed().map((pull) => pullAnswer(pull, repository)));
  },
  'pulls/create': createPull,
  'pulls/update': ({ pulls, repository }, { path, body }) => {
    const pull = pulls.find(({ number }) => number === Number(path['pull_number']));
    if (pull === undefined) return notFound();
    Object.assign(pull, body);
    return ok(pullAnswer(pull, repository));
  },
  'issues/add-labels': ({ pulls }, { path, body }) => {
    const pull = pulls.find(({ number }) => number === Number(path['issue_number']));
    if (pull === undefined) return notFound();
    pull.labels = [...new Set([...pull.labels, ...(body['labels'] as string[])])];
    return ok(pull.labels.map(labelAnswer));
  },
  'repos/get-combined-status-for-ref': ({ statuses }, { path }) =>
    ok(
      combinedStatusAnswer(
        path['ref'] ?? '',
        statuses.filter(({ sha }) => sha === path['ref']),
      ),
    ),
  'repos/create-commit-status': ({ statuses }, { path, body }) => {
    const defaults = { description: null, target_url: null, context: 'default' };
    const status = { ...defaults, ...body, sha: path['sha'] ?? '' } as Status;
    statuses.push(status);
    return created(statusAnswer(status));
  },
};

function createPull({ git, pulls, repository }: GitHubState, { body }: Asked): Answer {
  const { head, base, title, body: text = '' } = body as Record<string, string>;
  if (head === undefined || base === undefined || title === undefined) return notFound();
  const [headSha, baseSha] = [head, base].map((name) => git.resolve(`refs/heads/${name}`));
  const invalid = (field: string) => [{ resource: 'PullRequest', field, code: 'invalid' }];
  const custom = (message: string) => [{ resource: 'PullRequest', code: 'custom', message }];
  if (headSha === undefined) return unprocessable('Validation Failed', invalid('head'));
  if (baseSha === undefined) return unprocessable('Validation Failed', invalid('base'));
  if (pulls.some((pull) => pull.state === 'open' && pull.head === head && pull.base === base)) {
    const message = `A pull request already exists for ${repository.owner}:${head}.`;
    return unprocessable('Validation Failed', custom(message));
  }
  if (git.run(['rev-list', '--count', `${baseSha}..${headSha}`]) === '0') {
    const message = `No commits between ${base} and ${head}`;
    return unprocessable('Validation Failed', custom(message));
  }
  const number = pulls.length + 1;
  const rest = { state: 'open' as const, merged: false, labels: [] };
  const pull: Pull = { number, head, headSha, base, title, body: text, ...rest };
  pulls.push(pull);
  return created(pullAnswer(pull, repository));
}

function compare(git: BareGit, basehead: string): Answer {
  const [base = '', head = ''] = basehead.split('...');
  const read = (sha: string) => {
    const commit = git.readCommit(sha);
    return commit === undefined ? [] : [comparedCommit(commit)];
  };
  if (git.readCommit(base) === undefined || git.readCommit(head) === undefined) return notFound();
  const range = `${base}...${head}`;
  const sided = git
    .run(['rev-list', '--left-right', '--reverse', '--topo-order', range])
    .split('\n');
  const behind = sided.filter((line) => line.startsWith('<')).length;
  const commits = sided.filter((line) => line.startsWith('>')).map((line) => line.slice(1));
  const ahead = commits.length;
  const status =
    ahead > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical';
  const url = 'https://api.github.com/';
  return ok({
    ...{ url, html_url: url, permalink_url: url, diff_url: url, patch_url: url, status },
    base_commit: read(base)[0],
    merge_base_commit: read(git.run(['merge-base', base, head]))[0],
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits.flatMap(read),
    files: [],
  });
}

/** Open pull requests go with their branch, and are closed when it is deleted. */
export function followBranches({ git, pulls }: GitHubState): void {
  for (const pull of pulls.filter(({ state }) => state === 'open')) {
    const sha = git.resolve(`refs/heads/${pull.head}`);
    if (sha === undefined) pull.state = 'closed';
    else pull.headSha = sha;
  }
}

/** GitHub's form of an error. */
export function problem(status: number, message: string, errors?: readonly unknown[]): Answer {
  const documentation_url = 'https://docs.github.com/rest';
  const body = { message, documentation_url, status: String(status) };
  return { status, body: errors === undefined ? body : { ...body, errors } };
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const created = (body: unknown): Answer => ({ status: 201, body });
const notFound = (): Answer => problem(404, 'Not Found');
const unprocessable = (message: string, errors?: readonly unknown[]) =>
  problem(422, message, errors);
