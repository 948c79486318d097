/** Runs a program to its end: no input, bounded output and time, and no process of its group left behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { asLabctlError, describeCause, LabctlError } from '../errors.ts';

const MAX_COMPLAINT_BYTES = 16 * 1024;
/** How long output may stay open after the end, in the hands of a process that left the group. */
const LINGER_MS = 2_000;

export type ProgramOptions = {
  readonly args: readonly string[];
  /** The whole environment of the program: nothing else is passed on. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeLimitMs: number;
  /** Most bytes of standard output. */
  readonly maxOutputBytes: number;
  readonly signal: AbortSignal;
};

export type Ended = {
  readonly exitCode: number;
  readonly stdout: string;
  /** Its beginning, exactly as the program wrote it: neither redacted nor printable. */
  readonly stderr: string;
};

/**
 * Runs `program` and answers with its exit code, whatever that is. Throws UNSUPPORTED when it cannot be started, is
 * killed, takes too long or says too much, and the signal's reason when that is aborted. Output is not in the errors.
 */
export async function runProgram(program: string, options: ProgramOptions): Promise<Ended> {
  const { args, env, timeLimitMs, maxOutputBytes, signal } = options;
  const name = basename(program);
  if (signal.aborted) throw stopped(signal, name);
  // Its own group, so that what it starts can be ended with it. Windows has no groups.
  const detached = process.platform !== 'win32';
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached });

  let refusal: LabctlError | undefined;
  const end = (error: LabctlError): void => {
    refusal ??= error;
    killGroup(child);
    letGo(child);
  };
  const onAbort = (): void => end(stopped(signal, name));
  signal.addEventListener('abort', onAbort, { once: true });
  const seconds = timeLimitMs / 1000;
  const tooSlow = () =>
    new LabctlError('UNSUPPORTED', `${name} was ended: no answer in ${seconds} s`);
  const tooMuch = () => new LabctlError('UNSUPPORTED', `${name} was ended: too much output`);
  const timers = [setTimeout(() => end(tooSlow()), timeLimitMs)];
  child.once('exit', () => {
    killGroup(child);
    timers.push(setTimeout(() => letGo(child), LINGER_MS));
  });
  try {
    const [exit, stdout, stderr] = await Promise.all([
      exitOf(child),
      collect(child.stdout, maxOutputBytes, () => end(tooMuch())),
      collect(child.stderr, MAX_COMPLAINT_BYTES, () => undefined),
    ]);
    if (refusal !== undefined) throw refusal;
    if (typeof exit === 'number') return { exitCode: exit, stdout, stderr };
    throw new LabctlError('UNSUPPORTED', `${program} ${exit}`);
  } finally {
    signal.removeEventListener('abort', onAbort);
    for (const timer of timers) clearTimeout(timer);
  }
}

function stopped(signal: AbortSignal, name: string): LabctlError {
  return asLabctlError(signal.reason, 'CANCELLED', `${name} was stopped`);
}

/** The exit code, else what became of the program in words. */
function exitOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    let failure: string | undefined;
    child.once('error', (error) => {
      failure = `cannot be started: ${describeCause(error)}`;
      // Where no more files can be opened there is no process and there are no streams, and so no `close`.
      if (child.stdout === undefined) resolve(failure);
    });
    child.once('close', (code, signal) => resolve(failure ?? code ?? `was killed by ${signal}`));
  });
}

/** The first `limit` bytes as text; tells once when there are more, and reads on. */
function collect(stream: Readable | undefined, limit: number, onMore: () => void): Promise<string> {
  if (stream === undefined) return Promise.resolve('');
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (bytes > limit) return;
    bytes += chunk.length;
    if (bytes > limit) onMore();
    chunks.push(chunk);
  });
  stream.on('error', () => undefined);
  return new Promise((resolve) => {
    stream.once('close', () => resolve(Buffer.concat(chunks).subarray(0, limit).toString('utf8')));
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // ESRCH: all of it has ended.
  }
}

function letGo(child: ChildProcess): void {
  child.stdout?.destroy();
  child.stderr?.destroy();
}
