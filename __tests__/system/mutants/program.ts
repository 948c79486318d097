/** Runs one program to its end, and ends it with all its children when the time is up. */
import { type ChildProcess, spawn } from 'node:child_process';

export type ProgramOptions = {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly limitMs: number;
  /** Ends it, too. */
  readonly signal: AbortSignal;
};

export type Ended = {
  /** `undefined` when it was killed. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly isTooSlow: boolean;
};

/** Rejects with the signal's reason, and when the program cannot be started. */
export async function runToEnd(
  program: string,
  args: readonly string[],
  { cwd, env, limitMs, signal }: ProgramOptions,
): Promise<Ended> {
  signal.throwIfAborted();
  // A group of its own: what the program has started ends with it.
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  let isTooSlow = false;
  const stop = () => killGroup(child);
  signal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => {
    isTooSlow = true;
    stop();
  }, limitMs);
  try {
    const exitCode = await new Promise<number | undefined>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? undefined));
    });
    signal.throwIfAborted();
    return { exitCode, ...output, isTooSlow };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    killGroup(child);
  }
}

/** Also after its own end: of a run that died a server may be left. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: nobody is left. EPERM: on macOS, of a group that is just dying.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
