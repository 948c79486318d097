/** A pass-through stream that tells how many bytes go by. */
import { Transform } from 'node:stream';

/** A stream that calls `onBytes` with the length of every chunk that passes. */
export function createMeter(onBytes: (bytes: number) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
}
