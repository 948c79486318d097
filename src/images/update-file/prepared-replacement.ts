/** A replacement of updateFile made ready for one image: its pattern compiled, its value with what the image says. */
import type { RE2JS } from 're2js';
import { quote } from '../../base/findings.ts';
import { readReferences } from '../manifest/group-references.ts';
import type { Image, Replacement } from '../manifest/image.ts';
import { compilePattern, patternFlaw } from '../manifest/pattern.ts';
import { parseTemplate, renderTemplate } from '../manifest/template.ts';

/** `flaw` is the rest of a sentence that begins with the name of the pattern. */
export type Flaw = { readonly flaw: string };

/** A part of what is written: text, or what a group of the pattern has matched. */
export type Piece = { readonly text: string } | { readonly group: number };

/** Pattern and value ready to be used. */
export type PreparedReplacement = {
  readonly compiled: RE2JS;
  readonly pieces: readonly Piece[];
  readonly all: boolean;
};

/** Compiles the pattern and renders the value for this image. */
export function prepareReplacement(
  { pattern, value, all = false, expand }: Replacement,
  image: Image,
): PreparedReplacement | Flaw {
  const flaw = patternFlaw(pattern);
  if (flaw !== undefined) return { flaw };
  const compiled = compilePattern(pattern);
  const rendered = renderValue(value, { compiled, expand, image });
  return 'flaw' in rendered ? rendered : { compiled, pieces: rendered.pieces, all };
}

// What ends a quoted string of HCL, YAML or JSON, or begins a template in HCL. The text around the variables is
// the author's own and may hold all of it.
const HARMFUL = /["\\\r\n]|\$\{|%\{/;

type Rendering = {
  readonly compiled: RE2JS;
  readonly expand: boolean | undefined;
  readonly image: Image;
};

function renderValue(
  value: string,
  { compiled, expand, image }: Rendering,
): { readonly pieces: readonly Piece[] } | Flaw {
  const parsed = parseTemplate(value);
  if ('flaw' in parsed) return { flaw: `has a value that ${parsed.flaw}` };
  const read = readReferences(parsed.template, compiled, expand);
  if ('flaw' in read) return { flaw: `has a value that ${read.flaw}` };
  const pieces: Piece[] = [];
  for (const part of read.template) {
    const piece = 'group' in part ? part : { text: renderTemplate([part], image) };
    const [harmful] = ('variable' in part && 'text' in piece && HARMFUL.exec(piece.text)) || [];
    if (harmful !== undefined && 'variable' in part) {
      const reason = 'which would end or change the quoted text around it; percent-encode it';
      return {
        flaw: `has a value whose {{ ${part.variable} }} holds ${quote(harmful)}, ${reason}`,
      };
    }
    pieces.push(piece);
  }
  return { pieces };
}
