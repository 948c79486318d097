/** Decodes xz with the `xz` program, which is threaded and kept safe by the distribution. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describeCause } from '../errors.ts';
import { printable } from '../redact.ts';

const ARGUMENTS = ['-dc', '--format=xz', '-T0', '--memlimit-decompress=512MiB'];
// No XZ_OPT or XZ_DEFAULTS of the user, and messages in English.
const ENVIRONMENT = { LC_ALL: 'C' };
const MAX_COMPLAINT_BYTES = 4096;

export type XzProgramOptions = {
  /** Absolute path of `xz`. */
  readonly program: string;
  /** Kills the program when it is aborted, also one that hangs. */
  readonly signal: AbortSignal | undefined;
};

/**
 * What `input` decompresses to; throws what the program complained of, or the signal that killed it. The program has
 * ended when the generator has.
 */
export async function* decodeXzByProgram(
  input: AsyncIterable<Buffer>,
  { program, signal }: XzProgramOptions,
): AsyncGenerator<Buffer> {
  const child = spawn(program, ARGUMENTS, { env: ENVIRONMENT, stdio: 'pipe' });
  const ended = endOf(child);
  await started(child, program);

  const complaint = firstText(child.stderr);
  const feeding = pipeline(input, child.stdin);
  // When the program gives up, feeding it fails with EPIPE: then its exit says why, and is what is thrown.
  feeding.catch(() => {});
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  if (signal?.aborted) kill();
  try {
    yield* child.stdout;
    const failure = await ended;
    if (failure !== undefined) throw new Error((await complaint) || failure);
    await feeding;
  } finally {
    signal?.removeEventListener('abort', kill);
    kill();
    child.stdout.destroy();
    await Promise.allSettled([feeding, ended, complaint]);
  }
}

async function started(child: ChildProcess, program: string): Promise<void> {
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new Error(`cannot start ${program}: ${describeCause(error)}`, { cause: error });
  }
}

/** Resolves when the program has ended: with what went wrong, or `undefined`. */
function endOf(child: ChildProcess): Promise<string | undefined> {
  child.on('error', () => {});
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      if (signal !== null) resolve(`xz was killed by ${signal}`);
      else resolve(code === 0 ? undefined : `xz ended with exit code ${code}`);
    });
  });
}

async function firstText(stream: Readable): Promise<string> {
  let kept = Buffer.alloc(0);
  for await (const chunk of stream) {
    const room = MAX_COMPLAINT_BYTES - kept.length;
    if (room > 0) kept = Buffer.concat([kept, chunk.subarray(0, room)]);
  }
  const text = kept.toString('utf8').trim();
  return printable(text.replace(/^\S*xz: \(stdin\): /gm, 'xz: ').replaceAll('\n', '; '));
}
