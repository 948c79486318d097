/** The rules that a schema cannot express or would express badly, over whatever of the manifest is there. */
import type { Finding } from '../../../base/errors.ts';
import { type Problem, placed } from '../../../base/findings.ts';
import { child, isText, type Tree } from '../../../yaml/tree.ts';
import { type ImageTree, imageTrees } from '../image-trees.ts';
import { lintChecksum, lintNumericChecksum } from './checksum.ts';
import { lintDecompress } from './decompress.ts';
import { lintDestination, lintKey, lintPrefix } from './destination.ts';
import { lintName } from './name.ts';
import { lintPacker } from './packer.ts';
import { lintUnique } from './unique.ts';
import { lintUpdateFiles } from './update-file.ts';
import { lintUrl } from './url.ts';
import { lintValidation } from './validation.ts';

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
