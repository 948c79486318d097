/** Text from outside as Markdown that shows it and does nothing: no markup, no mention, no image, no break-out. */
import { printable, redactUrl, redactUrls } from '../../base/redact.ts';

/**
 * As code in a line or in a cell of a table. Between backticks everything is text, and reads well for those who see it
 * raw, as in mails and in the squashed commit. HTML is for the rest: a backtick would end the code, a `|` its cell
 * (https://github.github.com/gfm/#tables-extension-), and blanks at the ends would be lost.
 */
export function code(text: string, maxLength = 200): string {
  const shown = printable(redactUrls(text), maxLength);
  const isPlain = shown !== '' && shown === shown.trim() && !/[`|<]/.test(shown);
  return isPlain ? `\`${shown}\`` : `<code>${encode(shown)}</code>`;
}

/** A link to an http(s) URL, shown as its host; code where it is anything else. */
export function link(url: string): string {
  const shown = redactUrl(url);
  if (!/^https?:\/\//.test(shown)) return code(url);
  const target = shown.replace(/[^\w\-.~:/?#@!$&*+,;=%]/g, percentEncode).replaceAll('&', '&amp;');
  return `[${encodeHost(new URL(shown).host)}](${target})`;
}

function encode(text: string): string {
  return text.replace(/[^\p{L}\p{N} -]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/** Within a link GitHub makes no other of what looks like a host. */
function encodeHost(host: string): string {
  return host
    .split('.')
    .map((label) => encode(label))
    .join('.');
}

/** Also what `encodeURIComponent` leaves alone, such as a closing parenthesis, which would end the link. */
function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
