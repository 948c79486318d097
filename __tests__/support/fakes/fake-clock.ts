/** A clock on which a sleep takes no time: it only moves the hands. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../src/base/clock.ts';

export interface FakeClock extends Clock {
  /** Every sleep so far, in milliseconds. */
  readonly sleeps: readonly number[];
  /** Moves the hands without a sleep. */
  advance(milliseconds: number): void;
}

/** Begins at `startMs` since the epoch, unless told at 2026-11-05T12:00:00Z. */
export function createFakeClock(startMs = Date.UTC(2026, 10, 5, 12)): FakeClock {
  let nowMs = startMs;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => nowMs,
    advance(milliseconds) {
      nowMs += milliseconds;
    },
    async sleep(milliseconds, signal) {
      signal.throwIfAborted();
      sleeps.push(milliseconds);
      // A turn of the event loop, so that an abort can come in between.
      await nextTurn();
      signal.throwIfAborted();
      nowMs += milliseconds;
    },
  };
}
