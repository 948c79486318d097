/** The images that a run was asked for by name, and what a name that does not exist may have meant. */
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import { nearest } from '../../base/suggest.ts';
import type { Image, Manifest } from '../manifest/image.ts';

/** A manifest may have a thousand. */
const MAX_SHOWN = 10;

/** All of them where no names are given. Throws INPUT_INVALID for names that the manifest does not have. */
export function chooseImages(
  { images }: Manifest,
  names: readonly string[] | undefined,
): readonly Image[] {
  if (names === undefined) return images;
  const known = images.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new LabctlError(
      'INPUT_INVALID',
      `--images names what the manifest does not have: ${shorten(unknown)}; ${suggestName(unknown, known)}`,
    );
  }
  return images.filter(({ name }) => names.includes(name));
}

/** The end of a sentence about names that are not among the known ones. */
export function suggestName(unknown: readonly string[], known: readonly string[]): string {
  if (known.length === 0) return 'there is none';
  const meant = unknown.flatMap((name) => nearest(name, known) ?? []);
  if (meant.length === 0) return `it has ${shorten(known)}`;
  return `did you mean ${shorten([...new Set(meant)])}?`;
}

function shorten(names: readonly string[]): string {
  const shown = names.slice(0, MAX_SHOWN).map((name) => printable(name));
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
