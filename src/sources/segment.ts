/** A piece of a file in memory: filled by a connection, emptied in order by the one who reads. */

export type Segment = {
  readonly start: number;
  /** One behind its last byte. */
  readonly end: number;
  put(chunk: Buffer): void;
  /** Read after the bytes that have come. */
  fail(error: unknown): void;
  /** What has come, then what comes; to be called once. */
  take(): AsyncGenerator<Buffer, void, undefined>;
};

export function createSegment(start: number, end: number): Segment {
  const chunks: Buffer[] = [];
  let missing = end - start;
  let failure: { readonly error: unknown } | undefined;
  let wake = () => {};
  return {
    start,
    end,
    put(chunk) {
      chunks.push(chunk);
      wake();
    },
    fail(error) {
      failure = { error };
      wake();
    },
    async *take() {
      while (missing > 0) {
        const chunk = chunks.shift();
        if (chunk !== undefined) {
          missing -= chunk.length;
          yield chunk;
        } else if (failure !== undefined) {
          throw failure.error;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    },
  };
}
