/** When the next try may begin, and after which failure there is none. */
import type { Clock } from '../base/clock.ts';
import { LabctlError } from '../base/errors.ts';
import type { Failure } from './failure.ts';
import type { HttpLimits } from './limits.ts';

export interface Retry {
  /** New bytes came: the tries before do not count as failures in a row any more. */
  progress(): void;
  /**
   * Waits until the next try may begin. Throws the error of `failure` when no further try is due, and the
   * signal's reason when it is aborted.
   */
  pause(failure: Failure): Promise<void>;
}

export type RetryOptions = {
  readonly limits: HttpLimits;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of each failure after which it is tried again. */
  readonly onRetry: (message: string) => void;
};

/** Counts the failures of one download. */
export function createRetry({ limits, clock, signal, onRetry }: RetryOptions): Retry {
  let withoutProgress = 0;
  let inAll = 0;
  let progressed = false;
  return {
    progress() {
      progressed = true;
    },
    async pause(failure) {
      withoutProgress = progressed ? 0 : withoutProgress + 1;
      progressed = false;
      inAll += 1;
      if (!failure.retryable) throw failure.error;
      if (withoutProgress >= limits.triesWithoutProgress || inAll >= limits.triesInAll) {
        throw withNote(
          failure.error,
          ` (given up after ${inAll} ${inAll === 1 ? 'try' : 'tries'})`,
        );
      }
      const { retryAfterMs = 0 } = failure;
      if (retryAfterMs > limits.maxRetryAfterMs) {
        throw withNote(failure.error, `, and to be asked again ${dateIn(retryAfterMs, clock)}`);
      }
      const delayMs = Math.max(backoffMs(withoutProgress, limits), retryAfterMs);
      onRetry(`${failure.error.message}; next try in ${(delayMs / 1000).toFixed(1)} s`);
      await clock.sleep(delayMs, signal);
    },
  };
}

/** Half of it fixed, half random, so that images which failed together do not come back together. */
function backoffMs(withoutProgress: number, limits: HttpLimits): number {
  const doublings = Math.max(0, withoutProgress - 1);
  const ceiling = Math.min(limits.firstBackoffMs * 2 ** doublings, limits.maxBackoffMs);
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}

function dateIn(milliseconds: number, clock: Clock): string {
  const date = new Date(clock.now() + milliseconds);
  // Beyond what a Date can hold (8.64e15 ms) there is nothing to name.
  return Number.isNaN(date.getTime()) ? 'never' : `not before ${date.toISOString()}`;
}

function withNote(error: LabctlError, note: string): LabctlError {
  return new LabctlError(error.code, `${error.message}${note}`, { cause: error.cause });
}
