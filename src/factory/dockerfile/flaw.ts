/** What is wrong with a Dockerfile, at its line. */
import { LabctlError } from '../../base/errors.ts';

/** DOCKERFILE_INVALID; `line` is counted from 1. */
export function flawAt(line: number, reason: string, cause?: unknown): LabctlError {
  return new LabctlError('DOCKERFILE_INVALID', `line ${line}: ${reason}`, { cause });
}

/** Runs `read`, and says of what it throws on which line it was. */
export function atLine<Result>(line: number, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof LabctlError) || /^line \d/.test(cause.message)) throw cause;
    throw flawAt(line, cause.message, cause);
  }
}
