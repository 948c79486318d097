/** A source in memory, for the tests of those who read sources. */
import { Readable } from 'node:stream';
import type { LabctlError } from '../../../src/base/errors.ts';
import type { ReadingOptions, Source } from '../../../src/stream/source.ts';

/** How one reading fails: `open` itself, or the body after so many bytes. */
export type MemoryFailure = {
  readonly after: 'open' | number;
  readonly error: LabctlError;
};

export type MemorySourceOptions = {
  readonly bytes: Buffer | string;
  readonly label?: string;
  /** Announced length in bytes, or `unknown`; the true one unless told. */
  readonly size?: number | 'unknown';
  readonly chunkBytes?: number;
  /** The first reading meets the first failure, and so on; `undefined` is a good reading between two bad ones. */
  readonly failures?: readonly (MemoryFailure | undefined)[];
  /** What `resumed()` says. */
  readonly resumed?: boolean;
  /** Told of each reading how it was asked for. */
  readonly onOpen?: (options: ReadingOptions) => void;
};

export interface MemorySource extends Source {
  /** How often it was opened. */
  opened(): number;
  /** Bodies that are neither at their end nor destroyed. */
  reading(): number;
}

export function createMemorySource(options: MemorySourceOptions): MemorySource {
  const { label = 'memory', chunkBytes = 16_384, failures = [], resumed = false } = options;
  const bytes = Buffer.from(options.bytes);
  const { size = bytes.length } = options;
  let opened = 0;
  let reading = 0;
  return {
    label,
    opened: () => opened,
    reading: () => reading,
    async open(signal, asked = {}) {
      signal.throwIfAborted();
      options.onOpen?.(asked);
      const failure = failures[opened];
      opened += 1;
      if (failure?.after === 'open') throw failure.error;
      reading += 1;
      const body = createBody({ bytes, chunkBytes, failure, signal });
      body.once('close', () => {
        reading -= 1;
      });
      return { body, size: size === 'unknown' ? undefined : size, resumed: () => resumed };
    },
  };
}

type BodyOptions = {
  readonly bytes: Buffer;
  readonly chunkBytes: number;
  readonly failure: MemoryFailure | undefined;
  readonly signal: AbortSignal;
};

function createBody({ bytes, chunkBytes, failure, signal }: BodyOptions): Readable {
  const stop = typeof failure?.after === 'number' ? failure.after : bytes.length;
  let at = 0;
  const body = new Readable({
    highWaterMark: chunkBytes,
    read() {
      if (at < stop) {
        const chunk = bytes.subarray(at, Math.min(at + chunkBytes, stop));
        at += chunk.length;
        this.push(chunk);
      } else if (failure === undefined) {
        this.push(null);
      } else {
        this.destroy(failure.error);
      }
    },
    destroy(error, done) {
      signal.removeEventListener('abort', cancel);
      done(error);
    },
  });
  const cancel = () => body.destroy(signal.reason);
  signal.addEventListener('abort', cancel, { once: true });
  return body;
}
