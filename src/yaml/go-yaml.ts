/** Values as Go's yaml.v3 writes them, byte for byte: some programs name a document by the digest of that text. */
import { Document, isScalar, Scalar, visit } from 'yaml';

/** Plain data; keys of an object are written in their order, as Go writes the fields of a struct. */
export type GoValue =
  | string
  | number
  | boolean
  | readonly GoValue[]
  | { readonly [key: string]: GoValue };

/**
 * The YAML text, with Go's four spaces, no folding and its own choice of quotes. Ends with a line end. Text of several
 * lines that begins with a space or a line end, and text beyond the BMP, may come out in another form than Go's.
 */
export function renderAsGo(value: GoValue): string {
  const document = new Document(value, { version: '1.2', aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, node) {
      if (isScalar(node) && typeof node.value === 'string') node.type = styleOf(node.value);
    },
  });
  return document.toString({ indent: 4, lineWidth: 0 });
}

// encode.go, stringv: what a reader of YAML 1.1 would take for something else than a string is in double quotes.
const WORDS =
  /^(y|yes|on|n|no|off|true|false|null|~|<<|\.nan|[-+]?\.inf)?$|^(Y|Yes|On|N|No|Off|True|False|Null|\.NaN|[-+]?\.Inf)$|^(YES|ON|NO|OFF|TRUE|FALSE|NULL|\.NAN|[-+]?\.INF)$/;
const NUMBERS = [
  /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/,
  /^[-+]?0[xX][\da-fA-F]+$/,
  /^[-+]?0[bB][01]+$/,
  /^[-+]?0[oO]?[0-7]+$/,
];
const SEXAGESIMAL = /^[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?$/;
const TIME = /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[-+]\d{2}:\d{2})?)?$/;

// emitterc.go, yaml_emitter_analyze_scalar: what cannot stand without quotes, and what only escapes can show.
const NEEDS_QUOTES = /^[#,[\]{}&*!|>'"%@`]|^[-?:]( |$)|^(---|\.\.\.)|:( |$)| #|^ | $/;
const NEEDS_ESCAPES = /[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

function styleOf(text: string): Scalar.Type {
  if (NEEDS_ESCAPES.test(text)) return Scalar.QUOTE_DOUBLE;
  if (text.includes('\n')) return / (\n|$)/.test(text) ? Scalar.QUOTE_DOUBLE : Scalar.BLOCK_LITERAL;
  if (text.includes('\t') || isMistakable(text)) return Scalar.QUOTE_DOUBLE;
  return NEEDS_QUOTES.test(text) ? Scalar.QUOTE_SINGLE : Scalar.PLAIN;
}

function isMistakable(text: string): boolean {
  const digits = text.replaceAll('_', '');
  const isNumber = /^[-+.\d]/.test(text) && NUMBERS.some((pattern) => pattern.test(digits));
  return WORDS.test(text) || isNumber || SEXAGESIMAL.test(text) || TIME.test(text);
}
