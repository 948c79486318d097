/** Rules between images: no two of them have one name, or places that the bucket or the NAS cannot tell apart. */
import type { Finding } from '../../../base/errors.ts';
import { error, placed, quote } from '../../../base/findings.ts';
import type { TextTree } from '../../../yaml/tree.ts';
import type { ImageTree } from '../image-trees.ts';

export function lintUnique(images: readonly ImageTree[]): Finding[] {
  const names = images.flatMap(({ name }) =>
    name !== undefined && name.value !== '' ? [{ text: name, key: name.value }] : [],
  );
  const places = images.flatMap(({ destination, key }) =>
    destination !== undefined && key !== undefined && destination.value !== ''
      ? [{ text: destination, key }]
      : [],
  );
  return [...lintTwins('name', names), ...lintTwins('destination', places), ...lintFolders(places)];
}

type Named = { readonly text: TextTree; readonly key: string };

function lintTwins(label: string, values: readonly Named[]): Finding[] {
  const first = new Map<string, Named>();
  return values.flatMap((value) => {
    const folded = fold(value.key);
    const other = first.get(folded);
    if (other === undefined) {
      first.set(folded, value);
      return [];
    }
    const line = `in line ${other.text.place.line}`;
    const message =
      other.key === value.key
        ? `is given twice: found ${quote(value.key)} also ${line}; choose another`
        : `differs from ${quote(other.key)} ${line} by case or accents only: found ${quote(value.key)}; choose another`;
    return placed(value.text.place, label, [error(message)]);
  });
}

/** A NAS (SMB, macOS) may not tell apart what differs by case or by the composition of letters. */
function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** One path cannot be a file and a folder; that holds below images/ and for the metadata files alike. */
function lintFolders(destinations: readonly Named[]): Finding[] {
  const imageFiles = new Map(destinations.map((named) => [fold(named.key), named]));
  const metadataFiles = new Map(destinations.map((named) => [`${fold(named.key)}.json`, named]));
  return destinations.flatMap(({ text, key }) => {
    for (const folder of foldersOf(fold(key))) {
      const image = imageFiles.get(folder);
      const other = image ?? metadataFiles.get(folder);
      if (other === undefined) continue;
      const taken = image ? 'is itself the destination' : 'is where labctl keeps the metadata';
      const wrong = `needs a folder ${quote(folder)}, which ${taken} of the image in line ${other.text.place.line}`;
      return placed(text.place, 'destination', [error(`${wrong}; choose another`)]);
    }
    return [];
  });
}

function* foldersOf(path: string): Generator<string> {
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    yield path.slice(0, at);
  }
}
