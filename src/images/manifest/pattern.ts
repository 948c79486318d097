/** Patterns of updateFile: regular expressions in Go's RE2 syntax, matched in linear time. */
import { RE2JS, RE2JSSyntaxException } from 're2js';
import { unseenCharacter } from '../../base/characters.ts';
import { describeCause } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';

export const MAX_PATTERN = 1000;

/** The compiled pattern. Throws what re2js throws; `patternFlaw` has refused such patterns. */
export function compilePattern(pattern: string): RE2JS {
  return RE2JS.compile(pattern);
}

/** What is wrong with a pattern, as the rest of a sentence that begins with its name, or `undefined`. */
export function patternFlaw(pattern: string): string | undefined {
  if (pattern === '') return 'is empty; write what is to be replaced';
  if (pattern.length > MAX_PATTERN) {
    return `is too long: found ${pattern.length} characters, want ${MAX_PATTERN} at most`;
  }
  const unseen = unseenCharacter(pattern.replace(/[\t\n]/g, ''));
  if (unseen !== undefined)
    return `holds the character ${unseen}, which cannot be seen; write \\x{…}`;
  try {
    return matchesNothing(compilePattern(pattern))
      ? 'matches the empty string, which is everywhere; add the text that is to be replaced'
      : undefined;
  } catch (thrown) {
    return `is no RE2 pattern: ${explain(thrown, pattern)}`;
  }
}

/** Whether the pattern matches without any character, as `a*`, `^` and `\b` do. */
function matchesNothing(compiled: RE2JS): boolean {
  return ['', 'a'].some((text) => {
    const matcher = compiled.matcher(text);
    while (matcher.find()) if (matcher.start() === matcher.end()) return true;
    return false;
  });
}

function explain(thrown: unknown, pattern: string): string {
  if (/\(\?<?[=!]/.test(pattern)) {
    return 'found a lookahead or lookbehind, which RE2 has none of; match the text around it as well';
  }
  if (/\\[1-9]|\\k</.test(pattern)) {
    return 'found a backreference, which RE2 has none of; write the text out';
  }
  const message = describeCause(thrown).replace(/^error parsing regexp: /, '');
  return thrown instanceof RE2JSSyntaxException
    ? `${printable(message)}; see github.com/google/re2/wiki/Syntax`
    : printable(message);
}

/** What a Unicode class takes to compile, in plain characters. */
const CLASS_COST = 40;

/**
 * Roughly what it takes to compile a pattern, 1 to 2 µs each: to the compiler `x{1000}` is a thousand
 * characters, and a repeated group as many times the group.
 */
export function patternCost(pattern: string): number {
  let cost = pattern.length;
  for (const [, group, least, most] of pattern.matchAll(/(\))?\{(\d{1,4})(?:,(\d{0,4}))?\}/g)) {
    const times = Math.max(Number(least), Number(most ?? 0));
    cost += group === undefined ? times : times * pattern.length;
  }
  return cost + CLASS_COST * (pattern.match(/\\p/gi)?.length ?? 0);
}
