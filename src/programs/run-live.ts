/** Runs a program whose output is watched while it runs, and which is asked to stop before it is made to. */
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { describeCause, LabctlError } from '../base/errors.ts';
import { startProgram } from './start-program.ts';

export type LiveOptions = {
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  /** Gets each line of its output and of its errors, without the line end. */
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
  /** From SIGINT to SIGKILL. A runner gives 10 s in all. */
  readonly graceMs?: number;
};

const GRACE_MS = 6_000;
const LINGER_MS = 2_000;

/**
 * Runs `program`, an absolute path, and returns its exit code. Throws UNSUPPORTED when it cannot be started,
 * BUILD_FAILED when a signal ended it, and the abort's reason after the program and its group are gone.
 */
export async function runLive(program: string, options: LiveOptions): Promise<number> {
  const { args, cwd, env, onLine, signal, graceMs = GRACE_MS } = options;
  signal.throwIfAborted();
  const running = startProgram(program, { args, cwd, env, lingerMs: LINGER_MS });
  for (const stream of [running.stdout, running.stderr]) {
    if (stream === undefined) continue;
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
  }
  let lastResort: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    running.kill('SIGINT');
    lastResort = setTimeout(() => running.kill('SIGKILL'), graceMs);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const ending = await running.ended;
    signal.throwIfAborted();
    if ('exitCode' in ending) return ending.exitCode;
    const name = basename(program);
    if ('killedBy' in ending) {
      throw new LabctlError('BUILD_FAILED', `${name} was killed by ${ending.killedBy}`);
    }
    const message = `${name} cannot be started: ${describeCause(ending.notStarted)}`;
    throw new LabctlError('UNSUPPORTED', message, { cause: ending.notStarted });
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(lastResort);
  }
}
