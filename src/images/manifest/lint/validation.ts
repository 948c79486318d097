/** Rules for validation: it says something about the published image that can be true. */
import type { Finding } from '../../../base/errors.ts';
import { error, type Problem, placed, quote, warning } from '../../../base/findings.ts';
import { algorithmOf, type Checksum, parseChecksum } from '../../../stream/hash/checksum.ts';
import { child, isText, textChild } from '../../../yaml/tree.ts';
import type { ImageTree } from '../image-trees.ts';

/** What `expected` and `algorithm` say about each other and about the source. */
export function lintValidation(image: ImageTree): Finding[] {
  return [...lintExpected(image), ...lintAlgorithm(image)];
}

function lintExpected({ source, validation, isPacker }: ImageTree): Finding[] {
  if (isPacker) return [];
  const decompress = child(source, 'decompress');
  if (isText(decompress) && child(validation, 'expected') === undefined) {
    const remedy = 'add validation.expected, the checksum of the decompressed image';
    const wrong = 'is given without validation.expected, so the image could not be verified';
    return placed(decompress.place, 'source.decompress', [error(`${wrong}; ${remedy}`)]);
  }
  const expected = textChild(validation, 'expected');
  const served = parseChecksum(textChild(source, 'checksum')?.value ?? '');
  const published = parseChecksum(expected?.value ?? '');
  if (expected === undefined || served === undefined || published === undefined) return [];
  const problems =
    decompress === undefined ? lintUnchanged(served, published) : lintDecoded(served, published);
  return placed(expected.place, 'validation.expected', problems);
}

function lintUnchanged(served: Checksum, published: Checksum): Problem[] {
  // Two algorithms over the same bytes may both be right; both are verified.
  if (served === published || algorithmOf(served) !== algorithmOf(published)) return [];
  const remedy = 'remove validation.expected, or add source.decompress';
  return [error(`differs from source.checksum, and one file cannot match both; ${remedy}`)];
}

function lintDecoded(served: Checksum, published: Checksum): Problem[] {
  if (served !== published) return [];
  const remedy = 'put in the checksum of the decompressed image';
  return [error(`is the same as source.checksum, but decompressing changes the file; ${remedy}`)];
}

/** spec.defaults.validation.algorithm is not looked at: each checksum names its own algorithm. */
function lintAlgorithm({ source, validation, isPacker }: ImageTree): Finding[] {
  const algorithm = textChild(validation, 'algorithm');
  if (algorithm === undefined) return [];
  const hasExpected = child(validation, 'expected') !== undefined;
  if (isPacker && !hasExpected && algorithm.value === 'sha512') {
    const message = 'has no effect: the checksum of a build is sha256; leave it out';
    return placed(algorithm.place, 'validation.algorithm', [warning(message)]);
  }
  const [owner, key] = hasExpected ? [validation, 'expected'] : [source, 'checksum'];
  const checksum = parseChecksum(textChild(owner, key)?.value ?? '');
  if (checksum === undefined || algorithmOf(checksum) === algorithm.value) return [];
  const label = hasExpected ? 'validation.expected' : 'source.checksum';
  const found = `found ${quote(algorithm.value)}, want "${algorithmOf(checksum)}"`;
  const message = `is not the algorithm of ${label}: ${found}; correct it, or leave it out`;
  return placed(algorithm.place, 'validation.algorithm', [error(message)]);
}
