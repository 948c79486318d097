/** What a log without bars is told of a transfer: a sign of life now and then. */
import type { Clock } from '../base/clock.ts';
import { describeBytes } from './report-format.ts';

export interface Progress {
  /** Begins a phase; answers how to announce it. `total` in bytes where it is known. */
  phase(name: string, total?: number): string;
  /** `bytes` more were moved; answers a line when it is time for one. */
  advance(bytes: number): string | undefined;
}

/** Counts one transfer; a line is due when none was for `everyMs` milliseconds. */
export function createProgress(clock: Clock, everyMs: number): Progress {
  let current = '';
  let size: number | undefined;
  let moved = 0;
  let spoken = clock.now();
  return {
    phase(name, total) {
      [current, size, moved] = [name, total, 0];
      return total === undefined ? name : `${name} ${describeBytes(total)}`;
    },
    advance(bytes) {
      moved += bytes;
      if (clock.now() - spoken < everyMs) return undefined;
      spoken = clock.now();
      const share = size === undefined ? '' : ` of ${describeBytes(size)}`;
      return `${current} ${describeBytes(moved)}${share}`;
    },
  };
}
