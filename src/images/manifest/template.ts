/** Templates of updateFile values: Go's {{ .Variable }}, with variables alone. */
import { LabctlError } from '../../base/errors.ts';
import { quote } from '../../base/findings.ts';
import { nearest } from '../../base/suggest.ts';
import type { Image } from './image.ts';

export const TEMPLATE_VARIABLES = [
  '.Source.URL',
  '.Source.Checksum',
  '.Name',
  '.Destination',
] as const;
export type TemplateVariable = (typeof TEMPLATE_VARIABLES)[number];

/** Literal text and variables, in their order. */
export type Template = readonly (
  | { readonly text: string }
  | { readonly variable: TemplateVariable }
)[];

/** `flaw` is the rest of a sentence that begins with the name of the value. */
export type ParsedTemplate = { readonly template: Template } | { readonly flaw: string };

const KNOWN = TEMPLATE_VARIABLES.map((variable) => `{{ ${variable} }}`).join(', ');

/** The template that `value` is written as, or what is wrong with it. `}}` outside of braces is text, as in Go. */
export function parseTemplate(value: string): ParsedTemplate {
  const parts: Template[number][] = [];
  let rest = value;
  for (;;) {
    const open = rest.indexOf('{{');
    if (open === -1) break;
    const close = rest.indexOf('}}', open);
    if (close === -1) return { flaw: `has {{ without }}: found ${quote(rest.slice(open))}` };
    const inner = rest.slice(open + 2, close);
    const variable = asVariable(inner);
    if (variable === undefined) return { flaw: variableFlaw(inner) };
    parts.push({ text: rest.slice(0, open) }, { variable });
    rest = rest.slice(close + 2);
  }
  return { template: [...parts, { text: rest }] };
}

function asVariable(inner: string): TemplateVariable | undefined {
  const name = inner.replace(/^[ \t]+|[ \t]+$/g, '');
  return TEMPLATE_VARIABLES.find((variable) => variable === name);
}

function variableFlaw(inner: string): string {
  const found = `found ${quote(`{{${inner}}}`)}`;
  if (/^-\s|\s-$/.test(inner)) {
    return `has a trim marker, which labctl does not know: ${found}; leave the hyphen out`;
  }
  const name = inner.trim();
  if (!/^[.\w]*$/.test(name)) {
    return `has more than a variable in braces: ${found}, want one of ${KNOWN}`;
  }
  const meant = nearest(name, TEMPLATE_VARIABLES);
  const hint = meant === undefined ? '' : `; did you mean {{ ${meant} }}?`;
  return `has an unknown variable: ${found}, want one of ${KNOWN}${hint}`;
}

/** Whether the template needs a download: a Packer image has neither URL nor checksum before it is built. */
export function needsHttpSource(template: Template): boolean {
  return template.some((part) => 'variable' in part && part.variable.startsWith('.Source.'));
}

/** The text with the image's values put in, literally. */
export function renderTemplate(
  template: Template,
  image: Pick<Image, 'name' | 'destination' | 'source'>,
): string {
  return template
    .map((part) => ('text' in part ? part.text : lookUp(part.variable, image)))
    .join('');
}

function lookUp(
  variable: TemplateVariable,
  { name, destination, source }: Pick<Image, 'name' | 'destination' | 'source'>,
): string {
  if (variable === '.Name') return name;
  if (variable === '.Destination') return destination;
  // The lint refuses these variables for Packer images.
  if (source.type !== 'http') throw new LabctlError('INTERNAL', `${variable} of a Packer image`);
  return variable === '.Source.URL' ? source.url : source.checksum;
}
