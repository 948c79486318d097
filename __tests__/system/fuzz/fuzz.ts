/** Runs one check over many inputs made from seeds; a failure names the seed, the input and the command that replays it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { LabctlError } from '../../../src/base/errors.ts';
import { createRandom, type Random } from './random.ts';

export type Fuzz<Input> = {
  /** In `npm test`; `npm run fuzz -- --cases N` asks for more. */
  readonly cases: number;
  readonly make: (random: Random) => Input;
  /** What came of it, in a word. Throws where it is not what it should be. */
  readonly check: (input: Input) => string | Promise<string>;
  /** Words that must have come up: a target that refuses all its inputs tests nothing. */
  readonly expect: readonly string[];
};

const FIRST_SEED = 20_261_121;

/** What one input may cost: processor time, which a loaded machine does not stretch. */
const MAX_MILLISECONDS = 1000;

/** Longer than any case waits for anything, on however loaded a machine. */
const MAX_SECONDS = 60;

/** One test of many cases; case number n has the seed `first + n`, so that one seed replays one case. */
export function fuzz<Input>(title: string, { cases, make, check, expect }: Fuzz<Input>): void {
  const first = Number(process.env['LABCTL_FUZZ_SEED'] ?? FIRST_SEED);
  const wanted = Number(process.env['LABCTL_FUZZ_CASES'] ?? cases);
  test(`${title}: ${wanted} cases from seed ${first}`, {
    timeout: 120_000 + wanted * 1000,
  }, async () => {
    const outcomes: Record<string, number> = {};
    for (let seed = first; seed < first + wanted; seed += 1) {
      const input = make(createRandom(seed));
      const outcome = await judge(() => check(input)).catch((error) => {
        throw new Error(report({ title, seed, input, error }), { cause: error });
      });
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    if (wanted < cases) return;
    for (const word of expect) assert.ok(outcomes[word], `never ${word}: ${inspect(outcomes)}`);
  });
}

async function judge(check: () => string | Promise<string>): Promise<string> {
  // Compiling and collecting garbage count as well: only a case that stays slow is slow.
  for (let tries = 1; ; tries += 1) {
    const before = process.cpuUsage();
    const outcome = await inTime(check);
    const { user, system } = process.cpuUsage(before);
    const milliseconds = (user + system) / 1000;
    if (milliseconds < MAX_MILLISECONDS) return outcome;
    if (tries === 3) throw new Error(`took ${milliseconds} ms of processor time`);
  }
}

/** So that an input on which nothing ever happens is named as well. */
async function inTime(check: () => string | Promise<string>): Promise<string> {
  const stop = new AbortController();
  const late = wait(MAX_SECONDS * 1000, undefined, { signal: stop.signal, ref: false });
  try {
    const never = late.then(() => assert.fail(`did not end within ${MAX_SECONDS} s`));
    never.catch(() => undefined);
    return await Promise.race([check(), never]);
  } finally {
    stop.abort();
  }
}

type Failure = { title: string; seed: number; input: unknown; error: unknown };

function report({ title, seed, input, error }: Failure): string {
  const shown = inspect(input, { depth: 20, maxStringLength: 20_000, maxArrayLength: 2000 });
  const reason = error instanceof Error ? error.message : String(error);
  return `${reason}\ninput: ${shown}\nreplay: npm run fuzz -- --only '${title}' --seed ${seed} --cases 1`;
}

/** The code of an error that labctl throws on purpose; fails for any other, and for what a user must not be shown. */
export function codeOf(error: unknown): string {
  assert.ok(error instanceof LabctlError, `not a LabctlError: ${inspect(error)}`);
  assert.notEqual(error.code, 'INTERNAL', error.message);
  assert.match(error.message, /^[^\p{Cc}\u202a-\u202e\u2066-\u2069]+$/u);
  assert.doesNotMatch(
    error.message,
    /\bundefined\b|\[object |Cannot read propert|is not a function|\bat .*:\d+:\d+\)/,
  );
  return error.code;
}
