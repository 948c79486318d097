/** Cuts a body into equal parts, in buffers that are used again: memory stays the same however long the body is. */
import { giveBackShared, takeShared } from '../../../stream/hash/shared-memory.ts';

export type Part = {
  /** From 1. */
  readonly number: number;
  /** To be given back with `release` when it has been sent. */
  readonly bytes: Buffer;
  readonly isLast: boolean;
};

export interface PartBuffers {
  /** An empty buffer; waits for one to be released where all are in use. */
  take(): Promise<Buffer>;
  release(buffer: Buffer): void;
  /** Nobody uses any of them any more. */
  close(): void;
}

/** Buffers of `bytes` each, made when they are needed; `count` tells how many there may be, and may change. */
export function createPartBuffers({
  count,
  bytes,
}: {
  readonly count: () => number;
  readonly bytes: number;
}): PartBuffers {
  const all = new Map<ArrayBufferLike, Buffer>();
  const free: Buffer[] = [];
  const waiting: ((buffer: Buffer) => void)[] = [];
  return {
    async take() {
      const known = free.pop();
      if (known !== undefined) return known;
      if (all.size < count()) {
        const made = takeShared(bytes);
        all.set(made.buffer, made);
        return made;
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    release({ buffer }) {
      // The last part is only a piece of its buffer.
      const whole = all.get(buffer);
      if (whole === undefined) return;
      if (all.size > count()) {
        all.delete(buffer);
        giveBackShared(whole);
        return;
      }
      const next = waiting.shift();
      if (next === undefined) free.push(whole);
      else next(whole);
    },
    close() {
      for (const buffer of all.values()) giveBackShared(buffer);
      all.clear();
    },
  };
}

/** The parts of the body, at least one; all but the last have the length of the buffers. */
export async function* cutParts(
  chunks: AsyncIterable<Buffer>,
  buffers: PartBuffers,
): AsyncGenerator<Part> {
  let buffer = await buffers.take();
  let filled = 0;
  let number = 1;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      // Not before more comes: a body of just one buffer is no multipart upload.
      if (filled === buffer.length) {
        yield { number, bytes: buffer, isLast: false };
        number += 1;
        buffer = await buffers.take();
        filled = 0;
      }
      const copied = chunk.copy(buffer, filled, at);
      filled += copied;
      at += copied;
    }
  }
  yield { number, bytes: buffer.subarray(0, filled), isLast: true };
}
