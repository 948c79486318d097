/** The body of a stored object: it ends well only after as many bytes as the store has announced. */
import { finished, type Readable, Transform } from 'node:stream';
import { abortReason } from '../base/cancellation.ts';
import { describeCause, type ErrorCode, LabctlError } from '../base/errors.ts';

export type Announcement = {
  /** Bytes. */
  readonly size: number;
  /** Begins the message of an error, for example `cannot read images/x.raw`. */
  readonly what: string;
  /** Of an error of the source, and of a source that is shorter or longer. */
  readonly code: ErrorCode;
  readonly signal: AbortSignal;
};

/** Hands on `source`; fails with `code` when it breaks off, with the signal's reason when that is aborted. */
export function announcedBody(source: Readable, announcement: Announcement): Readable {
  const { size, what, code, signal } = announcement;
  let bytes = 0;
  const broken = (cause?: Error) => {
    const why = cause === undefined ? '' : `: ${describeCause(cause)}`;
    const message = `${what}: it broke off: got ${bytes} bytes, want ${size}${why}`;
    return new LabctlError(code, message, { cause });
  };
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > size) done(broken());
      else done(null, chunk);
    },
    flush(done) {
      if (bytes === size) done();
      else done(broken());
    },
    destroy(error, done) {
      signal.removeEventListener('abort', cancel);
      source.destroy();
      done(error);
    },
  });
  const cancel = () => body.destroy(abortReason(signal));
  // Whoever reads the body gets the error, and gets ours also where reading begins after it: `pipeline` would leave
  // the one of the source there.
  body.on('error', () => undefined);
  finished(source, (error) => {
    if (error instanceof LabctlError) body.destroy(error);
    else if (error) body.destroy(signal.aborted ? abortReason(signal) : broken(error));
  });
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
  return source.pipe(body);
}
