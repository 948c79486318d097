/** Turns chunks that are produced on demand into the body of a source. */
import { Readable } from 'node:stream';
import { LabctlError } from '../base/errors.ts';

/** What is read ahead of the consumer, in bytes. */
const READ_AHEAD_BYTES = 256 * 1024;

export type BodyOptions = {
  readonly chunks: AsyncGenerator<Buffer, void, undefined>;
  readonly signal: AbortSignal;
  /** Called once, at the end or when the body is destroyed: has to make a waiting `chunks` return. */
  readonly close: () => void | Promise<void>;
};

/**
 * A stream that pulls a chunk when it is read, and closes what is below it as soon as it is destroyed.
 * (`Readable.from` would wait for the next chunk first, which may never come.)
 */
export function createBody({ chunks, signal, close }: BodyOptions): Readable {
  const body = new Readable({
    highWaterMark: READ_AHEAD_BYTES,
    read() {
      chunks.next().then(
        ({ value }) => this.push(value ?? null),
        (error) => this.destroy(error),
      );
    },
    destroy(error, done) {
      signal.removeEventListener('abort', cancel);
      Promise.allSettled([close(), chunks.return()]).then(
        () => done(error),
        () => done(error),
      );
    },
  });
  // It may be stopped before anybody reads it, while a spool is opened for it; its reader finds the error on it.
  body.on('error', () => undefined);
  const cancel = () => body.destroy(abortReason(signal));
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
  return body;
}

/** Why `signal` was aborted: the error that the caller gave, else CANCELLED. */
export function abortReason(signal: AbortSignal): Error {
  if (signal.reason instanceof Error) return signal.reason;
  return new LabctlError('CANCELLED', 'the download was stopped', { cause: signal.reason });
}
