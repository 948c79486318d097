/** The rules that a schema cannot express or would express badly, over whatever of the manifest is there. */
import type { Finding } from '../errors.ts';
import { type Problem, placed } from './findings.ts';
import { type ImageTree, imageTrees } from './image-trees.ts';
import { lintChecksum, lintNumericChecksum } from './lint-checksum.ts';
import { lintDecompress } from './lint-decompress.ts';
import { lintDestination, lintKey, lintPrefix } from './lint-destination.ts';
import { lintName } from './lint-name.ts';
import { lintPacker } from './lint-packer.ts';
import { lintUnique } from './lint-unique.ts';
import { lintUpdateFiles } from './lint-update-file.ts';
import { lintUrl } from './lint-url.ts';
import { lintValidation } from './lint-validation.ts';
import { child, isText, type Tree } from './yaml-tree.ts';

/** Every finding about values. Missing parts and parts of the wrong type are left to the schema. */
export function lintManifest(root: Tree): Finding[] {
  const images = imageTrees(root);
  const prefix = child(root, 'spec', 'defaults', 'destinationPrefix');
  return [
    ...lintText(child(root, 'metadata', 'name'), 'metadata.name', lintName),
    ...lintText(prefix, 'spec.defaults.destinationPrefix', lintPrefix),
    ...images.flatMap(lintImage),
    ...lintUnique(images),
    ...lintUpdateFiles(images),
  ];
}

function lintImage(image: ImageTree): Finding[] {
  return [
    ...lintText(image.name, 'name', lintName),
    ...(image.isPacker ? lintPacker(image) : lintHttp(image)),
    ...lintPlace(image),
    ...lintChecksumAt(child(image.validation, 'expected'), 'validation.expected'),
    ...lintValidation(image),
  ];
}

function lintHttp(image: ImageTree): Finding[] {
  return [
    ...lintText(child(image.source, 'url'), 'source.url', lintUrl),
    ...lintChecksumAt(child(image.source, 'checksum'), 'source.checksum'),
    ...lintDecompress(image),
  ];
}

function lintPlace({ destination, key }: ImageTree): Finding[] {
  const findings = lintText(destination, 'destination', lintDestination);
  if (destination === undefined || key === undefined || findings.length > 0) return findings;
  return placed(destination.place, 'destination', lintKey(key));
}

function lintChecksumAt(value: Tree | undefined, label: string): Finding[] {
  if (value?.kind === 'scalar' && typeof value.value === 'number') {
    return placed(value.place, label, lintNumericChecksum(value.source));
  }
  return lintText(value, label, lintChecksum);
}

function lintText(
  value: Tree | undefined,
  label: string,
  rule: (text: string) => Problem[],
): Finding[] {
  return isText(value) ? placed(value.place, label, rule(value.value)) : [];
}
