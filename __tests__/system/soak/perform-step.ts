/** Does one step of a scenario: runs labctl through its faults, or meddles with the bucket. */
import type { FakeClock } from '../../support/fakes/fake-clock.ts';
import type { MemoryForge } from '../../support/fakes/memory-forge.ts';
import type { EndedRun } from './check-runs.ts';
import { TWO_PARTS } from './image-files.ts';
import type { Lane } from './lane.ts';
import { originStalls } from './origin-trouble.ts';
import type { Run, Step, Trouble } from './scenario.ts';
import type { SoakBucket } from './soak-bucket.ts';
import { startRun } from './start-run.ts';
import { createStop } from './stop.ts';
import { storeStalls } from './store-trouble.ts';

/** What the steps of one seed share. */
export type Place = {
  readonly lane: Lane;
  readonly bucket: SoakBucket;
  readonly clock: FakeClock;
  readonly forge: MemoryForge;
  readonly tell: (line: string) => void;
};

/** Long enough for a machine that is busy with other things. */
const PATIENCE_MS = 30_000;
/** For runs in which something is never answered. */
const SHORT_PATIENCE_MS = 250;

export async function performRuns(
  runs: readonly Run[],
  trouble: Trouble,
  place: Place,
): Promise<EndedRun[]> {
  const { lane, bucket } = place;
  const stops = runs.map((run) => ({ run, stop: createStop(run.stopAt) }));
  for (const { manifest } of runs) {
    for (const { file } of manifest.images) await lane.serve(file);
  }
  await lane.trouble(trouble.origin);
  bucket.trouble(trouble.store, () => {
    for (const { stop } of stops) stop.onEvent();
  });
  const patienceWith = (stalls: boolean) => (stalls ? SHORT_PATIENCE_MS : PATIENCE_MS);
  const patienceMs = patienceWith(originStalls(trouble.origin));
  const ended = await Promise.all(
    stops.map(async ({ run, stop }): Promise<EndedRun> => {
      const { signal, onEvent } = stop;
      const large = run.manifest.images.some(({ file }) => file.size === TWO_PARTS);
      const store = bucket.open({
        clock: place.clock,
        patienceMs: patienceWith(storeStalls(trouble.store)),
        large,
      });
      return { run, result: await startRun(run, { ...place, store, patienceMs, onEvent, signal }) };
    }),
  );
  for (const { stop } of stops) stop.close();
  tellWhatHappened(ended, place);
  return ended;
}

function tellWhatHappened(ended: readonly EndedRun[], { lane, bucket, tell }: Place): void {
  for (const { run, result } of ended) {
    tell(`  ${run.verb}: exit ${result.exitCode}: ${result.summary}`);
  }
  tell(`  store: ${bucket.describeRequests()}`);
  const asked = lane.origin.requests.map(({ path, range, status, bytesSent }) =>
    [path.split('?')[0], range, status, bytesSent].filter((part) => part !== undefined).join(' '),
  );
  tell(`  origin: ${asked.join(', ')}`);
}

export async function meddle(
  { how, destination, size }: Step & { kind: 'meddle' },
  bucket: SoakBucket,
): Promise<void> {
  const [image, metadata] = [`images/${destination}`, `metadata/${destination}.json`];
  switch (how) {
    case 'remove object':
      return bucket.remove(image);
    case 'remove metadata':
      return bucket.remove(metadata);
    case 'overwrite':
      return bucket.plant(image, Buffer.alloc(size, 'x'));
    case 'garble':
      return bucket.plant(metadata, Buffer.from('{"not": JSON'));
    case 'begin upload':
      return bucket.beginUpload(image);
  }
}
