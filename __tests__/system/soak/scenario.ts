/** What happens under one seed: manifests that change, runs with their faults, and other programs that meddle. */
import { changeManifest, firstManifest, type SoakManifest } from './manifests.ts';
import { type OriginTrouble, originTrouble } from './origin-trouble.ts';
import { createRandom, type Random } from './random.ts';
import { type StoreKind, type StoreTrouble, storeTrouble } from './store-trouble.ts';

/** What goes wrong during one step. */
export type Trouble = {
  readonly origin: readonly OriginTrouble[];
  readonly store: StoreTrouble;
};

type Common = {
  readonly manifest: SoakManifest;
  /** The run is cancelled at this event of it: a request to the store, or a sign of progress. */
  readonly stopAt?: number | undefined;
};

export type SyncRun = Common & {
  readonly verb: 'sync';
  readonly force: boolean;
  readonly concurrency: number;
  readonly dryRun: boolean;
  /** Only the image at this place of the manifest. */
  readonly only?: number | undefined;
};

export type PruneRun = Common & { readonly verb: 'prune'; readonly includeUploads: boolean };

export type UploadRun = Common & {
  readonly verb: 'upload';
  readonly destination: string;
  readonly size: number;
  readonly version: number;
  readonly force: boolean;
};

export type Run = SyncRun | PruneRun | UploadRun;

/** What another program does to the bucket. */
export type Meddling =
  | 'remove object'
  | 'remove metadata'
  | 'overwrite'
  | 'garble'
  | 'begin upload';

export type Step =
  | { readonly kind: 'runs'; readonly runs: readonly Run[]; readonly trouble: Trouble }
  | {
      readonly kind: 'meddle';
      readonly how: Meddling;
      readonly destination: string;
      /** Of the bytes that are planted. */
      readonly size: number;
    };

export type Scenario = {
  readonly seed: number;
  readonly store: StoreKind;
  readonly steps: readonly Step[];
  /** What the manifest says when all is over. */
  readonly last: SoakManifest;
};

/** Folders cost least; MinIO costs most. */
export function storeOfSeed(seed: number): StoreKind {
  if (seed % 20 === 7) return 'minio';
  return seed % 3 === 0 ? 'versitygw' : 'folder';
}

export function makeScenario(seed: number, store: StoreKind = storeOfSeed(seed)): Scenario {
  const random = createRandom(seed);
  let manifest = firstManifest(random);
  const steps: Step[] = [];
  for (let left = 2 + random.int(3); left > 0; left -= 1) {
    const changes = steps.length === 0 ? 0 : random.pick([0, 1, 2, 3]);
    for (let more = changes; more > 0; more -= 1) manifest = changeManifest(manifest, random);
    if (steps.length > 0 && random.chance(0.15)) steps.push(makeMeddling(manifest, random));
    else steps.push(makeRuns(manifest, store, random));
  }
  return { seed, store, steps, last: manifest };
}

function makeRuns(manifest: SoakManifest, store: StoreKind, random: Random): Step {
  const runs = [makeRun(manifest, random)];
  if (random.chance(0.3)) runs.push(makeSecondRun(manifest, random));
  const calm = random.chance(0.15);
  const manifests = runs.map((run) => run.manifest);
  const trouble: Trouble = {
    origin: calm ? [] : originTrouble(manifests, random),
    store: storeTrouble({ store, manifests, calm }, random),
  };
  return { kind: 'runs', runs, trouble };
}

function makeRun(manifest: SoakManifest, random: Random): Run {
  const common = { manifest, stopAt: makeStop(random) };
  if (random.chance(0.12)) return { ...common, verb: 'prune', includeUploads: random.chance(0.3) };
  if (random.chance(0.1)) return { ...common, ...makeUpload(manifest, random) };
  return { ...common, ...makeSync(manifest, random) };
}

/** Beside the first one: the same manifest, another state of it, or another manifest of the same bucket. */
function makeSecondRun(manifest: SoakManifest, random: Random): Run {
  if (random.chance(0.2)) {
    return { verb: 'prune', manifest, includeUploads: false, stopAt: makeStop(random) };
  }
  let other = manifest;
  if (random.chance(0.6)) {
    other = changeManifest(changeManifest(manifest, random), random);
    if (random.chance(0.5)) other = { ...other, name: 'other' };
  }
  return { manifest: other, stopAt: makeStop(random), ...makeSync(other, random) };
}

function makeSync({ images }: SoakManifest, random: Random) {
  return {
    verb: 'sync',
    force: random.chance(0.08),
    concurrency: 1 + random.int(3),
    dryRun: random.chance(0.05),
    only: random.chance(0.12) ? random.int(images.length) : undefined,
  } as const;
}

function makeUpload({ images }: SoakManifest, random: Random) {
  const destination = random.chance(0.6) ? 'uploads/own.raw' : random.pick(images).destination;
  const force = random.chance(0.7);
  return { verb: 'upload', size: 700, version: random.int(4), destination, force } as const;
}

function makeStop(random: Random): number | undefined {
  return random.chance(0.2) ? 1 + random.int(60) : undefined;
}

function makeMeddling(manifest: SoakManifest, random: Random): Step {
  const how = random.pick([
    'remove object',
    'remove metadata',
    'overwrite',
    'garble',
    'begin upload',
  ] as const);
  // A size that no image has: a folder tells versions apart by their time, which is coarse, and by their size.
  const size = 100 + random.int(500);
  return { kind: 'meddle', how, destination: random.pick(manifest.images).destination, size };
}
