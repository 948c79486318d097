/** The YAML library's nodes → the tree; what is no plain map, list or scalar is refused on the way. */
import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Finding, Place } from '../base/errors.ts';
import { errorAt, quote } from '../base/findings.ts';
import { TOO_DEEP } from './mistakes.ts';
import type { Entry, ScalarTree, Tree } from './tree.ts';

/** A manifest nests 8 deep; the limit keeps every walk over the tree shallow. */
const MAX_DEPTH = 32;

type Growing = {
  readonly locate: (offset: number) => Place;
  readonly findings: Finding[];
};

/** The tree below `node`; what is no plain map, list or scalar is reported in `growing.findings`. */
export function growTree(node: ParsedNode, growing: Growing, depth = 0): Tree {
  const place = growing.locate(node.range[0]);
  if (depth > MAX_DEPTH) {
    growing.findings.push(errorAt(place, TOO_DEEP));
    return { kind: 'refused', place };
  }
  if (isMap(node)) return growMap(node as YAMLMap.Parsed, place, growing, depth);
  if (isSeq(node)) {
    const { items } = node as YAMLSeq.Parsed;
    return { kind: 'list', place, items: items.map((item) => growTree(item, growing, depth + 1)) };
  }
  // The scan of the tokens reports every alias.
  if (!isScalar(node) || !isPlain(node.value)) return { kind: 'refused', place };
  return { kind: 'scalar', place, value: node.value, source: node.source ?? '' };
}

/** Tags, which the scan reports, make other values. */
function isPlain(value: unknown): value is ScalarTree['value'] {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function growMap(node: YAMLMap.Parsed, place: Place, growing: Growing, depth: number): Tree {
  const entries = new Map<string, Entry>();
  let refused = false;
  for (const { key, value } of node.items) {
    const keyPlace = growing.locate(key.range[0]);
    const name = keyOf(key);
    const first = name === undefined ? undefined : entries.get(name);
    if (name === undefined) {
      // The scan of the tokens reports every alias.
      const keyFault = errorAt(isMap(key) ? place : keyPlace, describeOddKey(key));
      if (!isAlias(key)) growing.findings.push(keyFault);
      refused = true;
    } else if (first !== undefined) {
      const message = `the key ${quote(name)} is given twice, first in line ${first.keyPlace.line}; remove one of them`;
      growing.findings.push(errorAt(keyPlace, message));
    } else if (name === '<<') {
      // An alias as the value of a merge key is reported already, and is the same mistake.
      const message = 'merge keys (<<) are not supported; write the keys out';
      if (!isAlias(value)) growing.findings.push(errorAt(keyPlace, message));
    } else {
      entries.set(name, { keyPlace, value: growValue(value, keyPlace, growing, depth) });
    }
  }
  return refused ? { kind: 'refused', place } : { kind: 'map', place, entries };
}

/** A value that is not written at all has the place of its key. */
function growValue(value: ParsedNode | null, keyPlace: Place, growing: Growing, depth: number) {
  const tree = value === null ? undefined : growTree(value, growing, depth + 1);
  if (
    tree !== undefined &&
    !(tree.kind === 'scalar' && tree.source === '' && tree.value === null)
  ) {
    return tree;
  }
  return { kind: 'scalar', place: keyPlace, value: null, source: '' } as const;
}

function keyOf(key: ParsedNode): string | undefined {
  if (!isScalar(key) || key.value === null) return undefined;
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

function describeOddKey(key: ParsedNode): string {
  if (isMap(key)) return 'a value that begins with { must be put in quotes';
  return isScalar(key) ? 'a key is empty; write its name before the colon' : 'a key must be text';
}
