/** The real bare Git repository behind the GitHub server: its objects and refs, by Git's own plumbing. */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TreeEntry = { path: string; mode: string; type: string; sha: string; size?: number };
export type Person = { readonly name: string; readonly email: string; readonly date: string };
export type Commit = {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
};

export interface BareGit {
  /** Folder of the repository, for `git -C`. */
  readonly folder: string;
  /** Standard output of one Git command that must succeed. */
  run(args: readonly string[], input?: Buffer | string): string;
  /** The object that a name stands for, `undefined` where there is none. */
  resolve(name: string): string | undefined;
  readTree(sha: string): TreeEntry[];
  readBlob(sha: string): Buffer;
  /** A tree made of `base` and the entries; an entry without `sha` is removed. */
  writeTree(base: string | undefined, entries: readonly Partial<TreeEntry>[]): string;
  readCommit(sha: string): Commit | undefined;
  writeCommit(commit: Pick<Commit, 'tree' | 'parents' | 'message'> & { author: Person }): string;
  remove(): void;
}

export async function createBareGit(): Promise<BareGit> {
  const folder = await mkdtemp(join(tmpdir(), 'labctl-github-'));
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C' };

  function raw(args: readonly string[], input: Buffer | string = '', more = {}): string {
    return execFileSync('git', ['-C', folder, ...args], {
      input,
      encoding: 'utf8',
      env: { ...env, ...more },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  }
  const run: BareGit['run'] = (args, input) => raw(args, input).trimEnd();
  run(['init', '-q', '--bare', '-b', 'main', '--template=']);
  // Objects never change, and starting Git is what takes time.
  const trees = new Map<string, TreeEntry[]>();
  const commits = new Map<string, Commit>();

  return {
    folder,
    run,
    resolve(name) {
      try {
        // A ref is a file with the name of its commit, which is faster read than asked for.
        return name.startsWith('refs/')
          ? readFileSync(join(folder, name), 'utf8').trim()
          : run(['rev-parse', '-q', '--verify', name]);
      } catch {
        return undefined;
      }
    },
    readTree(sha) {
      const tree = trees.get(sha) ?? parseTree(run(['ls-tree', '-l', sha]));
      trees.set(sha, tree);
      return tree;
    },
    readBlob: (sha) => execFileSync('git', ['-C', folder, 'cat-file', 'blob', sha], { env }),
    writeTree(base, entries) {
      const index = { GIT_INDEX_FILE: join(folder, `index-${Math.random()}`) };
      if (base !== undefined) raw(['read-tree', base], '', index);
      const none = '0'.repeat(40);
      const lines = entries.map(({ mode, path, sha }) => {
        return sha === undefined ? `0 ${none}\t${path}` : `${mode} ${sha}\t${path}`;
      });
      raw(['update-index', '--index-info'], `${lines.join('\n')}\n`, index);
      const sha = raw(['write-tree'], '', index).trim();
      rmSync(index.GIT_INDEX_FILE, { force: true });
      return sha;
    },
    readCommit(sha) {
      try {
        const commit = commits.get(sha) ?? parseCommit(sha, raw(['cat-file', 'commit', sha]));
        commits.set(sha, commit);
        return commit;
      } catch {
        return undefined;
      }
    },
    writeCommit({ tree, parents, message, author }) {
      const who = {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        GIT_AUTHOR_DATE: author.date,
        GIT_COMMITTER_NAME: author.name,
        GIT_COMMITTER_EMAIL: author.email,
        GIT_COMMITTER_DATE: author.date,
      };
      const above = parents.flatMap((parent) => ['-p', parent]);
      return raw(['commit-tree', tree, ...above], message, who).trim();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function parseTree(listing: string): TreeEntry[] {
  const lines = listing.split('\n').filter(Boolean);
  return lines.map((line) => {
    const [facts = '', path = ''] = line.split('\t');
    const [mode = '', type = '', name = '', size = ''] = facts.split(/ +/);
    return { path, mode, type, sha: name, ...(type === 'blob' ? { size: +size } : {}) };
  });
}

function parseCommit(sha: string, text: string): Commit {
  const end = text.indexOf('\n\n');
  const headers = text.slice(0, end).split('\n');
  const all = (key: string) =>
    headers.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  const person = (line = ''): Person => {
    const [, name = '', email = '', seconds = '0'] = /^(.*) <(.*)> (\d+)/.exec(line) ?? [];
    const date = new Date(+seconds * 1000).toISOString().replace('.000Z', 'Z');
    return { name, email, date };
  };
  return {
    sha,
    tree: all('tree')[0] ?? '',
    parents: all('parent'),
    author: person(all('author')[0]),
    committer: person(all('committer')[0]),
    message: text.slice(end + 2),
  };
}
