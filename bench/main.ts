/** Measures labctl against what a user could write instead: `npm run bench [-- NAME…] [--large]`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench, Case } from './bench.ts';
import { manyCase } from './cases/many.ts';
import { memoryCase } from './cases/memory.ts';
import { nothingToDoCase } from './cases/nothing-to-do.ts';
import { slowOriginCase } from './cases/slow-origin.ts';
import { startUpCase } from './cases/start-up.ts';
import { transferCase } from './cases/transfer.ts';
import { cellsOf, ROW_TITLES, renderTable } from './markdown.ts';
import { startOriginProcess } from './origin-process.ts';
import { missingPrograms } from './peer-tools.ts';
import { bundleId, keepResult } from './results.ts';
import { SCALES, type ScaleName } from './scale.ts';
import { emptyTempFolder } from './temp-folder.ts';

const CASES: readonly Case[] = [
  transferCase('plain'),
  transferCase('xz', 'xz'),
  transferCase('zstd', 'zstd'),
  transferCase('gzip', 'gzip'),
  memoryCase,
  nothingToDoCase,
  startUpCase,
  slowOriginCase,
  manyCase,
];
const NAMES = CASES.map(({ name }) => name);

const USAGE = `usage: npm run bench -- [--large | --tiny] [--out FOLDER] [NAME…]
names: ${NAMES.join(', ')}`;

async function main(): Promise<number> {
  const { chosen, scale, out } = readArguments();
  if (process.platform !== 'linux') throw new Error('the benchmark reads /proc: it needs Linux');
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => stop.abort(new Error(`stopped by ${name}`)));
  }
  const folder = await mkdtemp(join(tmpdir(), 'labctl-bench-'));
  const cleaning: (() => Promise<void>)[] = [];
  try {
    const origin = await startOriginProcess(folder);
    cleaning.push(() => origin.stop());
    const bench: Bench = {
      scale: SCALES[scale],
      folder,
      origin,
      signal: stop.signal,
      say: (line) => console.error(line),
      atEnd: (clean) => void cleaning.push(clean),
    };
    for (const one of chosen) {
      stop.signal.throwIfAborted();
      await runCase(one, bench, out);
    }
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return stop.signal.aborted ? 130 : 1;
  } finally {
    await Promise.allSettled(cleaning.map((clean) => clean()));
    await rm(folder, { recursive: true, force: true });
  }
}

async function runCase(one: Case, bench: Bench, out: string): Promise<void> {
  const missing = missingPrograms(one.needs);
  if (missing !== undefined) {
    bench.say(`${one.name}: left out, ${missing}`);
    return;
  }
  bench.say(`${one.name} (${bench.scale.name})`);
  emptyTempFolder(bench);
  const result = await one.run(bench);
  const { name: scale, rounds } = bench.scale;
  keepResult(out, { name: one.name, scale, rounds, bundle: bundleId(), ...result }, NAMES);
  for (const reason of result.leftOut) bench.say(`  left out: ${reason}`);
  if (result.rows.length === 0) return;
  console.log(`${renderTable(ROW_TITLES, result.rows.map(cellsOf))}\n`);
}

function readArguments(): { chosen: readonly Case[]; scale: ScaleName; out: string } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      large: { type: 'boolean', default: false },
      tiny: { type: 'boolean', default: false },
      out: { type: 'string', default: import.meta.dirname },
    },
  });
  const unknown = positionals.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) throw new Error(`no case ${unknown.join(', ')}\n${USAGE}`);
  const scale = values.large ? 'large' : values.tiny ? 'tiny' : 'quick';
  const chosen = CASES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  return { chosen, scale, out: values.out };
}

process.exitCode = await main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  return 2;
});
