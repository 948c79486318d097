/** Where a path of the manifest lies in the checkout, and that it lies nowhere else. */
import type { Stats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { asLabctlError } from '../base/errors.ts';
import { quote } from '../base/findings.ts';
import { lintEditedFile } from '../files/path-rules.ts';
import { refusal } from '../files/text-file.ts';
import type { Git } from '../programs/git.ts';

/** A Git work tree, or a part of one, whose files are edited. */
export type Checkout = {
  /** The folder that paths of the manifest are relative to. */
  readonly root: string;
  /** The manifest, as a path from `root` or an absolute one: no updateFile edits it. */
  readonly manifest: string;
  /** Knows what a pull request cannot carry, and which commit is checked out. */
  readonly askGit: Git;
};

/**
 * The real path of a regular file that `path` leads to without links, and what the system says of it. Throws
 * EDIT_FAILED for what is not there, no file, outside, spelt otherwise, part of another repository, or the manifest.
 */
export async function findInCheckout(
  path: string,
  { root, manifest }: Checkout,
): Promise<{ readonly real: string; readonly stats: Stats }> {
  const [flaw] = lintEditedFile(path);
  if (flaw !== undefined) throw refusal(path, `the path ${flaw.message}`);
  try {
    const top = await realpath(root);
    const stats = await walkTo(path, top);
    const real = await realpath(join(top, path));
    // The path goes into Git as it is written, and Git knows the file by the name that is on disk. Where case does
    // not matter both open it, and a commit would then hold two files. macOS may decompose letters; Git does not.
    if (real.normalize() !== join(top, path).normalize()) {
      throw refusal(path, `it is spelt otherwise in the checkout: found ${quote(real)}`);
    }
    if (real === (await realManifest(resolve(root, manifest)))) {
      throw refusal(path, 'it is the manifest, which is edited by people only');
    }
    return { real, stats };
  } catch (error) {
    throw asLabctlError(error, 'EDIT_FAILED', `cannot edit ${path}`);
  }
}

/** Looks at each folder on the way. A checkout of a hostile branch may hold links to anywhere. */
async function walkTo(path: string, top: string): Promise<Stats> {
  const parts = path.split('/');
  for (let length = 1; length < parts.length; length += 1) {
    const part = parts.slice(0, length).join('/');
    const stats = await look(path, part, top);
    if (!stats.isDirectory()) throw refusal(path, `${part} is no folder`);
    if (await exists(join(top, part, '.git'))) {
      throw refusal(path, `${part} belongs to another Git repository (a submodule)`);
    }
  }
  const stats = await look(path, path, top);
  if (stats.isDirectory()) throw refusal(path, 'it is a folder, want a file');
  if (!stats.isFile()) throw refusal(path, 'it is no regular file');
  return stats;
}

async function look(path: string, part: string, top: string): Promise<Stats> {
  try {
    const stats = await lstat(join(top, part));
    if (!stats.isSymbolicLink()) return stats;
  } catch (error) {
    if (!isAbsence(error)) throw error;
    const missing = part === path ? '' : ` (${part} is missing)`;
    throw refusal(path, `there is no such file in the checkout${missing}`);
  }
  throw refusal(path, `${part === path ? 'it' : part} is a symbolic link; name the file itself`);
}

async function realManifest(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** A file of the checkout as Git names it; `undefined` for one that lies outside. */
export function nameInCheckout({ root }: Pick<Checkout, 'root'>, path: string): string | undefined {
  const name = relative(root, resolve(root, path));
  if (name === '' || name === '..' || name.startsWith(`..${sep}`) || isAbsolute(name))
    return undefined;
  return name.replaceAll(sep, '/');
}
