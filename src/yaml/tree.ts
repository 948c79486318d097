/** The manifest as a tree of plain values that know their place in the file. */
import type { Place } from '../base/errors.ts';

export type Entry = { readonly keyPlace: Place; readonly value: Tree };
export type MapTree = {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: ReadonlyMap<string, Entry>;
};
export type ListTree = {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly Tree[];
};
export type ScalarTree = {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: string | number | boolean | null;
  /** As it is written in the file. */
  readonly source: string;
};
/** What was found wanting already, and stands for no value. */
type RefusedTree = { readonly kind: 'refused'; readonly place: Place };

export type Tree = MapTree | ListTree | ScalarTree | RefusedTree;
export type TextTree = ScalarTree & { readonly value: string };

/** The value below `tree` along `keys`, or `undefined` where the way ends early. */
export function child(tree: Tree | undefined, ...keys: string[]): Tree | undefined {
  let found = tree;
  for (const key of keys) found = found?.kind === 'map' ? found.entries.get(key)?.value : undefined;
  return found;
}

/** The value below `tree` along `keys` where it is text. */
export function textChild(tree: Tree | undefined, ...keys: string[]): TextTree | undefined {
  const found = child(tree, ...keys);
  return isText(found) ? found : undefined;
}

/** The value at a JSON pointer (RFC 6901) that was split into `steps`. */
export function follow(steps: readonly string[], root: Tree): Tree | undefined {
  let tree: Tree | undefined = root;
  for (const step of steps) {
    if (tree?.kind === 'map') tree = tree.entries.get(step)?.value;
    else tree = tree?.kind === 'list' ? tree.items[Number(step)] : undefined;
  }
  return tree;
}

export function stepsOf(pointer: string): string[] {
  const steps = pointer.split('/').slice(1);
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function isText(tree: Tree | undefined): tree is TextTree {
  return tree?.kind === 'scalar' && typeof tree.value === 'string';
}

/** The items of the list below `tree` along `keys`; none where there is no list. */
export function itemsOf(tree: Tree | undefined, ...keys: string[]): readonly Tree[] {
  const found = child(tree, ...keys);
  return found?.kind === 'list' ? found.items : [];
}

/** Maps without a prototype, so that `__proto__` and `constructor` are keys like any other. */
export function toPlain(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'refused') return null;
  if (tree.kind === 'list') return tree.items.map(toPlain);
  const plain: Record<string, unknown> = Object.create(null);
  for (const [key, { value }] of tree.entries) plain[key] = toPlain(value);
  return plain;
}
