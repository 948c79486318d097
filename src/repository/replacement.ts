/** One replacement of updateFile: what its pattern matches in a text becomes its value, literally. */
import type { RE2JS } from 're2js';
import { quote } from '../manifest/findings.ts';
import type { Image, Replacement } from '../manifest/image.ts';
import { compilePattern, patternFlaw } from '../manifest/pattern.ts';
import { parseTemplate, renderTemplate } from '../manifest/template.ts';
import { lineCounter, type PlainView, plainView } from './line-ends.ts';

/** The largest file that is edited, in bytes, before and after. */
export const MAX_EDITED_BYTES = 1024 * 1024;

/** The most places that a replacement with `all: true` may have in one file. */
export const MAX_MATCHES = 10_000;

/**
 * Processor time for finding all places in one file. One search is linear, but `(?s)a.*b|a` looks through the whole
 * rest of the file for each of its places. Files of everyday take a millisecond.
 */
const MAX_MATCHING_MS = 500;

/** Pattern and value ready to be used. */
export type PreparedReplacement = {
  readonly compiled: RE2JS;
  readonly value: string;
  readonly all: boolean;
};

/** One place of a file that got other text. Lines of a text end with LF here, whatever the file has. */
export type PlaceChange = {
  /** Counted from 1, in the file as it was before the replacement. */
  readonly line: number;
  readonly old: string;
  readonly new: string;
};

/** `flaw` is the rest of a sentence that begins with the name of the pattern. */
export type Flaw = { readonly flaw: string };
export type Replaced = { readonly text: string; readonly changes: readonly PlaceChange[] };

/** Compiles the pattern and renders the value for this image. */
export function prepareReplacement(
  { pattern, value, all }: Replacement,
  image: Image,
): PreparedReplacement | Flaw {
  const flaw = patternFlaw(pattern);
  if (flaw !== undefined) return { flaw };
  const rendered = renderValue(value, image);
  if ('flaw' in rendered) return rendered;
  return { compiled: compilePattern(pattern), value: rendered.value, all: all ?? false };
}

// What ends a quoted string of HCL, YAML or JSON, or begins a template in HCL. The text around the variables is
// the author's own and may hold all of it.
const HARMFUL = /["\\\r\n]|\$\{|%\{/;

function renderValue(value: string, image: Image): { readonly value: string } | Flaw {
  const parsed = parseTemplate(value);
  if ('flaw' in parsed) return { flaw: `has a value that ${parsed.flaw}` };
  for (const part of parsed.template) {
    const [harmful] = ('variable' in part && HARMFUL.exec(renderTemplate([part], image))) || [];
    if (harmful !== undefined && 'variable' in part) {
      const reason = 'which would end or change the quoted text around it; percent-encode it';
      return {
        flaw: `has a value whose {{ ${part.variable} }} holds ${quote(harmful)}, ${reason}`,
      };
    }
  }
  return { value: renderTemplate(parsed.template, image) };
}

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
  if (matches.length * replacement.value.length > MAX_EDITED_BYTES) {
    return { flaw: `matches ${matches.length} times, which makes the file larger than 1 MiB` };
  }
  return putIn(text, { view, matches, value: replacement.value });
}

/** A match in the view of a text. */
type Match = { readonly start: number; readonly end: number; readonly line: number };

function findMatches(
  text: string,
  { compiled, all }: PreparedReplacement,
): readonly Match[] | Flaw {
  const matches: Match[] = [];
  const matcher = compiled.matcher(text);
  const lineAt = lineCounter(text);
  const before = process.cpuUsage();
  while (matcher.find()) {
    if (matches.length === MAX_MATCHES) return { flaw: `matches over ${MAX_MATCHES} times` };
    if (processorMs(before) > MAX_MATCHING_MS) {
      return { flaw: 'takes too long to find its places in this file; make it more precise' };
    }
    const start = matcher.start();
    matches.push({ start, end: matcher.end(), line: lineAt(start) });
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
  { view, matches, value }: { view: PlainView; matches: readonly Match[]; value: string },
): Replaced {
  const pieces: string[] = [];
  const changes: PlaceChange[] = [];
  let copied = 0;
  for (const { start, end, line } of matches) {
    const [from, to] = [view.toOffset(start), view.toOffset(end)];
    const found = text.slice(from, to);
    const [lineEnd = view.lineEnd] = /\r?\n/.exec(found) ?? [];
    const written = value.replaceAll('\n', lineEnd);
    pieces.push(text.slice(copied, from), written);
    copied = to;
    if (written !== found) changes.push({ line, old: view.text.slice(start, end), new: value });
  }
  return { text: pieces.join('') + text.slice(copied), changes };
}
