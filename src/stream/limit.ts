/** A pass-through stream that stops decompression bombs. */
import { Transform } from 'node:stream';
import { LabctlError } from '../base/errors.ts';

export type LimitOptions = {
  /** What is decoded, for messages. */
  readonly label: string;
  readonly maxBytes: number;
  /** Length of the compressed file in bytes, to name the ratio. */
  readonly compressedBytes?: number | undefined;
};

/** A stream that fails with DECODED_TOO_LARGE on the first byte past `maxBytes`. */
export function createLimit({ label, maxBytes, compressedBytes }: LimitOptions): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= maxBytes) return done(null, chunk);
      const times = compressedBytes ? Math.floor(maxBytes / compressedBytes) : 0;
      const ratio =
        times < 2 ? '' : ` (over ${times} times its ${compressedBytes} compressed bytes)`;
      const message = `decompressed image too large: ${label}; got more than ${maxBytes} bytes${ratio}`;
      done(new LabctlError('DECODED_TOO_LARGE', message));
    },
  });
}
