/** Many mutants, some at a time. */
import type { Mutant } from './mutant.ts';
import { runTests } from './test-run.ts';
import { withTreeCopy } from './tree-copy.ts';
import { type Baseline, type Tried, tryMutant } from './try-mutant.ts';

export type MutantResult = Tried & { readonly mutant: Mutant; readonly seconds: number };

export type MutantsOptions = {
  /** Of the work tree, which is only read. */
  readonly root: string;
  /** Mutants that are tried at the same time. */
  readonly lanes: number;
  readonly signal: AbortSignal;
  readonly onResult?: (result: MutantResult) => void;
};

const BASELINE_LIMIT_MS = 600_000;

/** In the order of the mutants. Rejects with the signal's reason, when nothing is left of what was under way. */
export async function runMutants(
  mutants: readonly Mutant[],
  { root, lanes, signal, onResult }: MutantsOptions,
): Promise<MutantResult[]> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const baseline = createBaselines(root, stop);
  const results: MutantResult[] = [];
  const waiting = [...mutants.entries()];

  async function work(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, mutant] = next;
      const started = performance.now();
      const tried = await tryMutant(mutant, { root, baseline, signal: stop });
      const result = { mutant, ...tried, seconds: (performance.now() - started) / 1000 };
      results[at] = result;
      onResult?.(result);
    }
  }

  const working = Array.from({ length: lanes }, work);
  for (const lane of working) lane.catch((error) => failed.abort(error));
  await Promise.allSettled(working);
  stop.throwIfAborted();
  return results;
}

/** Mutants of one test file share the run that shows that it is green without them. */
function createBaselines(root: string, signal: AbortSignal): (mutant: Mutant) => Promise<Baseline> {
  const known = new Map<string, Promise<Baseline>>();

  async function run(mutant: Mutant): Promise<Baseline> {
    return withTreeCopy(root, async (copy) => {
      const started = performance.now();
      const tests = await runTests(mutant, copy, { limitMs: BASELINE_LIMIT_MS, signal });
      return { run: tests, tookMs: performance.now() - started };
    });
  }

  return (mutant) => {
    const key = JSON.stringify([mutant.test, mutant.title, mutant.bundle]);
    const running = known.get(key) ?? run(mutant);
    known.set(key, running);
    return running;
  };
}
