/** Shell patterns (`*`, `?`, `\*`) of a substitution such as `${TAG%-*}`, matched without backtracking. */

type Piece =
  | { readonly kind: 'any' }
  | { readonly kind: 'one' }
  | { readonly kind: 'literal'; readonly text: string };

/** A pattern ready to be matched; `undefined` for one that ends in a backslash or escapes what needs no escape. */
export type ShellPattern = readonly Piece[];

/** Parses a pattern as BuildKit does: `\}` and `\/` are those characters, `\*`, `\?` and `\\` are literal. */
export function parseShellPattern(text: string): ShellPattern | undefined {
  const pieces: Piece[] = [];
  const characters = [...text];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '*') pieces.push({ kind: 'any' });
    else if (character === '?') pieces.push({ kind: 'one' });
    else if (character !== '\\') pieces.push({ kind: 'literal', text: character });
    else {
      at += 1;
      const escaped = characters[at];
      if (escaped === undefined || !'*?\\}/'.includes(escaped)) return undefined;
      pieces.push({ kind: 'literal', text: escaped });
    }
  }
  return pieces;
}

/** `value` without the prefix that matches, the longest one when `longest`. */
export function withoutPrefix(value: string, pattern: ShellPattern, longest: boolean): string {
  const characters = [...value];
  const ends = matchEnds(characters, pattern);
  const end = longest ? ends.at(-1) : ends[0];
  return characters.slice(end ?? 0).join('');
}

/** `value` without the suffix that matches, the longest one when `longest`. */
export function withoutSuffix(value: string, pattern: ShellPattern, longest: boolean): string {
  const reversed = withoutPrefix(reverse(value), [...pattern].reverse(), longest);
  return reverse(reversed);
}

/** `value` with the first match replaced, or all of them; of each, the longest. */
export function replaceMatches(
  value: string,
  pattern: ShellPattern,
  { replacement, all }: { readonly replacement: string; readonly all: boolean },
): string {
  const characters = [...value];
  const pieces: string[] = [];
  for (let at = 0; at <= characters.length; ) {
    const length = matchEnds(characters.slice(at), pattern).at(-1);
    if (length === undefined) {
      pieces.push(characters[at] ?? '');
      at += 1;
      continue;
    }
    pieces.push(replacement);
    if (!all) return pieces.join('') + characters.slice(at + length).join('');
    // An empty match stands between two characters, which both stay.
    if (length === 0) pieces.push(characters[at] ?? '');
    at += Math.max(1, length);
  }
  return pieces.join('');
}

/** Lengths of all prefixes that match, ascending. One pass over the value for each piece. */
function matchEnds(value: readonly string[], pattern: ShellPattern): number[] {
  let ends = new Set([0]);
  for (const piece of pattern) {
    const next = new Set<number>();
    if (piece.kind === 'any') {
      const first = Math.min(...ends);
      for (let end = first; ends.size > 0 && end <= value.length; end += 1) next.add(end);
    } else {
      for (const end of ends) {
        const character = value[end];
        if (character === undefined) continue;
        if (piece.kind === 'one' || character === piece.text) next.add(end + 1);
      }
    }
    ends = next;
  }
  return [...ends].sort((a, b) => a - b);
}

function reverse(text: string): string {
  return [...text].reverse().join('');
}
