/** What a dry run found to do, dealt out to the jobs of a matrix: groups of about equal size, largest image first. */
import { effectiveChecksum } from '../catalog/plan.ts';
import type { Image } from '../manifest/image.ts';
import type { ImageResult, Shard } from '../report.ts';

/** Images of one content: the first of them is fetched, and the others are copies of it. */
export type Work = {
  /** Of the images. */
  readonly names: readonly string[];
  /** Expected size of what is fetched, or read in the bucket, if it is known: 0 where the bucket copies the content. */
  readonly bytes: number | undefined;
};

/** Bytes that the servers of these URLs announce, `undefined` where one does not. Never rejects. */
export type AnnouncedSizes = (urls: readonly string[]) => Promise<(number | undefined)[]>;

/** What is to be done, each with the size that the bucket knows; in the order of the manifest. */
export function gatherWork(images: readonly Image[], planned: readonly ImageResult[]): Work[] {
  const imageOf = new Map(images.map((image) => [image.name, image]));
  const contents = new Map<string, ImageResult[]>();
  for (const result of planned) {
    const content = contentOf(result, imageOf.get(result.name));
    contents.set(content, [...(contents.get(content) ?? []), result]);
  }
  return [...contents.values()].map((results) => ({
    names: results.map(({ name }) => name),
    bytes: bytesOf(results),
  }));
}

/** What another image may be a copy of; its own name where it is fetched whatever the bucket has. */
function contentOf({ name, state }: ImageResult, image: Image | undefined): string {
  const checksum = image && effectiveChecksum(image);
  return state === 'forced' || checksum === undefined ? name : checksum;
}

function bytesOf(results: readonly ImageResult[]): number | undefined {
  if (results.some(({ copyFrom }) => copyFrom !== undefined)) return 0;
  // The size of a damaged object says nothing of the image.
  return results.find(({ state, bytes }) => state !== 'damaged' && bytes !== undefined)?.bytes;
}

/** Asks the servers of the URLs for the sizes that are not known, and leaves open what they do not say. */
export async function measureWork(
  works: readonly Work[],
  images: readonly Image[],
  announcedSizes: AnnouncedSizes,
): Promise<Work[]> {
  // One alone is compared with nothing.
  if (works.length === 1) return [...works];
  const unknown = new Set(works.flatMap(({ names, bytes }) => (bytes === undefined ? names : [])));
  const asked = images.flatMap(({ name, source }) =>
    source.type === 'http' && unknown.has(name) ? [{ name, url: source.url }] : [],
  );
  const sizes = await announcedSizes(asked.map(({ url }) => url));
  const announced = new Map(asked.map(({ name }, index) => [name, sizes[index]]));
  return works.map(({ names, bytes }) => {
    const [size] = names.flatMap((name) => announced.get(name) ?? []);
    return { names, bytes: bytes ?? size };
  });
}

type Group = { readonly names: string[]; bytes: number };

/**
 * At most `most` groups, none of them empty: each content, from the largest down, goes to the group that holds the
 * least so far. One of unknown size counts as the median of the others that are fetched.
 */
export function dealOut(works: readonly Work[], most: number): Shard[] {
  const median = medianOf(works.flatMap(({ bytes }) => bytes || []));
  const sized = works.map(({ names, bytes }) => ({ names, bytes: bytes ?? median }));
  const groups = Array.from({ length: Math.min(most, works.length) }, (): Group => {
    return { names: [], bytes: 0 };
  });
  for (const { names, bytes } of sized.sort((a, b) => b.bytes - a.bytes)) {
    const group = groups.reduce((least, other) => (isLighter(other, least) ? other : least));
    group.names.push(...names);
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
