/** The signals that stop a run: the first one in order, a second one at once. */
import { LabctlError } from './base/errors.ts';

// 128 + the signal's number, as shells report it.
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

type StopSignal = keyof typeof EXIT_CODES;

export type Stop = {
  /** Aborted with a LabctlError (CANCELLED) by the first signal. */
  readonly signal: AbortSignal;
  /** Of a run that came to this exit code by itself. */
  exitCode(ownCode: number): number;
};

/** From here on this process does not die of these signals, but is asked to come to an end. */
export function stopOnSignals(): Stop {
  const stop = new AbortController();
  let stoppedBy: StopSignal | undefined;
  for (const name of Object.keys(EXIT_CODES) as StopSignal[]) {
    process.on(name, () => {
      if (stoppedBy !== undefined) process.exit(EXIT_CODES[name]); // asked twice: at once
      stoppedBy = name;
      stop.abort(new LabctlError('CANCELLED', `stopped by ${name}`));
    });
  }
  return {
    signal: stop.signal,
    exitCode: (ownCode) => (stoppedBy === undefined ? ownCode : EXIT_CODES[stoppedBy]),
  };
}
