/** Breaks one rule of the sources at a time, in a copy, and expects a test to notice: `npm run mutants -- --area store`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type AreaMutant,
  chooseMutants,
  MUTANTS_BY_AREA,
} from '../__tests__/system/mutants/all-mutants.ts';
import { type MutantResult, runMutants } from '../__tests__/system/mutants/run-mutants.ts';
import { renderTable } from '../src/cli/table.ts';
import { stopOnSignals } from '../src/stop-signals.ts';

const AREAS = Object.keys(MUTANTS_BY_AREA);

const HELP = `npm run mutants -- [NAME…] [options]

  NAME        part of a rule or of a file's path; all mutants unless told
  --area A    those of one area: ${AREAS.join(', ')}
  --lanes N   how many at the same time; 2 unless told
  --list      print the rules and run nothing

killed: a test has noticed it. survived: none has. stale: its text is no longer in the source, once.
broken: it says nothing, because it does not parse, its tests fail without it, too, or not all of them run.`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      area: { type: 'string' },
      lanes: { type: 'string', default: '2' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const chosen = chooseMutants({ area: values.area, names: positionals });
  if (chosen.length === 0) return refuse('there is no mutant of that name and area');
  if (!/^[1-9]\d?$/.test(values.lanes)) return refuse(`--lanes ${values.lanes}: want a number`);
  if (values.list) return console.log(renderRules(chosen));
  await run(chosen, Number(values.lanes));
}

function refuse(why: string): void {
  console.error(`${why}\n\n${HELP}`);
  process.exitCode = 2;
}

async function run(chosen: readonly AreaMutant[], lanes: number): Promise<void> {
  const stop = stopOnSignals();
  const started = performance.now();
  let done = 0;
  try {
    const results = await runMutants(chosen, {
      root: join(import.meta.dirname, '..'),
      lanes,
      signal: stop.signal,
      onResult({ mutant, verdict }) {
        done += 1;
        console.error(`${done} of ${chosen.length}: ${verdict}: ${mutant.rule}`);
      },
    });
    console.log(`\n${renderResults(chosen, results)}\n`);
    const bad = results.filter(({ verdict }) => verdict !== 'killed').length;
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`${results.length - bad} of ${results.length} killed, ${seconds} s`);
    process.exitCode = bad === 0 ? 0 : 1;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    console.error('stopped; nothing is left behind');
    process.exitCode = stop.exitCode(1);
  }
}

function renderResults(chosen: readonly AreaMutant[], results: readonly MutantResult[]): string {
  const rows = results.map((result, at) => ({ ...result, area: chosen[at]?.area ?? '' }));
  return renderTable(
    [
      { title: 'VERDICT', cell: ({ verdict }) => verdict },
      { title: 'AREA', cell: ({ area }) => area },
      { title: 'RULE', cell: ({ mutant }) => mutant.rule },
      { title: 'TIME', cell: ({ seconds }) => `${seconds.toFixed(1)} s`, right: true },

      { title: 'WHY', cell: ({ why }) => why },
    ],
    rows,
  );
}

function renderRules(chosen: readonly AreaMutant[]): string {
  return renderTable(
    [
      { title: 'AREA', cell: ({ area }) => area },
      { title: 'RULE', cell: ({ rule }) => rule },
      { title: 'FILE', cell: ({ file }) => file },
      { title: 'TEST', cell: ({ test }) => test },
    ],
    chosen,
  );
}

await main();
