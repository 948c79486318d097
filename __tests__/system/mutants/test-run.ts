/** Runs one test file, or some of its tests, in a copy of the tree, and counts what has come of them. */
import { join } from 'node:path';
import type { Mutant } from './mutant.ts';
import { runToEnd } from './program.ts';
import type { TreeCopy } from './tree-copy.ts';

export type TestRun = {
  /** Tests that were run, failed ones included. */
  readonly ran: number;
  readonly skipped: number;
  /** Titles of those whose own code has thrown. */
  readonly failed: readonly string[];
  /** Why the run says nothing: it did not end, a file could not be loaded, a hook failed. */
  readonly trouble: string | undefined;
};

export type TestRunOptions = {
  readonly limitMs: number;
  readonly signal: AbortSignal;
};

const REPORTER = join(import.meta.dirname, 'test-events.cts');
const PACKAGE_LIMIT_MS = 300_000;

/** Rejects with the signal's reason. */
export async function runTests(
  { test, title, bundle }: Pick<Mutant, 'test' | 'title' | 'bundle'>,
  { root, temporary }: TreeCopy,
  { limitMs, signal }: TestRunOptions,
): Promise<TestRun> {
  // Run by a test, Node would otherwise take this for a part of that one.
  const { NODE_TEST_CONTEXT: _ours, ...rest } = process.env;
  const env = { ...rest, TMPDIR: temporary };
  if (bundle) {
    const options = { cwd: root, env, limitMs: PACKAGE_LIMIT_MS, signal };
    const made = await runToEnd('npm', ['run', '--silent', 'package'], options);
    if (made.exitCode !== 0) return trouble(`npm run package: ${lastLine(made)}`);
  }
  const escaped = title?.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const chosen = escaped === undefined ? [] : [`--test-name-pattern=${escaped}`];
  const args = ['--test', `--test-reporter=${REPORTER}`, ...chosen, test];
  const ended = await runToEnd(process.execPath, args, { cwd: root, env, limitMs, signal });
  if (ended.isTooSlow)
    return trouble(`the tests did not end within ${(limitMs / 1000).toFixed(0)} s`);
  return count(ended.stdout);
}

type TestEvent = {
  readonly name: string;
  readonly isFile: boolean;
  readonly isSkipped: boolean;
  readonly failure?: string;
};

/** What a test may fail with through its own fault; the others are of hooks, parents and time limits. */
const OWN_FAILURES = new Set(['testCodeFailure', 'uncaughtException', 'unhandledRejection']);
/** Of a test whose subtests are counted themselves. */
const PARENT_FAILURE = 'subtestsFailed';

function count(stdout: string): TestRun {
  const events = stdout.split('\n').flatMap((line) => (line === '' ? [] : [readEvent(line)]));
  const tests = events.filter(({ isFile }) => !isFile);
  const ran = tests.filter(({ isSkipped }) => !isSkipped);
  const failed = ran.filter(({ failure }) => failure !== undefined && OWN_FAILURES.has(failure));
  const dead = events.find(({ isFile, failure }) => isFile && failure !== undefined);
  const odd = ran.find(
    ({ failure = PARENT_FAILURE }) => !OWN_FAILURES.has(failure) && failure !== PARENT_FAILURE,
  );
  return {
    ran: ran.length,
    skipped: tests.length - ran.length,
    failed: failed.map(({ name }) => name),
    trouble:
      dead !== undefined
        ? `${dead.name} cannot be loaded, or its process died`
        : odd && `"${odd.name}" failed by ${odd.failure}`,
  };
}

/** Our reporter writes nothing else to standard output. */
function readEvent(line: string): TestEvent {
  return JSON.parse(line) as TestEvent;
}

function trouble(why: string): TestRun {
  return { ran: 0, skipped: 0, failed: [], trouble: why };
}

function lastLine({ stdout, stderr }: { stdout: string; stderr: string }): string {
  return `${stdout}\n${stderr}`.trim().split('\n').at(-1) ?? '';
}
