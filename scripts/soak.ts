/** The soak by hand: `npm run soak -- --seeds 5000`, or one seed with every step of its story. */
import { parseArgs } from 'node:util';
import { describeFailure, runSeeds } from '../__tests__/system/soak/run-seeds.ts';

const HELP = `npm run soak -- [options]

  --seeds N   how many seeds; 1000 unless told
  --from N    the first of them; 1 unless told
  --lanes N   how many at the same time; 2 unless told
  --seed N    replays one seed and prints its story as it goes`;

const REPORT_EVERY = 100;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      lanes: { type: 'string', default: '2' },
      seed: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  if (values.seed === undefined) {
    await soak(numberOf(values.from), numberOf(values.seeds), numberOf(values.lanes));
  } else {
    await replay(numberOf(values.seed));
  }
}

async function soak(from: number, seeds: number, lanes: number): Promise<void> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  let done = 0;
  const { runs, failedRuns, failed } = await runSeeds({
    from,
    seeds,
    lanes,
    onSeed(seed, result) {
      done += 1;
      if (result.violations.length > 0) console.log(`\n${describeFailure({ seed, result })}\n`);
      if (done % REPORT_EVERY === 0)
        console.log(`${done} of ${seeds} seeds, ${secondsSince(started)} s`);
    },
  });
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1000 / Math.max(1, done);
  console.log(
    `${done} seeds, ${runs} runs of labctl (${failedRuns} failed of their faults), ${failed.length} violations, ` +
      `${secondsSince(started)} s, ${cpuMs.toFixed(0)} ms of CPU a seed`,
  );
  if (failed.length > 0) process.exitCode = 1;
}

async function replay(seed: number): Promise<void> {
  const { failed } = await runSeeds({ from: seed, seeds: 1, lanes: 1, onLine: console.log });
  console.log(failed.length === 0 ? 'no property is violated' : 'a property is VIOLATED');
  if (failed.length > 0) process.exitCode = 1;
}

function numberOf(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`want a number, found ${text}\n\n${HELP}`);
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(0);
}

await main();
