/** Rules for updateFile that need no file: its path, its patterns, its values. */

import { unseenCharacter } from '../../../base/characters.ts';
import type { Finding } from '../../../base/errors.ts';
import { error, errorAt, type Problem, placed } from '../../../base/findings.ts';
import { lintEditedFile } from '../../../files/path-rules.ts';
import { child, type TextTree, type Tree, textChild } from '../../../yaml/tree.ts';
import { readReferences } from '../group-references.ts';
import type { ImageTree } from '../image-trees.ts';
import { compilePattern, patternCost, patternFlaw } from '../pattern.ts';
import { needsHttpSource, parseTemplate } from '../template.ts';

/** 1,000 images with two patterns each stay below it; compiling as much takes half a second. */
const MAX_PATTERN_COST = 300_000;

/** The updateFile parts of all images. A value's match with its own pattern is seen in the file only. */
export function lintUpdateFiles(images: readonly ImageTree[]): Finding[] {
  return [...images.flatMap(lintPathAndValues), ...lintPatterns(images)];
}

function lintPathAndValues({ updatePath, replacements, isPacker }: ImageTree): Finding[] {
  const path = updatePath
    ? placed(updatePath.place, 'updateFile.path', lintEditedFile(updatePath.value))
    : [];
  const values = replacements.flatMap((replacement, index) => {
    const value = textChild(replacement, 'value');
    const label = `updateFile.replacements[${index}].value`;
    return value ? placed(value.place, label, lintValue(value.value, isPacker)) : [];
  });
  return [...path, ...values];
}

function lintValue(value: string, isPacker: boolean): Problem[] {
  if (value === '') return [error('is empty, so no later change could find its place; write it')];
  const unseen = unseenCharacter(value.replace(/[\t\n]/g, ''));
  if (unseen !== undefined) {
    return [error(`holds the character ${unseen}, which cannot be seen; remove it`)];
  }
  const parsed = parseTemplate(value);
  if ('flaw' in parsed) return [error(parsed.flaw)];
  if (!isPacker || !needsHttpSource(parsed.template)) return [];
  const remedy = 'use {{ .Name }} or {{ .Destination }}';
  return [error(`names a part of source that a Packer image does not have; ${remedy}`)];
}

type Pattern = {
  readonly pattern: TextTree;
  readonly path: string;
  readonly replacement: Tree;
  /** `updateFile.replacements[…]` */
  readonly label: string;
};

function lintPatterns(images: readonly ImageTree[]): Finding[] {
  const findings: Finding[] = [];
  const lineOf = new Map<string, number>();
  let cost = 0;
  for (const { pattern, path, replacement, label: of } of images.flatMap(patternsOf)) {
    const label = `${of}.pattern`;
    cost += patternCost(pattern.value);
    if (cost > MAX_PATTERN_COST) {
      const message = 'the patterns of this manifest are too costly to check; shorten them';
      return [...findings, errorAt(pattern.place, message)];
    }
    const flaw = patternFlaw(pattern.value);
    const twin = JSON.stringify([path, pattern.value]);
    const line = lineOf.get(twin);
    if (flaw !== undefined) {
      findings.push(...placed(pattern.place, label, [error(flaw)]));
    } else if (line !== undefined) {
      const wrong = `is the same as in line ${line}, for the same file: both would edit one place`;
      findings.push(...placed(pattern.place, label, [error(`${wrong}; make them differ`)]));
    } else {
      lineOf.set(twin, pattern.place.line);
      findings.push(...lintReferences(pattern.value, replacement, of));
    }
  }
  return findings;
}

function patternsOf({ updatePath, replacements }: ImageTree): Pattern[] {
  return replacements.flatMap((replacement, index) => {
    const pattern = textChild(replacement, 'pattern');
    const label = `updateFile.replacements[${index}]`;
    return pattern ? [{ pattern, replacement, label, path: updatePath?.value ?? '' }] : [];
  });
}

/** What a value says of the groups of its pattern, which is known to be one. */
function lintReferences(pattern: string, replacement: Tree, label: string): Finding[] {
  const value = textChild(replacement, 'value');
  // Most values need no second look at the pattern.
  if (value === undefined || !/[$\\]/.test(value.value)) return [];
  const parsed = parseTemplate(value.value);
  if ('flaw' in parsed) return [];
  const expand = child(replacement, 'expand');
  const isSet = expand?.kind === 'scalar' && typeof expand.value === 'boolean';
  const wanted = isSet ? expand.value === true : undefined;
  const read = readReferences(parsed.template, compilePattern(pattern), wanted);
  return 'flaw' in read ? placed(value.place, `${label}.value`, [error(read.flaw)]) : [];
}
