/** What a stopped operation rejects with. */
import { LabctlError } from './errors.ts';

/** Why `signal` was aborted: the error that its owner gave, else CANCELLED. */
export function abortReason(signal: AbortSignal): Error {
  // A bare `abort()` leaves a DOMException that names neither labctl nor the reason.
  if (signal.reason instanceof Error && signal.reason.name !== 'AbortError') return signal.reason;
  return new LabctlError('CANCELLED', 'stopped', { cause: signal.reason });
}

/**
 * A signal that is aborted `graceMs` after `signal` is, for requests of which only the answer tells what they did.
 * To be closed when they are over.
 */
export function graceAfter(
  signal: AbortSignal,
  graceMs: number,
): { readonly signal: AbortSignal; close(): void } {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => late.abort(), graceMs);
  };
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, { once: true });
  return {
    signal: late.signal,
    close() {
      signal.removeEventListener('abort', begin);
      clearTimeout(timer);
    },
  };
}

/** Throws `abortReason` when the signal is aborted. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortReason(signal);
}
