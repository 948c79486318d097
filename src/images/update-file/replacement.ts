/** One replacement of updateFile: what its pattern matches in a text becomes its value. */
import { MAX_EDITED_BYTES } from '../../files/text-file.ts';
import { lineCounter, type PlainView, plainView } from './line-ends.ts';
import type { Flaw, Piece, PreparedReplacement } from './prepared-replacement.ts';

/** The most places that a replacement with `all: true` may have in one file. */
export const MAX_MATCHES = 10_000;

/**
 * Processor time for finding all places in one file. One search is linear, but `(?s)a.*b|a` looks through the whole
 * rest of the file for each of its places. Files of everyday take a millisecond.
 */
const MAX_MATCHING_MS = 500;

/** One place of a file that got other text. Lines of a text end with LF here, whatever the file has. */
export type PlaceChange = {
  /** Counted from 1, in the file as it was before the replacement. */
  readonly line: number;
  readonly old: string;
  readonly new: string;
};

export type Replaced = { readonly text: string; readonly changes: readonly PlaceChange[] };

/**
 * The text with every match replaced. A flaw where the pattern does not fit the text, or would not fit the result:
 * a second run must find the same places and change nothing.
 */
export function replaceMatches(text: string, replacement: PreparedReplacement): Replaced | Flaw {
  const once = replaceOnce(text, replacement);
  if ('flaw' in once || once.text === text) return once;
  const twice = replaceOnce(once.text, replacement);
  if ('flaw' in twice) {
    const remedy = 'so no later change could find its place; make the pattern match the value, too';
    return { flaw: `${twice.flaw} once its value is in place, ${remedy}` };
  }
  if (twice.text === once.text) return once;
  return {
    flaw: 'matches only a part of its value, so that every run would change the file again; match all of it',
  };
}

/** Whether the replacement has nothing to do in the text. */
export function isSettled(text: string, replacement: PreparedReplacement): boolean {
  const replaced = replaceOnce(text, replacement);
  return 'text' in replaced && replaced.text === text;
}

function replaceOnce(text: string, replacement: PreparedReplacement): Replaced | Flaw {
  const view = plainView(text);
  const matches = findMatches(view.text, replacement);
  if ('flaw' in matches) return matches;
  const { pieces } = replacement;
  if (matches.reduce((sum, match) => sum + lengthOf(pieces, match), 0) > MAX_EDITED_BYTES) {
    const times = matches.length === 1 ? 'once' : `${matches.length} times`;
    return { flaw: `matches ${times}, which makes the file larger than 1 MiB` };
  }
  return putIn(text, { view, matches, pieces });
}

/** Before anything is put together: a value may name a large group a thousand times. */
function lengthOf(pieces: readonly Piece[], match: Match): number {
  return pieces.reduce((sum, piece) => {
    if ('text' in piece) return sum + piece.text.length;
    const [start, end] = spanOf(piece.group, match);
    return sum + end - start;
  }, 0);
}

/** Where something begins and ends in the view of a text. */
type Span = readonly [start: number, end: number];

/** A match in the view of a text. */
type Match = {
  readonly span: Span;
  /** Of the groups that the value names. */
  readonly groups: ReadonlyMap<number, Span>;
  readonly line: number;
};

/** As in Go, a group that took no part in the match is empty. */
function spanOf(group: number, { groups }: Match): Span {
  const [start, end] = groups.get(group) ?? [0, 0];
  return start === -1 ? [0, 0] : [start, end];
}

function findMatches(
  text: string,
  { compiled, pieces, all }: PreparedReplacement,
): readonly Match[] | Flaw {
  const matches: Match[] = [];
  const matcher = compiled.matcher(text);
  const lineAt = lineCounter(text);
  const named = new Set(pieces.flatMap((piece) => ('group' in piece ? [piece.group] : [])));
  const before = process.cpuUsage();
  while (matcher.find()) {
    if (matches.length === MAX_MATCHES) return { flaw: `matches over ${MAX_MATCHES} times` };
    if (processorMs(before) > MAX_MATCHING_MS) {
      return { flaw: 'takes too long to find its places in this file; make it more precise' };
    }
    const groups = [...named].map((group): [number, Span] => {
      return [group, [matcher.start(group), matcher.end(group)]];
    });
    const [start, end] = [matcher.start(), matcher.end()];
    matches.push({ span: [start, end], groups: new Map(groups), line: lineAt(start) });
  }
  if (matches.length === 0) return { flaw: 'matches nothing' };
  return all || matches.length === 1 ? matches : { flaw: describeExcess(matches) };
}

function processorMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function describeExcess(matches: readonly Match[]): string {
  const lines = [...new Set(matches.map(({ line }) => line))];
  const shown = `${lines.slice(0, 3).join(', ')}${lines.length > 3 ? ', …' : ''}`;
  const found = `matches ${matches.length} times (line ${shown}), want once`;
  return `${found}; make it more precise, or set all: true`;
}

function putIn(
  text: string,
  {
    view,
    matches,
    pieces,
  }: { view: PlainView; matches: readonly Match[]; pieces: readonly Piece[] },
): Replaced {
  const parts: string[] = [];
  const changes: PlaceChange[] = [];
  const original = ([start, end]: Span) => text.slice(view.toOffset(start), view.toOffset(end));
  let copied = 0;
  for (const match of matches) {
    const { span, line } = match;
    const found = original(span);
    const [lineEnd = view.lineEnd] = /\r?\n/.exec(found) ?? [];
    // A group keeps the line ends that it has.
    const written = write(pieces, (piece) =>
      'text' in piece ? piece.text.replaceAll('\n', lineEnd) : original(spanOf(piece.group, match)),
    );
    parts.push(text.slice(copied, view.toOffset(span[0])), written);
    copied = view.toOffset(span[1]);
    if (written === found) continue;
    const shown = write(pieces, (piece) =>
      'text' in piece ? piece.text : view.text.slice(...spanOf(piece.group, match)),
    );
    changes.push({ line, old: view.text.slice(...span), new: shown });
  }
  return { text: parts.join('') + text.slice(copied), changes };
}

function write(pieces: readonly Piece[], show: (piece: Piece) => string): string {
  return pieces.map(show).join('');
}
