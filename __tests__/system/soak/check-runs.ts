/** What runs have promised, alone or beside each other, and whether the bucket keeps it. */
import { imageFile } from './image-files.ts';
import type { SoakManifest } from './manifests.ts';
import {
  checkContents,
  checkInPlace,
  checkUnharmed,
  ownedBy,
  type Violation,
  type Wanted,
} from './properties.ts';
import type { Run, SyncRun } from './scenario.ts';
import type { Snapshot } from './snapshot.ts';
import type { RunResult } from './start-run.ts';

export type EndedRun = { readonly run: Run; readonly result: RunResult };

/** (a) and (g) of runs that were going at the same time. */
export async function checkRuns(
  ended: readonly EndedRun[],
  { before, after }: { before: Snapshot; after: Snapshot },
): Promise<Violation[]> {
  const kept = ended.map(({ run, result }) => {
    if (run.verb !== 'sync' || run.dryRun || result.exitCode !== 0) return [];
    const others = ended.filter((other) => other.run !== run).map((other) => other.run);
    return checkPromise(run, others, after);
  });
  const harm = checkUnharmed(before, after, (destination, owner) =>
    ended.some(({ run }) => mayTouch(run, destination, owner)),
  );
  return [...(await Promise.all(kept)).flat(), ...harm];
}

/** (c) for a prune: nothing of the manifest's own is left that it does not name. */
export function checkPruned({ name, images }: SoakManifest, bucket: Snapshot): Violation[] {
  const named = new Set(images.map(({ destination }) => destination));
  const orphans = ownedBy(`manifest/${name}`, bucket).filter((one) => !named.has(one));
  return orphans.map((one) => ({ property: 'c', found: `prune has left ${one}` }));
}

async function checkPromise(
  run: SyncRun,
  others: readonly Run[],
  bucket: Snapshot,
): Promise<Violation[]> {
  const wanted = await wantedBy(run);
  const isContested = ({ destination }: Wanted) =>
    others.some((other) => mayWrite(other, destination));
  const agreed: Wanted[] = [];
  for (const image of wanted.filter(isContested)) {
    const same = await Promise.all(others.map((other) => wantsSame(other, image)));
    if (same.every(Boolean)) agreed.push(image);
  }
  const alone = wanted.filter((image) => !isContested(image));
  // Two that wanted the same content have it, whoever came last; the metadata may be of the other one's write.
  return [...checkInPlace(bucket, alone), ...checkContents(bucket, agreed)];
}

async function wantedBy({ manifest, only }: SyncRun): Promise<Wanted[]> {
  const images = only === undefined ? manifest.images : manifest.images.slice(only, only + 1);
  const owner = `manifest/${manifest.name}`;
  const wanted = images.map(async ({ destination, file }): Promise<Wanted> => {
    const { checksum } = await imageFile(file);
    return { destination, checksum, owner };
  });
  return Promise.all(wanted);
}

/** Whether this run may write or delete the object, given who owned it. */
function mayTouch(run: Run, destination: string, owner: string | undefined): boolean {
  if (run.verb !== 'prune') return mayWrite(run, destination);
  const isOwn = owner === `manifest/${run.manifest.name}`;
  return !names(run, destination) && (isOwn || (run.includeUploads && owner === 'upload'));
}

/** As `mayTouch`, whoever the owner is by then. */
function mayWrite(run: Run, destination: string): boolean {
  switch (run.verb) {
    case 'sync':
      return names(run, destination) && !run.dryRun;
    case 'upload':
      return destination === run.destination;
    case 'prune':
      return !names(run, destination);
  }
}

function names({ manifest }: Run, destination: string): boolean {
  return manifest.images.some((image) => image.destination === destination);
}

async function wantsSame(other: Run, { destination, checksum }: Wanted): Promise<boolean> {
  if (!mayWrite(other, destination)) return true;
  const image = other.manifest.images.find((one) => one.destination === destination);
  if (other.verb !== 'sync' || image === undefined) return false;
  return (await imageFile(image.file)).checksum === checksum;
}
