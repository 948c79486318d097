/** Decodes xz with the `xz` program, which is threaded and kept safe by the distribution. */
import { availableParallelism } from 'node:os';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describeCause } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import { type Ending, startProgram } from '../../programs/start-program.ts';

const ARGUMENTS = ['-dc', '--format=xz', '--memlimit-decompress=512MiB'];
// No XZ_OPT or XZ_DEFAULTS of the user, and messages in English.
const ENVIRONMENT = { LC_ALL: 'C' };
const MAX_COMPLAINT_BYTES = 4096;
/** Blocks of the largest usual size are done in seconds, also on a slow machine. */
const SILENCE_MS = 120_000;

export type XzProgramOptions = {
  /** Absolute path of `xz`. */
  readonly program: string;
  /** Kills the program when it is aborted, also one that hangs. */
  readonly signal: AbortSignal | undefined;
  /** How long it may neither take nor give a byte while output is waited for; two minutes unless told. */
  readonly silenceMs?: number | undefined;
};

/**
 * What `input` decompresses to; throws what the program complained of, the signal that killed it, or that it hung. The
 * program has ended when the generator has.
 */
export async function* decodeXzByProgram(
  input: AsyncIterable<Buffer>,
  { program, signal, silenceMs = SILENCE_MS }: XzProgramOptions,
): AsyncGenerator<Buffer> {
  const share = takeShare();
  const args = [...ARGUMENTS, `--threads=${share.threads}`];
  const xz = startProgram(program, { args, env: ENVIRONMENT, takesInput: true });
  const ended = xz.ended.finally(share.giveBack);
  const { stdin, stdout, stderr } = xz;
  if (stdin === undefined || stdout === undefined || stderr === undefined) {
    throw new Error(failureOf(await ended, program));
  }

  const complaint = firstText(stderr);
  const kill = () => xz.kill('SIGKILL');
  const watch = watchSilence(silenceMs, kill);
  const feeding = pipeline(watch.moving(input), stdin);
  // When the program gives up, feeding it fails with EPIPE: then its exit says why, and is what is thrown.
  feeding.catch(() => {});
  signal?.addEventListener('abort', kill, { once: true });
  if (signal?.aborted) kill();
  try {
    yield* watch.waitingFor(stdout);
    const failure = failureOf(await ended, program);
    if (watch.hung()) throw new Error(`xz neither took nor gave a byte for ${silenceMs / 1000} s`);
    if (failure !== undefined) throw new Error((await complaint) || failure);
    await feeding.catch((cause: unknown) => {
      throw new Error('xz ended before it had read the whole file', { cause });
    });
  } finally {
    watch.end();
    signal?.removeEventListener('abort', kill);
    kill();
    stdout.destroy();
    await Promise.allSettled([feeding, ended, complaint]);
  }
}

/** Programs that this process runs just now. */
let running = 0;

/** The processors are shared by those that decode at the same time: every thread holds blocks of its own in memory. */
function takeShare() {
  running += 1;
  return {
    threads: Math.max(1, Math.floor(availableParallelism() / running)),
    giveBack(): void {
      running -= 1;
    },
  };
}

/** Tells once when nothing has moved for so long while somebody waited; a consumer that is slow itself does not count. */
function watchSilence(silenceMs: number, onHung: () => void) {
  let waiting = false;
  let hung = false;
  const timer = setTimeout(() => {
    if (!waiting) return;
    hung = true;
    onHung();
  }, silenceMs);
  return {
    hung: () => hung,
    end: () => clearTimeout(timer),
    /** `input`, each chunk of which is a sign of life. */
    async *moving(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of input) {
        timer.refresh();
        yield chunk;
      }
    },
    /** `output`, for each chunk of which there is time. */
    async *waitingFor(output: Readable): AsyncGenerator<Buffer> {
      waiting = true;
      for await (const chunk of output) {
        waiting = false;
        yield chunk;
        waiting = true;
        timer.refresh();
      }
    },
  };
}

/** What went wrong, or `undefined`. */
function failureOf(ending: Ending, program: string): string | undefined {
  if ('notStarted' in ending) return `cannot start ${program}: ${describeCause(ending.notStarted)}`;
  if ('killedBy' in ending) return `xz was killed by ${ending.killedBy}`;
  return ending.exitCode === 0 ? undefined : `xz ended with exit code ${ending.exitCode}`;
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
