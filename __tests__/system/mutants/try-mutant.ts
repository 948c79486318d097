/** Whether one mutant is noticed. */
import { readFile, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { type Mutant, mutate } from './mutant.ts';
import { runTests, type TestRun } from './test-run.ts';
import { withTreeCopy } from './tree-copy.ts';

/** `stale`: what it looks for is not there, or twice. `broken`: it says nothing about the tests. */
export type Verdict = 'killed' | 'survived' | 'stale' | 'broken';

export type Tried = { readonly verdict: Verdict; readonly why: string };

export type TryOptions = {
  /** Of the work tree, which is only read. */
  readonly root: string;
  /** The same tests without any mutant, run once for all that name them. */
  readonly baseline: (mutant: Mutant) => Promise<Baseline>;
  readonly signal: AbortSignal;
};

export type Baseline = { readonly run: TestRun; readonly tookMs: number };

/** A mutant may be slower than the code it was made of, and the machine busier than it was. */
const LEAST_LIMIT_MS = 30_000;
const LIMIT_FACTOR = 5;

/** Rejects with the signal's reason. */
export async function tryMutant(mutant: Mutant, options: TryOptions): Promise<Tried> {
  const { root, baseline, signal } = options;
  const text = await readIfThere(join(root, mutant.file));
  const mutated = text === undefined ? undefined : mutate(text, mutant);
  if (mutated === undefined) {
    return { verdict: 'stale', why: `its text does not occur exactly once in ${mutant.file}` };
  }
  const flaw = syntaxFlaw(mutant.file, mutated);
  if (flaw !== undefined) return broken(`it does not parse: ${flaw}`);

  const { run: before, tookMs } = await baseline(mutant);
  if (before.trouble !== undefined) return broken(`without it, ${before.trouble}`);
  if (before.failed.length > 0) return broken(`without it, "${before.failed[0]}" fails, too`);
  if (before.ran === 0) return broken(`of its tests ${before.skipped} are skipped and 0 run`);

  const limitMs = LEAST_LIMIT_MS + LIMIT_FACTOR * tookMs;
  const after = await withTreeCopy(root, async (copy) => {
    await writeFile(join(copy.root, mutant.file), mutated);
    return runTests(mutant, copy, { limitMs, signal });
  });
  return judge(before, after);
}

function judge(before: TestRun, after: TestRun): Tried {
  if (after.trouble !== undefined) return broken(after.trouble);
  if (after.ran !== before.ran) {
    return broken(`${after.ran} tests run with it, ${before.ran} without it`);
  }
  const [first, ...more] = after.failed;
  if (first === undefined) {
    const skipped = after.skipped === 0 ? '' : `, ${after.skipped} are skipped`;
    return { verdict: 'survived', why: `all ${after.ran} tests pass${skipped}` };
  }
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return { verdict: 'killed', why: `${first}${others}` };
}

function broken(why: string): Tried {
  return { verdict: 'broken', why };
}

/** Why Node would not even read the file. */
function syntaxFlaw(file: string, text: string): string | undefined {
  try {
    if (file.endsWith('.ts')) stripTypeScriptTypes(text);
    if (file.endsWith('.json')) JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
