/** The base branch at one commit: the files that are to be edited, as Git holds them. */
import { asLabctlError, LabctlError } from '../../base/errors.ts';
import { quote } from '../../base/findings.ts';
import { printable } from '../../base/redact.ts';
import { lintEditedFile } from '../../files/path-rules.ts';
import { refusal, requireSmall, requireText, type TextFile } from '../../files/text-file.ts';
import type { Base, BaseWish } from '../forge.ts';
import type { GitHubRepository } from './api/client.ts';
import { record, text } from './api/shape.ts';
import { readHead, readTreeOf } from './head.ts';
import { findNewer } from './newer.ts';
import { blobName, type Entry, fileMode, findEntry, isFolder, type ReadTree } from './tree.ts';

/** The base, with the name of its tree. */
export type GitHubBase = Base & { readonly tree: string };

/** Reads only the folders on the way to the files. Fails with FORGE_REJECTED. */
export async function readBase(
  repository: GitHubRepository,
  read: ReadTree,
  { base, paths, origin }: BaseWish,
): Promise<GitHubBase> {
  const name = base ?? (await readDefaultBranch(repository));
  const sha = await readHead(repository, name);
  if (sha === undefined) {
    const what = `cannot read the base branch in ${repository.label}`;
    const reason = `there is no branch ${printable(name)}, or the token may not see the repository`;
    throw new LabctlError('FORGE_REJECTED', `${what}: ${reason}`);
  }
  const tree = await readTreeOf(repository, sha);
  const files = new Map<string, TextFile | LabctlError>();
  for (const path of paths) {
    const at = `${printable(name)} at ${sha.slice(0, 10)}`;
    files.set(path, await readFile(repository, { read, tree, path, at }));
  }
  const newer =
    origin && (await findNewer(repository, read, { origin, base: { name, sha, tree } }));
  return { name, sha, tree, files, newer };
}

async function readDefaultBranch(repository: GitHubRepository): Promise<string> {
  const read = record({ default_branch: text });
  const found = await repository.ask('read the repository', read, ({ repos }, c) => repos.get(c));
  return found.default_branch;
}

type Place = {
  readonly read: ReadTree;
  readonly tree: string;
  readonly path: string;
  /** The base in words. */
  readonly at: string;
};

/** Only what is wrong with the file itself becomes its error. */
async function readFile(
  repository: GitHubRepository,
  place: Place,
): Promise<TextFile | LabctlError> {
  try {
    return await readTextFile(repository, place);
  } catch (error) {
    const failure = asLabctlError(error, 'INTERNAL', place.path);
    if (failure.code === 'EDIT_FAILED') return failure;
    throw error;
  }
}

async function readTextFile(repository: GitHubRepository, place: Place): Promise<TextFile> {
  const { read, tree, path, at } = place;
  const [flaw] = lintEditedFile(path);
  if (flaw !== undefined) throw refusal(path, `the path ${flaw.message}`);
  const found = await findEntry(read, tree, path);
  if (found.entry === undefined) {
    const missing = found.at === path ? '' : ` (${found.at} is missing)`;
    throw refusal(path, `there is no such file in ${at}${missing}`);
  }
  if (fileMode(found.entry) === undefined || found.at !== path) {
    const what = found.at === path ? 'it' : found.at;
    throw refusal(path, `${what} is ${describe(found.entry)} in ${at}`);
  }
  requireSmall(path, found.entry.size ?? 0);
  const content = await readBlob(repository, found.entry.sha);
  requireText(path, content);
  return { path, content };
}

function describe(entry: Entry): string {
  if (isFolder(entry)) return 'a folder';
  if (entry.mode === '120000') return 'a symbolic link';
  if (entry.mode === '160000') return 'another Git repository (a submodule)';
  return fileMode(entry) === undefined ? `of the unknown mode ${quote(entry.mode)}` : 'a file';
}

const BLOB = record({ content: text, encoding: text });

async function readBlob(repository: GitHubRepository, sha: string): Promise<Buffer> {
  const { content, encoding } = await repository.ask(
    'read the base branch',
    BLOB,
    ({ git }, common) => git.getBlob({ ...common, file_sha: sha }),
  );
  const bytes = Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8');
  if (blobName(bytes) === sha) return bytes;
  // A proxy that cuts or changes an answer would otherwise have its bytes proposed.
  const what = `cannot read the base branch in ${repository.label}`;
  const reason = `the content of ${sha.slice(0, 10)} is not what its name says`;
  throw new LabctlError('FORGE_REJECTED', `${what}: ${reason}; check any proxy between`);
}
