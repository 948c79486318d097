/** Manifests of the soak, and the ways in which people change them. */
import { COMPRESSIONS } from '../../../src/stream/decode/compression.ts';
import { type FileSpec, SMALL_SIZES, TWO_PARTS } from './image-files.ts';
import type { Random } from './random.ts';

export type SoakImage = {
  readonly name: string;
  readonly destination: string;
  readonly file: FileSpec;
  /** Whether its URL carries a secret. */
  readonly signed: boolean;
  /** Whether a file in Git follows it. */
  readonly edits: boolean;
};

export type SoakManifest = {
  /** The owner of what it puts into the bucket. */
  readonly name: string;
  readonly images: readonly SoakImage[];
};

export const NAMES = ['alpine', 'debian', 'fedora', 'nixos', 'talos', 'vyos'] as const;

const DESTINATIONS = [
  'one.raw',
  'two.raw',
  'talos/one.raw',
  'talos/two.raw',
  'vyos/1.4/three.qcow2',
  'vyos/1.5/three.qcow2',
  'four.iso',
] as const;

export function firstManifest(random: Random): SoakManifest {
  let manifest: SoakManifest = { name: 'lab', images: [] };
  for (let left = 1 + random.int(3); left >= 0; left -= 1) manifest = add(manifest, random);
  return manifest;
}

/** Changes one thing about the manifest, as one commit does. */
export function changeManifest(manifest: SoakManifest, random: Random): SoakManifest {
  const change = random.pick([
    newVersion,
    newVersion,
    newVersion,
    rename,
    move,
    drop,
    add,
    copy,
    swap,
    repack,
  ]);
  return change(manifest, random);
}

type Change = typeof add;

function add(manifest: SoakManifest, random: Random): SoakManifest {
  const name = freeName(manifest, random);
  const destination = freeDestination(manifest, random);
  if (name === undefined || destination === undefined) return manifest;
  const size = random.chance(0.1) ? TWO_PARTS : random.pick(SMALL_SIZES);
  const compression = random.chance(0.5) ? undefined : random.pick(COMPRESSIONS);
  const image: SoakImage = {
    name,
    destination,
    file: { size, compression, version: versionOf(size, random) },
    signed: random.chance(0.2),
    // Rare: each run then asks git whether the file is ignored.
    edits: random.chance(0.06),
  };
  return { ...manifest, images: [...manifest.images, image] };
}

const newVersion: Change = (manifest, random) =>
  changeOne(manifest, random, (image) => {
    const { size } = image.file;
    return { ...image, file: { ...image.file, version: versionOf(size, random) } };
  });

const rename: Change = (manifest, random) =>
  changeOne(manifest, random, (image) => ({
    ...image,
    name: freeName(manifest, random) ?? image.name,
  }));

const move: Change = (manifest, random) =>
  changeOne(manifest, random, (image) => ({
    ...image,
    destination: freeDestination(manifest, random) ?? image.destination,
  }));

/** The same content, packed in another way. */
const repack: Change = (manifest, random) =>
  changeOne(manifest, random, (image) => ({
    ...image,
    file: { ...image.file, compression: random.pick([undefined, ...COMPRESSIONS]) },
  }));

const drop: Change = (manifest, random) => {
  if (manifest.images.length < 2) return manifest;
  const dropped = random.pick(manifest.images);
  return { ...manifest, images: manifest.images.filter((image) => image !== dropped) };
};

/** A second image of the same content. */
const copy: Change = (manifest, random) => {
  const name = freeName(manifest, random);
  const destination = freeDestination(manifest, random);
  if (name === undefined || destination === undefined) return manifest;
  const image = { ...random.pick(manifest.images), name, destination };
  return { ...manifest, images: [...manifest.images, image] };
};

/** Two images change places. */
const swap: Change = (manifest, random) => {
  const [one, two] = [random.pick(manifest.images), random.pick(manifest.images)];
  const swapped = manifest.images.map((image) => {
    if (image === one) return { ...image, destination: two.destination };
    return image === two ? { ...image, destination: one.destination } : image;
  });
  return { ...manifest, images: swapped };
};

function changeOne(
  manifest: SoakManifest,
  random: Random,
  change: (image: SoakImage) => SoakImage,
): SoakManifest {
  const chosen = random.pick(manifest.images);
  const images = manifest.images.map((image) => (image === chosen ? change(image) : image));
  return { ...manifest, images };
}

/** Few of the large ones: each has to be made. */
function versionOf(size: number, random: Random): number {
  return random.int(size === TWO_PARTS ? 2 : 5);
}

function freeName({ images }: SoakManifest, random: Random): string | undefined {
  const taken = new Set(images.map((image) => image.name));
  return pickFree(NAMES, taken, random);
}

function freeDestination({ images }: SoakManifest, random: Random): string | undefined {
  const taken = new Set(images.map((image) => image.destination));
  return pickFree(DESTINATIONS, taken, random);
}

function pickFree(
  all: readonly string[],
  taken: ReadonlySet<string>,
  random: Random,
): string | undefined {
  const free = all.filter((one) => !taken.has(one));
  return free.length === 0 ? undefined : random.pick(free);
}
