/** References to groups of the pattern in a value, read as Go's regexp.Expand reads them. */
import type { RE2JS } from 're2js';
import { quote } from '../../base/findings.ts';
import type { Template } from './template.ts';

/** The value in its order: text, variables, and groups by their number. */
export type ExpandedTemplate = readonly (Template[number] | { readonly group: number })[];

/** `flaw` is the rest of a sentence that begins with the name of the value. */
export type ReadReferences = { readonly template: ExpandedTemplate } | { readonly flaw: string };

/**
 * `$$`, `${name}` and `$name`; the name as long as it can be, so `$1x` is the group `1x`. Any other `$` is text:
 * https://pkg.go.dev/regexp#Regexp.Expand
 */
const REFERENCE = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

/** What of a value can be meant as a reference in one of the languages that people know: Go, RE2, JavaScript, sed. */
const LIKELY = /\$\$|\$\{([\p{L}\p{Nd}_]+)\}|\$(\d+|[\p{L}_][\p{L}\p{Nd}_]*)|\\([1-9])/gu;

/**
 * The value with its references if `expand` is true. Otherwise all of it is text; but unless `expand: false` says that
 * this is meant, text is refused that names a group which the pattern has, and `$$`: it would be written as it is, and
 * nobody would notice before the file is read. HCL's and a shell's `${var.x}`, `$HOME` or `$1` beside a pattern without
 * groups can mean nothing else, and are taken.
 */
export function readReferences(
  template: Template,
  compiled: RE2JS,
  expand: boolean | undefined,
): ReadReferences {
  const groups = groupsOf(compiled);
  const parts: ExpandedTemplate[number][] = [];
  for (const part of template) {
    if ('variable' in part || expand === false) {
      parts.push(part);
      continue;
    }
    const read = expand ? expandText(part.text, groups) : plainText(part.text, groups);
    if ('flaw' in read) return read;
    parts.push(...read.template);
  }
  return { template: parts };
}

type Groups = {
  /** The number behind a name or a number as it is written; `undefined` if there is no such group. */
  find(name: string): number | undefined;
  /** All of them, as they are written. */
  readonly shown: string;
};

function groupsOf(compiled: RE2JS): Groups {
  const names = compiled.namedGroups();
  const count = compiled.groupCount();
  const numbers = Array.from({ length: count + 1 }, (_, index) => `\${${index}}`);
  return {
    find: (name) => {
      // As in Go, 01 is a name.
      if (!/^(0|[1-9]\d{0,8})$/.test(name))
        return Object.hasOwn(names, name) ? names[name] : undefined;
      return Number(name) <= count ? Number(name) : undefined;
    },
    shown: [...numbers, ...Object.keys(names).map((name) => `\${${name}}`)].join(', '),
  };
}

function expandText(text: string, groups: Groups): ReadReferences {
  const parts: ExpandedTemplate[number][] = [];
  let read = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const [found, braced, bare] = match;
    parts.push({ text: text.slice(read, match.index) });
    read = match.index + found.length;
    const name = braced ?? bare;
    const group = name === undefined ? undefined : groups.find(name);
    if (name !== undefined && group === undefined) {
      // Go would write nothing here, without a word.
      const remedy = 'put the name in braces, or write $$ for a $';
      const want = `want one of ${groups.shown}`;
      return {
        flaw: `names a group that the pattern does not have: found ${quote(found)}, ${want}; ${remedy}`,
      };
    }
    parts.push(group === undefined ? { text: '$' } : { group });
  }
  return { template: [...parts, { text: text.slice(read) }] };
}

function plainText(text: string, groups: Groups): ReadReferences {
  for (const [found, braced, bare, escaped] of text.matchAll(LIKELY)) {
    const name = braced ?? bare ?? escaped;
    if (name !== undefined && groups.find(name) === undefined) continue;
    const meant = name === undefined ? 'one $' : `the group \${${name}} of the pattern`;
    const remedy = `set expand: true and write ${name === undefined ? '$$' : `\${${name}}`} if ${meant} is meant`;
    return {
      flaw: `holds ${quote(found)}, which would be written as it is: ${remedy}, or expand: false to keep the text`,
    };
  }
  return { template: [{ text }] };
}
