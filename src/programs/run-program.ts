/** Runs a program to its end: bounded output and time, and no process of its group left behind. */
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { asLabctlError, describeCause, LabctlError } from '../base/errors.ts';
import { type Ending, startProgram } from './start-program.ts';

const MAX_COMPLAINT_BYTES = 16 * 1024;
const LINGER_MS = 2_000;

export type ProgramOptions = {
  readonly args: readonly string[];
  /** The whole environment of the program: nothing else is passed on. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string | undefined;
  /** What it reads from standard input; nothing unless told. */
  readonly input?: string | undefined;
  readonly timeLimitMs: number;
  /** Most bytes of standard output. */
  readonly maxOutputBytes: number;
  readonly signal: AbortSignal | undefined;
};

export type Ended = {
  readonly exitCode: number;
  readonly stdout: string;
  /** Its beginning, exactly as the program wrote it: neither redacted nor printable. */
  readonly stderr: string;
};

/**
 * Runs `program`, an absolute path, and returns its exit code, whatever that is. Throws UNSUPPORTED when it cannot be
 * started, is killed, takes too long or says too much, and the signal's reason when that is aborted. Output is not in
 * the errors.
 */
export async function runProgram(program: string, options: ProgramOptions): Promise<Ended> {
  const { args, env, cwd, input, timeLimitMs, maxOutputBytes, signal } = options;
  const name = basename(program);
  if (signal?.aborted) throw stopped(signal, name);
  const takesInput = input !== undefined;
  const running = startProgram(program, { args, env, cwd, takesInput, lingerMs: LINGER_MS });

  let refusal: LabctlError | undefined;
  const end = (error: LabctlError): void => {
    refusal ??= error;
    running.kill('SIGKILL');
    running.letGo();
  };
  const onAbort = (): void => end(stopped(signal, name));
  signal?.addEventListener('abort', onAbort, { once: true });
  const seconds = timeLimitMs / 1000;
  const tooSlow = () =>
    new LabctlError('UNSUPPORTED', `${name} was ended: no answer in ${seconds} s`);
  const tooMuch = () => new LabctlError('UNSUPPORTED', `${name} was ended: too much output`);
  const timer = setTimeout(() => end(tooSlow()), timeLimitMs);
  // A program that does not read all of it says why by its exit code.
  running.stdin?.on('error', () => undefined).end(input);
  try {
    const [ending, stdout, stderr] = await Promise.all([
      running.ended,
      collect(running.stdout, maxOutputBytes, () => end(tooMuch())),
      collect(running.stderr, MAX_COMPLAINT_BYTES, () => undefined),
    ]);
    if (refusal !== undefined) throw refusal;
    if ('exitCode' in ending) return { exitCode: ending.exitCode, stdout, stderr };
    throw new LabctlError('UNSUPPORTED', `${program} ${describe(ending)}`);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  }
}

function stopped(signal: AbortSignal | undefined, name: string): LabctlError {
  return asLabctlError(signal?.reason, 'CANCELLED', `${name} was stopped`);
}

function describe(ending: Exclude<Ending, { readonly exitCode: number }>): string {
  return 'killedBy' in ending
    ? `was killed by ${ending.killedBy}`
    : `cannot be started: ${describeCause(ending.notStarted)}`;
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
