/** What a pipeline that was stopped rejects with: the reason of the one who stopped it. */
import { LabctlError } from '../base/errors.ts';

/**
 * For `catch`: of a stopped pipeline the first stage to notice tells of it, with an AbortError or a bare CANCELLED that
 * do not name the reason. Any other error is one that the pipeline had before it was stopped.
 */
export function orReasonOf(signal: AbortSignal): (error: unknown) => never {
  return (error) => {
    if (isStop(error)) signal.throwIfAborted();
    throw error;
  };
}

function isStop(error: unknown): boolean {
  if (error instanceof LabctlError) return error.code === 'CANCELLED';
  return error instanceof Error && error.name === 'AbortError';
}
