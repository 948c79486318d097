/** The last lines of our commit messages, by which a later run knows its own commits and what they proposed. */
import { createHash } from 'node:crypto';
import type { ChangedFile } from './tree.ts';

export type Trailers = {
  readonly branch: string;
  /** Name of the commit's tree: a commit that was amended by hand keeps its message but has another tree. */
  readonly tree: string;
  /** Digest of the proposed files, whatever the base was. */
  readonly files: string;
};

/** The message with the trailers as its last paragraph. */
export function withTrailers(message: string, { branch, tree, files }: Trailers): string {
  const lines = [`Labctl-Branch: ${branch}`, `Labctl-Tree: ${tree}`, `Labctl-Files: ${files}`];
  return `${message.trimEnd()}\n\n${lines.join('\n')}\n`;
}

/** What the trailers of a message say; a field is empty where there is none. */
export function readTrailers(message: string): Trailers {
  const read = (key: string) =>
    [...message.matchAll(new RegExp(`^${key}: (\\S+)[ \\r]*$`, 'gm'))].at(-1)?.[1] ?? '';
  return {
    branch: read('Labctl-Branch'),
    tree: read('Labctl-Tree'),
    files: read('Labctl-Files'),
  };
}

/** Whether labctl made this commit for this branch and nobody has changed its content since. */
export function isOurs(commit: { message: string; tree: string }, branch: string): boolean {
  const trailers = readTrailers(commit.message);
  return trailers.branch === branch && trailers.tree === commit.tree;
}

/** The same for the same paths, contents and modes, in any order. */
export function digestOf(files: readonly ChangedFile[]): string {
  const lines = files.map(({ path, mode, content }) => {
    return `${mode} ${createHash('sha256').update(content).digest('hex')} ${path}\n`;
  });
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}
