/** A copy of the repository in a folder of its own, so that no mutant ever touches the work tree. */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Large, and the same for all: linked. */
const LINKED = ['node_modules', '.cache'];
/** Neither sources nor what the tests read. */
const LEFT_OUT = new Set(['.git', 'build', 'coverage', '.demo', ...LINKED]);

export type TreeCopy = {
  readonly root: string;
  /** Where the tests put their temporary files, which go with the copy. */
  readonly temporary: string;
};

/** Makes the copy of `root`, and removes it after `work`, however that ends. */
export async function withTreeCopy<Result>(
  root: string,
  work: (copy: TreeCopy) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'labctl-mutant-'));
  try {
    const copy = { root: join(folder, 'tree'), temporary: join(folder, 'tmp') };
    await mkdir(copy.root);
    await mkdir(copy.temporary);
    for (const name of await readdir(root)) {
      if (LEFT_OUT.has(name)) continue;
      await cp(join(root, name), join(copy.root, name), { recursive: true });
    }
    for (const name of LINKED) {
      if (existsSync(join(root, name))) await symlink(join(root, name), join(copy.root, name));
    }
    return await work(copy);
  } finally {
    // A server that was just killed may still be writing.
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
