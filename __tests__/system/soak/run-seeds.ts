/** Many seeds, some at a time, and what is printed of those that fail. */
import { createSoakServers, openLane } from './lane.ts';
import { runSeed, type SeedResult } from './run-seed.ts';
import { makeScenario } from './scenario.ts';

export type FailedSeed = { readonly seed: number; readonly result: SeedResult };

export type SoakResult = {
  readonly seeds: number;
  readonly runs: number;
  /** Runs that ended with another exit code than 0, as faults want it. */
  readonly failedRuns: number;
  readonly failed: readonly FailedSeed[];
};

export type SoakOptions = {
  readonly from: number;
  readonly seeds: number;
  /** Seeds that run at the same time. */
  readonly lanes: number;
  readonly onSeed?: (seed: number, result: SeedResult) => void;
  /** Hears each line of each story. */
  readonly onLine?: (line: string) => void;
};

/** Gives up after this many: one mistake often fails every tenth seed. */
const MAX_FAILED = 5;

export async function runSeeds(options: SoakOptions): Promise<SoakResult> {
  const { from, seeds, onSeed, onLine } = options;
  const servers = createSoakServers();
  const failed: FailedSeed[] = [];
  const underWay = new Set<number>();
  // An error that nobody catches ends the process; it has to be known under which seed.
  const tellSeeds = () => console.error(`seeds under way: ${[...underWay].join(', ')}`);
  process.on('uncaughtExceptionMonitor', tellSeeds);
  let next = from;
  let done = 0;
  let runs = 0;
  let failedRuns = 0;

  async function work(number: number): Promise<void> {
    const lane = await openLane(number, servers);
    try {
      while (next < from + seeds && failed.length < MAX_FAILED) {
        const seed = next;
        next += 1;
        underWay.add(seed);
        const result = await runSeed(makeScenario(seed), lane, onLine);
        underWay.delete(seed);
        done += 1;
        runs += result.runs;
        failedRuns += result.failedRuns;
        if (result.violations.length > 0) failed.push({ seed, result });
        onSeed?.(seed, result);
      }
    } finally {
      await lane.close();
    }
  }

  try {
    await Promise.all(Array.from({ length: options.lanes }, (_, number) => work(number)));
  } finally {
    await servers.close();
    process.off('uncaughtExceptionMonitor', tellSeeds);
  }
  return { seeds: done, runs, failedRuns, failed };
}

/** The command that replays a seed, and its story. */
export function describeFailure({ seed, result }: FailedSeed): string {
  const found = result.violations.map(({ property, found }) => `(${property}) ${found}`);
  return [
    `seed ${seed} violates a property; replay it with: npm run soak -- --seed ${seed}`,
    ...found,
    '',
    ...result.story,
  ].join('\n');
}
