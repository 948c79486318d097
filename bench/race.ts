/** Lets contestants run in turn, round by round, and gathers what each of them took. */
import { type Bench, median, type Taken } from './bench.ts';
import { cpuOf } from './proc.ts';
import { type Command, type Measured, runMeasured } from './run-measured.ts';
import { emptyTempFolder } from './temp-folder.ts';

export type Contestant = {
  readonly name: string;
  readonly command: () => Command;
};

type Measurement = Measured & {
  readonly originCpuSeconds: number;
  readonly storeCpuSeconds: number;
};

export type RaceOptions = {
  readonly bench: Bench;
  readonly contestants: readonly Contestant[];
  readonly rounds: number;
  readonly storePid?: number;
  /** After each run, not timed. */
  readonly tidy?: () => Promise<void>;
};

/** Runs everybody once a round, each round beginning with another one. */
export async function race(options: RaceOptions): Promise<Map<string, Taken>> {
  const { bench, contestants, rounds } = options;
  const measured = new Map<string, Measurement[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const turn = round % contestants.length;
    for (const contestant of [...contestants.slice(turn), ...contestants.slice(0, turn)]) {
      const taken = await runOnce(contestant, options);
      measured.get(contestant.name)?.push(taken);
      const wall = `${taken.wallSeconds.toFixed(2)} s`;
      bench.say(
        `  round ${round + 1}/${rounds}  ${contestant.name.padEnd(20)} ${wall.padStart(9)}`,
      );
    }
  }
  return new Map([...measured].map(([name, runs]) => [name, summarise(name, runs)]));
}

async function runOnce({ command }: Contestant, options: RaceOptions): Promise<Measurement> {
  const { bench, storePid, tidy } = options;
  emptyTempFolder(bench);
  const cpu = () => ({
    origin: cpuSeconds(bench.origin.pid),
    store: storePid === undefined ? 0 : cpuSeconds(storePid),
  });
  const before = cpu();
  const taken = await runMeasured(command());
  const after = cpu();
  await tidy?.();
  return {
    ...taken,
    originCpuSeconds: after.origin - before.origin,
    storeCpuSeconds: after.store - before.store,
  };
}

function cpuSeconds(pid: number): number {
  const { user, sys } = cpuOf(pid);
  return user + sys;
}

function summarise(name: string, runs: readonly Measurement[]): Taken {
  const of = (pick: (run: Measurement) => number) => median(runs.map(pick));
  const children = new Set(runs.flatMap(({ childPeakBytes }) => Object.keys(childPeakBytes)));
  return {
    name,
    wallSeconds: of((run) => run.wallSeconds),
    rounds: runs.map((run) => run.wallSeconds),
    userSeconds: of((run) => run.userSeconds),
    sysSeconds: of((run) => run.sysSeconds),
    originCpuSeconds: of((run) => run.originCpuSeconds),
    storeCpuSeconds: of((run) => run.storeCpuSeconds),
    // The highest of all rounds: bars on memory and disk are about the worst.
    peakBytes: Math.max(...runs.map((run) => run.peakBytes)),
    childPeakBytes: Object.fromEntries(
      [...children].map((child) => [
        child,
        Math.max(...runs.map((run) => run.childPeakBytes[child] ?? 0)),
      ]),
    ),
    diskBytes: Math.max(...runs.map((run) => run.diskBytes)),
  };
}
