/** Text from outside as Markdown that shows it and does nothing: no markup, no mention, no image, no break-out. */
import { printable, redactUrl, redactUrls } from '../redact.ts';

/**
 * As code in a line or in a cell of a table. HTML instead of backticks: within those a `|` still ends a table's
 * cell (https://github.github.com/gfm/#tables-extension-), and entities would be shown as they are.
 */
export function code(text: string, maxLength = 200): string {
  return `<code>${encode(printable(redactUrls(text), maxLength))}</code>`;
}

/** A link to an http(s) URL, shown as its host; code where it is anything else. */
export function link(url: string): string {
  const shown = redactUrl(url);
  if (!/^https?:\/\//.test(shown)) return code(url);
  const target = shown.replace(/[^\w\-.~:/?#@!$&*+,;=%]/g, percentEncode).replaceAll('&', '&amp;');
  return `[${encode(new URL(shown).host)}](${target})`;
}

function encode(text: string): string {
  return text.replace(/[^\p{L}\p{N} -]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** Also what `encodeURIComponent` leaves alone, such as a closing parenthesis, which would end the link. */
function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
