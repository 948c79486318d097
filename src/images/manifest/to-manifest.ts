/** A checked manifest of either dialect → the one form that the rest of labctl knows. */
import { LabctlError } from '../../base/errors.ts';
import { type Checksum, parseChecksum } from '../../stream/hash/checksum.ts';
import { child, type Tree, textChild } from '../../yaml/tree.ts';
import type {
  Field,
  HttpImageSource,
  Image,
  Manifest,
  PackerImageSource,
  UpdateFile,
} from './image.ts';
import { type ImageTree, joinKey } from './image-trees.ts';
import { prefixFolder } from './lint/destination.ts';
import type {
  RawHttpSource,
  RawImage,
  RawManifest,
  RawPackerSource,
  RawUpdateFile,
} from './raw-manifest.ts';

/** `trees` are the images as they stand in the file, in their order: they know the places. */
export function toManifest(raw: RawManifest, trees: readonly ImageTree[]): Manifest {
  const prefix = raw.spec.defaults?.destinationPrefix;
  const folder = prefix === undefined ? undefined : prefixFolder(prefix);
  const images = raw.spec.images.map((image, index) => {
    const tree = trees[index];
    if (tree === undefined) throw new LabctlError('INTERNAL', 'an image without a place');
    return toImage(image, folder, tree);
  });
  return { name: raw.metadata.name, images };
}

function toImage(raw: RawImage, folder: string | undefined, tree: ImageTree): Image {
  const { name, source, destination, validation, updateFile } = raw;
  return {
    name,
    destination: joinKey(folder, typeof destination === 'string' ? destination : destination.path),
    source: source.type === 'packer' ? toPackerSource(source) : toHttpSource(source),
    ...(validation?.expected === undefined ? {} : { expected: toChecksum(validation.expected) }),
    ...(updateFile === undefined ? {} : { updateFile: toUpdateFile(updateFile, tree) }),
    place: tree.place,
    fields: placesOf(tree),
  };
}

function placesOf({ source, validation }: ImageTree): NonNullable<Image['fields']> {
  const trees: Record<Field, Tree | undefined> = {
    'source.url': child(source, 'url'),
    'source.checksum': child(source, 'checksum'),
    'source.decompress': child(source, 'decompress'),
    'source.path': child(source, 'path'),
    'validation.expected': child(validation, 'expected'),
  };
  const places = Object.entries(trees).flatMap(([field, tree]) =>
    tree ? [[field, tree.place]] : [],
  );
  return Object.fromEntries(places);
}

function toHttpSource({ url, checksum, decompress }: RawHttpSource): HttpImageSource {
  return {
    type: 'http',
    url,
    checksum: toChecksum(checksum),
    ...(decompress === undefined ? {} : { decompress }),
  };
}

function toPackerSource({ path, variables, artifact }: RawPackerSource): PackerImageSource {
  return { type: 'packer', path, variables: { ...variables }, artifact };
}

function toUpdateFile({ path, replacements }: RawUpdateFile, tree: ImageTree): UpdateFile {
  return {
    path,
    replacements: replacements.map((replacement, index) => ({
      ...replacement,
      place: textChild(tree.replacements[index], 'pattern')?.place ?? tree.place,
    })),
    place: tree.updatePath?.place ?? tree.place,
  };
}

function toChecksum(text: string): Checksum {
  const checksum = parseChecksum(text);
  if (checksum === undefined) throw new LabctlError('INTERNAL', 'an unchecked checksum');
  return checksum;
}
