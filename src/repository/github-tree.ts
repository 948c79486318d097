/** What the base's tree becomes with the proposed files: Git's object names, computed here so that nothing is written. */
import { createHash } from 'node:crypto';
import { LabctlError } from '../errors.ts';
import type { ProposedFile } from './forge.ts';
import type { GitHubRepository } from './github-client.ts';
import { flag, list, objectId, record, text } from './github-shape.ts';

export type WantedTree = {
  /** Name of the tree with all files in it. */
  readonly sha: string;
  /** The files that the base does not hold like this. */
  readonly changed: readonly ProposedFile[];
};

type Entry = { readonly mode: string; readonly name: string; readonly sha: string };
type Leaf = { readonly path: readonly string[]; readonly file: ProposedFile };

const TREE_MODE = '040000';

const TREE = record({
  truncated: flag,
  tree: list(record({ path: text, mode: text, sha: objectId })),
});

/** Reads only the folders on the way to the files. Fails with FORGE_REJECTED. */
export async function computeTree(
  repository: GitHubRepository,
  baseTree: string,
  files: readonly ProposedFile[],
): Promise<WantedTree> {
  const changed: ProposedFile[] = [];
  const leaves = files.map((file): Leaf => ({ path: file.path.split('/'), file }));
  const sha = await plant(baseTree, leaves);
  return { sha, changed };

  async function plant(tree: string | undefined, below: readonly Leaf[]): Promise<string> {
    const entries = tree === undefined ? new Map<string, Entry>() : await read(repository, tree);
    for (const [name, leavesOfName] of byFirstName(below)) {
      const before = entries.get(name);
      const file = leavesOfName.find(({ path }) => path.length === 1)?.file;
      if (file !== undefined) {
        const after = { name, mode: file.mode, sha: blobName(file.content) };
        if (before?.mode !== after.mode || before.sha !== after.sha) changed.push(file);
        entries.set(name, after);
        continue;
      }
      const folder = before?.mode === TREE_MODE ? before.sha : undefined;
      const deeper = leavesOfName.map(({ path, file }) => ({ path: path.slice(1), file }));
      entries.set(name, { name, mode: TREE_MODE, sha: await plant(folder, deeper) });
    }
    return treeName([...entries.values()]);
  }
}

function byFirstName(leaves: readonly Leaf[]): Map<string, Leaf[]> {
  const groups = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const name = leaf.path[0] ?? '';
    groups.set(name, [...(groups.get(name) ?? []), leaf]);
  }
  return groups;
}

async function read(repository: GitHubRepository, tree: string): Promise<Map<string, Entry>> {
  const found = await repository.ask('read the base branch', TREE, (rest, common) =>
    rest.git.getTree({ ...common, tree_sha: tree }),
  );
  if (found.truncated) {
    const what = `cannot read the base branch in ${repository.label}`;
    throw new LabctlError('FORGE_REJECTED', `${what}: a folder on the way has too many files`);
  }
  return new Map(
    found.tree.map(({ path, mode, sha }) => [path, { name: path, mode, sha }] as const),
  );
}

function blobName(content: Buffer): string {
  return objectName('blob', content);
}

// The format of a tree object: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
function treeName(entries: readonly Entry[]): string {
  const sortKey = ({ name, mode }: Entry) => Buffer.from(mode === TREE_MODE ? `${name}/` : name);
  const sorted = entries.toSorted((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
  const lines = sorted.flatMap(({ mode, name, sha }) => [
    Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`),
    Buffer.from(sha, 'hex'),
  ]);
  return objectName('tree', Buffer.concat(lines));
}

function objectName(type: 'blob' | 'tree', content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}
