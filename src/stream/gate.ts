/** A stage that holds back the end of a stream until something else is done. */
import { Transform } from 'node:stream';

/** Passes all bytes on; when the input has ended, waits for `beforeEnd` and fails with its error. */
export function createGate(beforeEnd: () => Promise<void>): Transform {
  return new Transform({
    transform(chunk, _encoding, done) {
      done(null, chunk);
    },
    flush(done) {
      beforeEnd().then(() => done(), done);
    },
  });
}
