/** Ends a run from outside: at a certain event of it, or when it hangs. */
import { LabctlError } from '../../../src/base/errors.ts';

export interface Stop {
  readonly signal: AbortSignal;
  /** Counts; at the event that was chosen the run is stopped, as SIGTERM does. */
  onEvent(): void;
  close(): void;
}

/** Far longer than any run takes, also on a machine that is busy with other things. */
const HANG_MS = 120_000;

export function createStop(stopAt: number | undefined): Stop {
  const controller = new AbortController();
  const hanging = setTimeout(() => {
    // INTERNAL is a mistake of the program, which the checker finds.
    controller.abort(new LabctlError('INTERNAL', `hung for ${HANG_MS / 1000} s`));
  }, HANG_MS);
  let events = 0;
  return {
    signal: controller.signal,
    onEvent() {
      events += 1;
      if (events === stopAt) controller.abort(new LabctlError('CANCELLED', 'stopped by SIGTERM'));
    },
    close: () => clearTimeout(hanging),
  };
}
