/** A pass-through stream that counts and hashes, and that ends only when the bytes are the ones described. */
import { Transform } from 'node:stream';
import { LabctlError } from '../base/errors.ts';
import { describeHtml, HEAD_BYTES } from './decode/magic.ts';
import { type Algorithm, algorithmOf, type Checksum } from './hash/checksum.ts';
import { hashStream } from './hash/hash-thread.ts';
import { notePassed } from './hash/young-garbage.ts';

export type VerifyOptions = {
  /** What is verified, for messages; without secrets. */
  readonly label: string;
  /** All of them must match. */
  readonly checksums: readonly Checksum[];
  /** Exact length in bytes, where it was announced. */
  readonly size?: number | undefined;
  /** What to do about other bytes, where they are not a vendor's and no manifest describes them. */
  readonly remedy?: string;
  /** Algorithms to compute although no checksum asks for them. */
  readonly compute?: readonly Algorithm[];
};

export interface Verifier extends Transform {
  /** Bytes that passed so far. */
  readonly bytes: number;
  /** What was computed, one checksum an algorithm; empty until all bytes have passed. */
  readonly digests: ReadonlyMap<Algorithm, Checksum>;
}

/**
 * A stream that ends only when every checksum and the size match; it fails with CHECKSUM_MISMATCH or
 * SIZE_MISMATCH otherwise, the latter as soon as one byte more than `size` came.
 */
export function createVerifier(options: VerifyOptions): Verifier {
  const { label, checksums, size, remedy, compute = [] } = options;
  const hash = hashStream([...new Set([...checksums.map(algorithmOf), ...compute])]);
  const digests = new Map<Algorithm, Checksum>();
  let bytes = 0;
  let head: Buffer = Buffer.alloc(0);

  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      notePassed(chunk.length);
      if (head.length < HEAD_BYTES) head = firstBytes(head, chunk);
      if (size !== undefined && bytes > size) return done(sizeMismatch('more than '));
      const room = hash.update(chunk);
      if (room === undefined) done(null, chunk);
      else room.then(() => done(null, chunk), done);
    },
    flush(done) {
      if (size !== undefined && bytes < size) return done(sizeMismatch(''));
      hash.digests().then((all) => {
        for (const [algorithm, hex] of all) digests.set(algorithm, `${algorithm}:${hex}`);
        const wrong = checksums.find((wanted) => digests.get(algorithmOf(wanted)) !== wanted);
        done(wrong === undefined ? null : checksumMismatch(wrong));
      }, done);
    },
    destroy(error, done) {
      hash.close();
      done(error);
    },
  });

  function sizeMismatch(more: '' | 'more than '): LabctlError {
    const got = more === '' ? bytes : size;
    return new LabctlError(
      'SIZE_MISMATCH',
      `size mismatch: ${label}; got ${more}${got} bytes, want ${size}${hint()}`,
      remedy === undefined ? {} : { remedy },
    );
  }

  function checksumMismatch(wanted: Checksum): LabctlError {
    // Without an announced length a download that was cut short looks like a wrong checksum.
    const length = size === undefined ? 'length unknown' : `${size} announced`;
    return new LabctlError(
      'CHECKSUM_MISMATCH',
      `checksum mismatch: ${label}; got ${digests.get(algorithmOf(wanted))}, want ${wanted} ` +
        `after ${bytes} bytes (${length})${hint()}`,
      { wanted, ...(remedy !== undefined && { remedy }) },
    );
  }

  function hint(): string {
    const html = describeHtml(head);
    return html === undefined ? '' : ` (looks like ${html})`;
  }

  return Object.defineProperties(stream, {
    bytes: { get: () => bytes },
    digests: { get: () => digests },
  }) as Verifier;
}

function firstBytes(head: Buffer, chunk: Buffer): Buffer {
  return Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
}
