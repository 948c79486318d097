/** The bytes of a manifest as text, or the one reason why they are none. */
import { codeOf } from '../base/characters.ts';

export const MAX_MANIFEST_BYTES = 1024 * 1024;

export const TOO_LARGE =
  'the manifest is larger than 1 MiB; split it into several manifests, each with its own metadata.name';

/** `offset` is where the flaw is, as an index into `text`. */
export type ManifestText = { readonly text: string; readonly flaw?: TextFlaw };
type TextFlaw = { readonly offset: number; readonly message: string };

/** Decodes UTF-8 (a byte-order mark is dropped) and refuses what a reviewer could not see. */
export function readText(input: string | Buffer): ManifestText {
  if (Buffer.byteLength(input) > MAX_MANIFEST_BYTES) return flawed(TOO_LARGE);
  if (typeof input === 'string') return checkCharacters(input.replace(/^\ufeff/, ''));
  if (isUtf16(input)) return flawed('the manifest is UTF-16; save it as UTF-8');
  try {
    return checkCharacters(new TextDecoder('utf-8', { fatal: true }).decode(input));
  } catch {
    const text = new TextDecoder('utf-8').decode(input);
    const message = 'the manifest is not valid UTF-8 from here on; save it as UTF-8';
    return { text, flaw: { offset: Math.max(0, text.indexOf('\ufffd')), message } };
  }
}

function flawed(message: string): ManifestText {
  return { text: '', flaw: { offset: 0, message } };
}

function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function checkCharacters(text: string): ManifestText {
  // Of the control characters YAML allows only tab, LF and CR, and CR alone ends a line in YAML, but not on
  // GitHub: what a reviewer sees as one comment would be several lines. Bidirectional controls show text in
  // another order than it has (CVE-2021-42574).
  const unwanted =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]|\r(?!\n)/.exec(text);
  if (unwanted === null) return { text };
  const offset = unwanted.index;
  return { text, flaw: { offset, message: describe(unwanted[0]) } };
}

function describe(character: string): string {
  if (character === '\r') {
    return 'a line ends with CR alone; save the manifest with LF (or CR LF) line ends';
  }
  if (character === '\0') return 'the manifest holds a NUL character; save it as UTF-8 text';
  return `the manifest holds the control character ${codeOf(character)}, which cannot be seen; remove it`;
}
