/** Runs a program whose output is watched while it runs, and which is asked to stop before it is made to. */
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { describeCause, LabctlError } from '../errors.ts';

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
 * Answers with the exit code. Throws UNSUPPORTED where the program cannot be started, BUILD_FAILED where a signal
 * ended it, and the abort's reason after the program and its group are gone.
 */
export async function runLive(program: string, options: LiveOptions): Promise<number> {
  const { args, cwd, env, onLine, signal, graceMs = GRACE_MS } = options;
  signal.throwIfAborted();
  // Its own group: what it started can be ended with it, and Ctrl-C reaches it once, through us.
  const detached = process.platform !== 'win32';
  const child = spawn(program, args, { cwd, env, detached, stdio: ['ignore', 'pipe', 'pipe'] });
  // Where no more files can be opened there are no streams, and the error below says so.
  const outputs: (Readable | undefined)[] = [child.stdout, child.stderr];
  for (const stream of outputs.filter((output) => output !== undefined)) {
    createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
  }
  const tell = (name: NodeJS.Signals): void => {
    try {
      if (child.pid === undefined) return;
      if (detached) process.kill(-child.pid, name);
      else child.kill(name);
    } catch {
      // ESRCH: all of it has ended.
    }
  };
  let lastResort: NodeJS.Timeout | undefined;
  let lingering: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    tell('SIGINT');
    lastResort = setTimeout(() => tell('SIGKILL'), graceMs);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const ended = await new Promise<number | NodeJS.Signals>((resolve, reject) => {
      child.once('error', (error) => {
        const message = `${basename(program)} cannot be started: ${describeCause(error)}`;
        reject(new LabctlError('UNSUPPORTED', message, { cause: error }));
      });
      child.once('exit', () => {
        tell('SIGKILL'); // whatever it left running
        // A process that left the group may hold the output open for ever.
        lingering = setTimeout(() => {
          child.stdout.destroy();
          child.stderr.destroy();
        }, LINGER_MS);
      });
      child.once('close', (code, killer) => resolve(code ?? killer ?? 'SIGKILL'));
    });
    signal.throwIfAborted();
    if (typeof ended === 'number') return ended;
    throw new LabctlError('BUILD_FAILED', `${basename(program)} was killed by ${ended}`);
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(lastResort);
    clearTimeout(lingering);
  }
}
