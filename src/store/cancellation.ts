/** What a stopped operation rejects with. */
import { LabctlError } from '../errors.ts';

/** Why `signal` was aborted: the error that its owner gave, else CANCELLED. */
export function abortReason(signal: AbortSignal): Error {
  // A bare `abort()` leaves a DOMException that names neither labctl nor the reason.
  if (signal.reason instanceof Error && signal.reason.name !== 'AbortError') return signal.reason;
  return new LabctlError('CANCELLED', 'stopped', { cause: signal.reason });
}

/** Throws `abortReason` when the signal is aborted. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortReason(signal);
}
