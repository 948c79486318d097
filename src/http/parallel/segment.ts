/** A piece of a file in memory: filled by a connection, emptied in order by the one who reads. */

/** What is handed on at a time, in bytes. */
const CHUNK_BYTES = 64 * 1024;

export type Segment = {
  readonly start: number;
  /** One behind its last byte. */
  readonly end: number;
  put(chunk: Buffer): void;
  /** Read after the bytes that have come. */
  fail(error: unknown): void;
  /** What has come, then what comes; to be called once. */
  take(): AsyncGenerator<Buffer, void, undefined>;
  /** The memory, to be used for another segment; what still comes is dropped. */
  release(): Buffer;
};

/**
 * In `memory`, which is at least as long. (Kept as they come, the chunks would outlive many collections of garbage,
 * and a hundred megabytes of them wait for the next.)
 */
export function createSegment(start: number, end: number, memory: Buffer): Segment {
  const length = end - start;
  let filled = 0;
  let isReleased = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = () => {};
  return {
    start,
    end,
    put(chunk) {
      if (isReleased) return;
      filled += chunk.copy(memory, filled);
      wake();
    },
    fail(error) {
      failure = { error };
      wake();
    },
    async *take() {
      for (let taken = 0; taken < length; ) {
        if (taken < filled) {
          const upTo = Math.min(filled, taken + CHUNK_BYTES);
          // A copy: whoever reads may hold it longer than the segment lives.
          yield Buffer.from(memory.subarray(taken, upTo));
          taken = upTo;
        } else if (failure !== undefined) {
          throw failure.error;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
    release() {
      isReleased = true;
      return memory;
    },
  };
}
