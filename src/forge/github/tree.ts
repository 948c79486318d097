/** Trees of the repository: reading them folder by folder, and what they become with other files, written nowhere. */
import { createHash } from 'node:crypto';
import { LabctlError } from '../../base/errors.ts';
import type { ProposedFile } from '../forge.ts';
import type { GitHubRepository } from './api/client.ts';
import { count, flag, list, objectId, optional, record, text } from './api/shape.ts';

export type Entry = {
  readonly mode: string;
  readonly name: string;
  readonly sha: string;
  /** Of a file, in bytes. */
  readonly size: number | undefined;
};

export type Tree = ReadonlyMap<string, Entry>;

/** Reads a tree by its name. Fails with FORGE_REJECTED. */
export type ReadTree = (sha: string) => Promise<Tree>;

/** A file that the base does not hold like this. */
export type ChangedFile = ProposedFile & { readonly mode: FileMode };

export type WantedTree = {
  /** Name of the tree with all files in it. */
  readonly sha: string;
  readonly changed: readonly ChangedFile[];
};

/** The modes that Git knows for files. */
type FileMode = '100644' | '100755';

const MODE = { file: '100644', program: '100755', folder: '040000' } as const;

const TREE = record({
  truncated: flag,
  tree: list(record({ path: text, mode: text, sha: objectId, size: optional(count) })),
});

/** Reads each tree once: a name stands for the same content for ever. */
export function createTreeReader(repository: GitHubRepository): ReadTree {
  const trees = new Map<string, Promise<Tree>>();
  return (sha) => {
    const reading = trees.get(sha) ?? readTree(repository, sha);
    trees.set(sha, reading);
    // What could not be read is asked for again.
    reading.catch(() => trees.delete(sha));
    return reading;
  };
}

async function readTree(repository: GitHubRepository, sha: string): Promise<Tree> {
  const found = await repository.ask('read the base branch', TREE, (rest, common) =>
    rest.git.getTree({ ...common, tree_sha: sha }),
  );
  if (found.truncated) {
    const what = `cannot read the base branch in ${repository.label}`;
    throw new LabctlError('FORGE_REJECTED', `${what}: a folder on the way has too many files`);
  }
  return new Map(
    found.tree.map(({ path: name, ...entry }): [string, Entry] => [name, { name, ...entry }]),
  );
}

/** What a tree holds at a path; `at` is the last part of the path that is there, or the first that is missing. */
export async function findEntry(
  read: ReadTree,
  tree: string,
  path: string,
): Promise<{ readonly at: string; readonly entry: Entry | undefined }> {
  const parts = path.split('/');
  let entries = await read(tree);
  for (let length = 1; ; length += 1) {
    const at = parts.slice(0, length).join('/');
    const entry = entries.get(parts[length - 1] ?? '');
    if (entry === undefined || length === parts.length || !isFolder(entry)) return { at, entry };
    entries = await read(entry.sha);
  }
}

export function isFolder({ mode }: Entry): boolean {
  return mode === MODE.folder;
}

/** The mode of a regular file, `undefined` for a link, a submodule and a folder. */
export function fileMode({ mode }: Entry): FileMode | undefined {
  return mode === MODE.file || mode === MODE.program ? mode : undefined;
}

/** Puts the content into files that the tree holds; nothing else can change. Fails with FORGE_REJECTED. */
export async function computeTree(
  read: ReadTree,
  tree: string,
  files: readonly ProposedFile[],
): Promise<WantedTree> {
  const changed: ChangedFile[] = [];
  const leaves = files.map((file): Leaf => ({ path: file.path.split('/'), file }));
  return { sha: await plant(tree, leaves), changed };

  async function plant(folder: string, below: readonly Leaf[]): Promise<string> {
    const entries = new Map(await read(folder));
    for (const [name, leavesOfName] of byFirstName(below)) {
      const before = entries.get(name);
      const file = leavesOfName.find(({ path }) => path.length === 1)?.file;
      const mode = before && fileMode(before);
      if (before !== undefined && file !== undefined && mode !== undefined) {
        const sha = blobName(file.content);
        if (before.sha !== sha) changed.push({ ...file, mode });
        entries.set(name, { ...before, sha });
      } else if (before !== undefined && file === undefined && isFolder(before)) {
        const deeper = leavesOfName.map(({ path, file }) => ({ path: path.slice(1), file }));
        entries.set(name, { ...before, sha: await plant(before.sha, deeper) });
      } else {
        const path = leavesOfName.map(({ file }) => file.path).join(', ');
        throw new LabctlError('INTERNAL', `${path} is not a file of the base`);
      }
    }
    return treeName([...entries.values()]);
  }
}

type Leaf = { readonly path: readonly string[]; readonly file: ProposedFile };

function byFirstName(leaves: readonly Leaf[]): Map<string, Leaf[]> {
  const groups = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const name = leaf.path[0] ?? '';
    groups.set(name, [...(groups.get(name) ?? []), leaf]);
  }
  return groups;
}

export function blobName(content: Buffer): string {
  return objectName('blob', content);
}

// The format of a tree object: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
function treeName(entries: readonly Entry[]): string {
  const sortKey = (entry: Entry) => Buffer.from(isFolder(entry) ? `${entry.name}/` : entry.name);
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
