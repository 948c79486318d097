/** The body of the pull request: a table of what changes, and what is not part of it. */
import { code, link } from './pull-request-markdown.ts';

/** One place in a file that changes. */
export type Change = {
  readonly image: string;
  /** Of the file, relative to the repository. */
  readonly path: string;
  readonly line: number;
  readonly old: string;
  readonly new: string;
  readonly sourceUrl?: string | undefined;
  /** `sha256:…` */
  readonly checksum?: string | undefined;
};

export type BodyParts = {
  /** Markdown of whoever wrote the workflow, before the table. */
  readonly intro: string;
  /** Names of images that failed in this run. */
  readonly failed: readonly string[];
};

// https://github.com/orgs/community/discussions/27190
const MAX_BODY_CHARACTERS = 65_536;
const MAX_INTRO_CHARACTERS = 20_000;
const MAX_FAILED_NAMES = 50;
const CHECKSUM_DIGITS = 12;

/** The same for the same changes, so that a repeat finds nothing to update; never longer than GitHub takes. */
export function describeChanges(changes: readonly Change[], { intro, failed }: BodyParts): string {
  const head = [intro.slice(0, MAX_INTRO_CHARACTERS), '', ...TABLE_HEAD].join('\n');
  const tail = describeFailed(failed);
  const rows = changes.map(describeChange);
  const room = MAX_BODY_CHARACTERS - head.length - tail.length - more(rows.length).length - 2;
  const fitting = countFitting(rows, room);
  const cut = fitting < rows.length ? more(rows.length - fitting) : '';
  return `${[head, ...rows.slice(0, fitting)].join('\n')}\n${cut}${tail}`;
}

const TABLE_HEAD = ['| Image | File | Old → new | Source |', '| --- | --- | --- | --- |'];

function describeChange(change: Change): string {
  const { image, path, line, sourceUrl, checksum } = change;
  const [algorithm = '', digits = ''] = (checksum ?? '').split(':');
  const short =
    checksum === undefined ? [] : [code(`${algorithm}:${digits.slice(0, CHECKSUM_DIGITS)}…`)];
  const source = [...(sourceUrl === undefined ? [] : [link(sourceUrl)]), ...short].join(' ');
  const file = `${code(path)} line ${line}`;
  return `| ${code(image)} | ${file} | ${code(change.old)} → ${code(change.new)} | ${source} |`;
}

function countFitting(rows: readonly string[], room: number): number {
  let left = room;
  const last = rows.findIndex((row) => {
    left -= row.length + 1;
    return left < 0;
  });
  return last === -1 ? rows.length : last;
}

function more(count: number): string {
  return `\n… and ${count} more ${count === 1 ? 'change' : 'changes'}; see the files of this pull request.\n`;
}

function describeFailed(failed: readonly string[]): string {
  if (failed.length === 0) return '';
  const names = failed.slice(0, MAX_FAILED_NAMES).map((name) => code(name, 100));
  const rest = failed.length - names.length;
  const end = rest > 0 ? ` and ${rest} more` : '';
  return `\nNot part of this pull request, because they failed: ${names.join(', ')}${end}.\n`;
}
