/** What a run of labctl came to, alike for the bundle and for a run in this process, and what is expected of it. */
import assert from 'node:assert/strict';
import { ERROR_CODES, type ErrorCode } from '../../../src/base/errors.ts';
import type { Outcome, State, SyncReport } from '../../../src/images/report.ts';
import { exitCodeOf, plain } from '../../../src/images/report.ts';
import type { Ran } from '../e2e/labctl.ts';

type Told = { readonly code: string; readonly message: string };

export type ImageOutcome = {
  readonly name: string;
  readonly state: State;
  readonly outcome: Outcome;
  readonly error?: Told;
};

export type UpdateOutcome = {
  readonly files: readonly string[];
  readonly failures: readonly { readonly image: string; readonly error: Told }[];
  readonly pullRequest?: { readonly state: string };
  readonly error?: Told;
};

export type FaultRun = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Empty where there was no report. */
  readonly images: readonly ImageOutcome[];
  /** What became of the files that `updateFile` names. */
  readonly update: UpdateOutcome | undefined;
  /** Why there was no report. */
  readonly error: Told | undefined;
  /** What was shown while it ran, with warnings. */
  readonly log: string;
  /** Highest resident memory of the bundle; 0 in this process, and where the system does not tell. */
  readonly peakBytes: number;
};

/** Of the bundle, run with `--json`. */
export function runOfBundle(ran: Ran): FaultRun {
  const { code, signal, stdout, stderr, peakBytes } = ran;
  assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+\)?$/m, 'a stack trace is not for users');
  const answer = stdout.trimStart().startsWith('{') ? JSON.parse(stdout) : {};
  const { images = [], update, error } = answer;
  return { code, signal, images, update, error, log: stderr, peakBytes };
}

/** Of a run in this process. */
export function runOfReport(report: SyncReport, lines: readonly string[]): FaultRun {
  const { images, update } = plain(report) as Pick<FaultRun, 'images' | 'update'>;
  const facts = { signal: null, error: undefined, peakBytes: 0 };
  return { code: exitCodeOf(report), images, update, log: lines.join('\n'), ...facts };
}

const LOST_IN_BUFFERS = 512 * 1024;

/** All images came to this, and the exit code is 0. */
export function expectSuccess(run: FaultRun, outcome: Outcome = 'uploaded'): void {
  const outcomes = run.images.map((image) => image.outcome);
  assert.equal(run.code, 0, describeRun(run));
  assert.ok(outcomes.length > 0, describeRun(run));
  assert.deepEqual([...new Set(outcomes)], [outcome], describeRun(run));
}

export type Failure = {
  readonly code: string;
  /** What the message must hold. */
  readonly says?: readonly (string | RegExp)[];
  /** What it must not. */
  readonly hides?: readonly (string | RegExp)[];
};

/** Exactly these images failed, each like this, and the exit code is 1. */
export function expectFailures(run: FaultRun, failures: Readonly<Record<string, Failure>>): void {
  const failed = run.images.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name);
  const wrong = [
    ...failed.filter((name) => !(name in failures)).map((name) => `${name} failed`),
    ...Object.keys(failures)
      .filter((name) => !failed.includes(name))
      .map((name) => `${name} did not fail`),
  ];
  assert.deepEqual(wrong, [], `${wrong.join(', ')}; ${describeRun(run)}`);
  assert.equal(run.code, 1, describeRun(run));
  for (const [name, failure] of Object.entries(failures)) {
    const error = run.images.find((image) => image.name === name)?.error;
    assert.equal(error?.code, failure.code, describeRun(run));
    expectWords(error?.message ?? '', failure);
  }
}

/** Nothing was begun: there is no report, but this message and the exit code that goes with it. */
export function expectRefused(run: FaultRun, failure: Failure): void {
  assert.equal(run.error?.code, failure.code, describeRun(run));
  assert.equal(run.code, ERROR_CODES[failure.code as ErrorCode].exitCode, describeRun(run));
  expectWords(run.error?.message ?? '', failure);
}

/** What a message holds and does not hold. */
export function expectWords(
  message: string,
  { says = [], hides = [] }: Omit<Failure, 'code'>,
): void {
  for (const words of says) assert.ok(holds(message, words), `want ${words} in: ${message}`);
  for (const words of hides) assert.ok(!holds(message, words), `want no ${words} in: ${message}`);
}

/**
 * Where the download that broke off was continued, by the first warning that names it. Of the bytes that were sent
 * before the end some may be `lost` on their way through the buffers: a reset takes along all that was not read yet.
 */
export function brokeOffAt({ log }: FaultRun, sent: number, lost = LOST_IN_BUFFERS): number {
  const got = Number(/got (\d+) (?:of \d+ )?bytes/.exec(log)?.[1] ?? 0);
  assert.ok(got <= sent && got > sent - lost, `${got} of ${sent}:\n${log}`);
  return got;
}

/** How many warnings were shown. */
export function warnings(run: FaultRun): number {
  return run.log.split('\n').filter((line) => /(^|: )warning: /.test(line)).length;
}

function holds(text: string, words: string | RegExp): boolean {
  return typeof words === 'string' ? text.includes(words) : words.test(text);
}

function describeRun({ code, signal, images, error, log }: FaultRun): string {
  return `exit ${code ?? signal}\n${JSON.stringify(error ?? images, null, 1)}\n${log}`;
}
