/** Counts a body on its way and lets it end only when its length is the announced one. */
import { Transform } from 'node:stream';
import { LabctlError } from '../base/errors.ts';

export type BodyLength = {
  /** Exact length in bytes. */
  readonly size?: number | undefined;
  /** Upper bound in bytes. */
  readonly maxSize?: number | undefined;
};

export type BodyCounter = {
  /** Fails with SIZE_MISMATCH at the first byte too many, or instead of its end when bytes are missing. */
  readonly stream: Transform;
  /** Bytes so far. */
  bytes(): number;
};

/** `what` names the body in the error, for example `images/x.raw`. */
export function countBody(what: string, { size, maxSize }: BodyLength): BodyCounter {
  const most = Math.min(size ?? Number.POSITIVE_INFINITY, maxSize ?? Number.POSITIVE_INFINITY);
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= most) return done(null, chunk);
      const want = size === undefined ? `at most ${most}` : `${size}`;
      done(mismatch(`${what} is longer than announced: got ${bytes} bytes or more, want ${want}`));
    },
    flush(done) {
      if (size === undefined || bytes === size) return done();
      done(mismatch(`${what} is shorter than announced: got ${bytes} bytes, want ${size}`));
    },
  });
  return { stream, bytes: () => bytes };
}

function mismatch(message: string): LabctlError {
  return new LabctlError('SIZE_MISMATCH', message);
}
