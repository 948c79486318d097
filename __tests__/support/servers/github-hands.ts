/** What people do on GitHub in the browser or with Git: commit, push, merge, close, delete. */
import { followBranches, type GitHubState } from './github-operations.ts';

export type FileByHand = string | Buffer | { content: string | Buffer; mode: '100644' | '100755' };

export interface GitHubHands {
  /** Folder of the bare repository, for `git clone` and `git log`. */
  readonly gitFolder: string;
  /** Standard output of a Git command in the bare repository. */
  git(...args: readonly string[]): string;
  /** Puts a commit by Jane Doe on the branch (made from `main` where it is missing); `null` removes. Returns its name. */
  commitByHand(branch: string, files: Readonly<Record<string, FileByHand | null>>): string;
  /** Merges with a merge commit, as the green button does. */
  mergeByHand(number: number): void;
  /** Merges the base into the head, as "Update branch" does. */
  updateBranchByHand(number: number): void;
  closeByHand(number: number): void;
  deleteBranchByHand(branch: string): void;
}

/** The hands of people on this server's state. */
export function createHands(state: GitHubState): GitHubHands {
  const { git, pulls } = state;
  const jane = () => ({
    name: 'Jane Doe',
    email: '7+jane@users.noreply.github.com',
    date: new Date().toISOString(),
  });
  const pullOf = (wanted: number) => {
    const pull = pulls.find(({ number }) => number === wanted);
    if (pull === undefined) throw new Error(`no pull request ${wanted}`);
    return pull;
  };
  const head = (branch: string) => git.resolve(`refs/heads/${branch}`);

  function move(branch: string, commit: { tree: string; parents: string[]; message: string }) {
    const sha = git.writeCommit({ ...commit, author: jane() });
    git.run(['update-ref', `refs/heads/${branch}`, sha]);
    followBranches(state);
    return sha;
  }

  function merge(from: string, into: string): void {
    const parents = [into, from].map((branch) => head(branch) ?? '');
    const tree = git.run(['merge-tree', '--write-tree', ...parents]);
    move(into, { tree, parents, message: `Merge ${from} into ${into}` });
  }

  return {
    gitFolder: git.folder,
    git: (...args) => git.run(args),
    commitByHand(branch, files) {
      const parent = head(branch) ?? head('main');
      const entries = Object.entries(files).map(([path, file]) => {
        if (file === null) return { path };
        const { content, mode } =
          typeof file === 'string' || Buffer.isBuffer(file)
            ? { content: file, mode: '100644' }
            : file;
        return { path, mode, sha: git.run(['hash-object', '-w', '--stdin'], content) };
      });
      const tree = git.writeTree(parent, entries);
      const parents = parent === undefined ? [] : [parent];
      return move(branch, { tree, parents, message: `Change ${Object.keys(files).join(', ')}` });
    },
    mergeByHand(number) {
      const pull = pullOf(number);
      merge(pull.head, pull.base);
      Object.assign(pull, { state: 'closed', merged: true });
    },
    updateBranchByHand(number) {
      const pull = pullOf(number);
      merge(pull.base, pull.head);
    },
    closeByHand(number) {
      pullOf(number).state = 'closed';
    },
    deleteBranchByHand(branch) {
      git.run(['update-ref', '-d', `refs/heads/${branch}`]);
      followBranches(state);
    },
  };
}
