/** JSON that anybody may have written: parsed only where it is neither so long nor so nested that it could do harm. */

/** What labctl writes has four levels. */
const MAX_DEPTH = 32;

/** The value of a JSON text; `undefined` where it is longer than `maxLength`, too deeply nested, or not JSON at all. */
export function parseBounded(text: string | undefined, maxLength: number): unknown {
  if (text === undefined || text.length > maxLength || depthOf(text) > MAX_DEPTH) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Brackets that are open at the same time, one more than the most at the latest; those in strings do not count. */
function depthOf(text: string): number {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < text.length && depth <= MAX_DEPTH; at += 1) {
    const code = text.charCodeAt(at);
    if (isText) {
      if (code === BACKSLASH) at += 1;
      else if (code === QUOTE) isText = false;
    } else if (code === QUOTE) isText = true;
    else if (code === BRACKET || code === BRACE) depth += 1;
    else if (code === BRACKET_END || code === BRACE_END) depth -= 1;
  }
  return depth;
}

const [QUOTE, BACKSLASH, BRACKET, BRACE, BRACKET_END, BRACE_END] = [
  0x22, 0x5c, 0x5b, 0x7b, 0x5d, 0x7d,
] as const;
