/** Starts a program: the one place from which labctl starts any. */
import { type ChildProcess, spawn } from 'node:child_process';
import { isAbsolute } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { LabctlError } from '../base/errors.ts';

export type ProgramStart = {
  readonly args: readonly string[];
  /** The whole environment of the program: nothing else is passed on. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string | undefined;
  /** Whether it gets input; without, it reads the end of a file at once. */
  readonly takesInput?: boolean;
  /**
   * How long output may stay open after the end, in the hands of a process that left the group. For ever unless told:
   * who reads slowly may still have output to read.
   */
  readonly lingerMs?: number;
};

/** What became of a program, after all that it wrote. */
export type Ending =
  | { readonly exitCode: number }
  | { readonly killedBy: NodeJS.Signals }
  | { readonly notStarted: Error };

export type StartedProgram = {
  /** None of the three exist when no more files can be opened; `ended` then says so. */
  readonly stdin: Writable | undefined;
  readonly stdout: Readable | undefined;
  readonly stderr: Readable | undefined;
  /** Never rejects. */
  readonly ended: Promise<Ending>;
  /** Sends a signal to the program and to all that it started and that is still in its group. */
  kill(signal: NodeJS.Signals): void;
  /** Closes its outputs, whoever holds the other end. */
  letGo(): void;
};

/**
 * Starts `program`, which has to be an absolute path: a name would be looked for in folders of the checkout as well.
 * What it started is killed when it ends. Whoever starts a program sees to its end.
 */
export function startProgram(program: string, start: ProgramStart): StartedProgram {
  const { args, env, cwd, takesInput = false, lingerMs } = start;
  if (!isAbsolute(program)) {
    throw new LabctlError('INTERNAL', `${program} was to be run, want an absolute path`);
  }
  // Its own group: what it started can be ended with it, and Ctrl-C reaches it once, through us. Windows has no groups.
  const detached = process.platform !== 'win32';
  const stdin = takesInput ? 'pipe' : 'ignore';
  const stdio = [stdin, 'pipe', 'pipe'] as const;
  const child: ChildProcess = spawn(program, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env,
    detached,
    stdio: [...stdio],
    windowsHide: true,
  });
  const kill = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      if (detached) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // ESRCH: all of it has ended.
    }
  };
  const letGo = (): void => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  let lingering: NodeJS.Timeout | undefined;
  child.once('exit', () => {
    kill('SIGKILL');
    if (lingerMs !== undefined) lingering = setTimeout(letGo, lingerMs);
  });
  const ended = endOf(child).finally(() => clearTimeout(lingering));
  // Each is `undefined` when no more files can be opened, though the types say `null`.
  const { stdin: input, stdout, stderr } = child;
  return {
    stdin: input ?? undefined,
    stdout: stdout ?? undefined,
    stderr: stderr ?? undefined,
    ended,
    kill,
    letGo,
  };
}

function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    let notStarted: Error | undefined;
    child.on('error', (error) => {
      // A signal that could not be sent is an error as well.
      if (child.pid !== undefined) return;
      notStarted = error;
      // When no more files can be opened there is no process and there are no streams, and so no `close`.
      if (!child.stdout) resolve({ notStarted });
    });
    child.once('close', (code, signal) => {
      if (notStarted !== undefined) resolve({ notStarted });
      else if (code !== null) resolve({ exitCode: code });
      else resolve({ killedBy: signal ?? 'SIGKILL' });
    });
  });
}
