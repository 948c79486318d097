/** Characters that a reader cannot see in a line of text. */

// Control, format (zero-width, bidirectional) and surrogate characters, line and paragraph separators.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** The first such character as `U+202E`, or `undefined`. */
export function unseenCharacter(text: string): string | undefined {
  const [character] = UNSEEN.exec(text) ?? [];
  return character === undefined ? undefined : codeOf(character);
}

export function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
