/** The results as they are kept: one entry a case, those of other cases left as they were. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseResult } from './bench.ts';
import { BUNDLE } from './labctl.ts';
import { describeMachine, type Machine } from './machine.ts';
import { renderMarkdown } from './markdown.ts';
import type { ScaleName } from './scale.ts';

export type KeptCase = CaseResult & {
  readonly name: string;
  readonly scale: ScaleName;
  readonly rounds: number;
  /** First digits of the SHA-256 of the bundle that was measured. */
  readonly bundle: string;
};

export type Results = { readonly machine: Machine; readonly cases: readonly KeptCase[] };

/** Puts the case among the results in this folder, in the order of `names`; writes both files anew. */
export function keepResult(folder: string, result: KeptCase, names: readonly string[]): Results {
  const file = join(folder, 'results.json');
  const before: Partial<Results> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const cases = [...(before.cases ?? []).filter(({ name }) => name !== result.name), result];
  const results: Results = {
    machine: describeMachine(),
    cases: cases.sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name)),
  };
  writeFileSync(file, `${JSON.stringify(results, roundNumber, 2)}\n`);
  writeFileSync(join(folder, 'RESULTS.md'), renderMarkdown(results));
  return results;
}

/** To a tenth of a millisecond: what lies behind is noise. */
function roundNumber(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value;
}

export function bundleId(): string {
  return createHash('sha256').update(readFileSync(BUNDLE)).digest('hex').slice(0, 12);
}
