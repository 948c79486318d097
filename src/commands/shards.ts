/** What a dry run found to do, dealt out to the jobs of a matrix: groups of about equal size, largest image first. */
import type { Image } from '../manifest/image.ts';
import type { ImageResult, Shard } from '../report.ts';

export type Work = {
  /** Of the image. */
  readonly name: string;
  /** Expected size where it is known. */
  readonly bytes: number | undefined;
};

/** Bytes that the servers of these URLs announce, `undefined` where one does not. Never rejects. */
export type AnnouncedSizes = (urls: readonly string[]) => Promise<(number | undefined)[]>;

/** What is to be done, each with the size that the bucket knows, else the server of the URL, else nobody. */
export async function measureWork(
  images: readonly Image[],
  planned: readonly ImageResult[],
  announcedSizes: AnnouncedSizes,
): Promise<Work[]> {
  const works = planned.map(({ name, state, bytes }) => {
    // The size of a damaged object says nothing of the image.
    return { name, bytes: state === 'damaged' ? undefined : bytes };
  });
  // One alone is compared with nothing.
  if (works.length === 1) return works;
  const unknown = new Set(works.flatMap(({ name, bytes }) => (bytes === undefined ? name : [])));
  const asked = images.flatMap(({ name, source }) =>
    source.type === 'http' && unknown.has(name) ? [{ name, url: source.url }] : [],
  );
  const sizes = await announcedSizes(asked.map(({ url }) => url));
  const announced = new Map(asked.map(({ name }, index) => [name, sizes[index]]));
  return works.map(({ name, bytes }) => ({ name, bytes: bytes ?? announced.get(name) }));
}

type Group = { readonly names: string[]; bytes: number };

/**
 * At most `most` groups, none of them empty: each image, from the largest down, goes to the group that holds the
 * least so far. An image of unknown size counts as the median of the others.
 */
export function dealOut(works: readonly Work[], most: number): Shard[] {
  const median = medianOf(works.flatMap(({ bytes }) => bytes ?? []));
  const sized = works.map(({ name, bytes }) => ({ name, bytes: bytes ?? median }));
  const groups = Array.from({ length: Math.min(most, works.length) }, (): Group => {
    return { names: [], bytes: 0 };
  });
  for (const { name, bytes } of sized.sort((a, b) => b.bytes - a.bytes)) {
    const group = groups.reduce((least, other) => (isLighter(other, least) ? other : least));
    group.names.push(name);
    group.bytes += bytes;
  }
  return groups
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ names, bytes }, index) => ({ shard: index + 1, images: names, bytes }));
}

/** Where no size is known at all, the number of images is what is balanced. */
function isLighter(a: Group, b: Group): boolean {
  return a.bytes === b.bytes ? a.names.length < b.names.length : a.bytes < b.bytes;
}

/** The lower one of the two in the middle; 0 of nothing. */
function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}
