/** A sync in a process of its own that stands still at a step, tells its parent, and goes on only to be stopped. */
import { once } from 'node:events';
import type { OnStep, Step } from '../../../src/images/transfer/step.ts';
import { stopOnSignals } from '../../../src/stop-signals.ts';
import { type HerePlaces, syncHere } from '../faults/sync-here.ts';

export type Orders = {
  readonly places: HerePlaces;
  /** Where to stand still; an image that does not take this step stands still at the next one. */
  readonly step: Step;
  /** How many stand still before the parent is told. */
  readonly waiting: number;
};

/** In the order in which a run takes them. */
export const STEPS: readonly Step[] = [
  'catalog-read',
  'planned',
  'downloaded',
  'verified',
  'metadata-removed',
  'published',
  'metadata-written',
  'index-written',
  'files-updated',
];

/** Room for every image of the tests at once, so that all of them can stand still. */
const CONCURRENCY = 8;
/** The least that S3 servers take. */
export const PART_BYTES = 5 * 2 ** 20;

async function main({ places, step: last, waiting }: Orders): Promise<void> {
  // Nothing but the parent keeps this process alive while all of it stands still.
  process.channel?.ref();
  const stop = stopOnSignals();
  let standing = 0;
  const onStep: OnStep = async (step) => {
    if (STEPS.indexOf(step) < STEPS.indexOf(last) || stop.signal.aborted) return;
    standing += 1;
    if (standing === waiting) process.send?.('waiting');
    await once(stop.signal, 'abort');
  };
  const { code } = await syncHere(places, {
    concurrency: CONCURRENCY,
    s3: { minPartBytes: PART_BYTES },
    xzProgram: undefined,
    signal: stop.signal,
    onStep,
  });
  process.exitCode = stop.exitCode(code ?? 1);
  process.disconnect();
}

if (import.meta.main) await main(JSON.parse(process.argv[2] ?? ''));
