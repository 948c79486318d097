/** Where the parts of one image stand in the tree of the manifest, in either dialect. */
import type { Place } from '../../base/errors.ts';
import { child, isText, itemsOf, type TextTree, type Tree, textChild } from '../../yaml/tree.ts';
import { prefixFolder } from './lint/destination.ts';

/** Parts that are missing or of another type are `undefined`: the schema reports them. */
export type ImageTree = {
  readonly place: Place;
  readonly name: TextTree | undefined;
  readonly isPacker: boolean;
  readonly source: Tree | undefined;
  readonly destination: TextTree | undefined;
  /** The destination with the default prefix. */
  readonly key: string | undefined;
  readonly validation: Tree | undefined;
  readonly updatePath: TextTree | undefined;
  readonly replacements: readonly Tree[];
};

/** The images of the manifest, whatever state they are in. */
export function imageTrees(root: Tree): ImageTree[] {
  const prefix = textChild(root, 'spec', 'defaults', 'destinationPrefix')?.value;
  const folder = prefix === undefined ? undefined : prefixFolder(prefix);
  return itemsOf(root, 'spec', 'images').map((image) => imageTree(image, folder));
}

function imageTree(image: Tree, folder: string | undefined): ImageTree {
  const source = child(image, 'source');
  const destination = destinationOf(image);
  return {
    place: image.place,
    name: textChild(image, 'name'),
    isPacker: textChild(source, 'type')?.value === 'packer',
    source,
    destination,
    key: destination && joinKey(folder, destination.value),
    validation: child(image, 'validation'),
    updatePath: textChild(image, 'updateFile', 'path'),
    replacements: itemsOf(image, 'updateFile', 'replacements'),
  };
}

function destinationOf(image: Tree): TextTree | undefined {
  const destination = child(image, 'destination');
  return isText(destination) ? destination : textChild(destination, 'path');
}

/** The canonical key below images/. */
export function joinKey(folder: string | undefined, destination: string): string {
  return folder === undefined || folder === '' ? destination : `${folder}/${destination}`;
}
