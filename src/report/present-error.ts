/** How an error is put to a person: the one place where its parts become text. */
import {
  describeCause,
  ERROR_CODES,
  type Finding,
  LabctlError,
  type Place,
} from '../base/errors.ts';
import { printable, redactUrls } from '../base/redact.ts';

export type PresentedError = {
  /** What failed, as one sentence. */
  readonly headline: string;
  /** `file:line:column: field` of the manifest, where one is at fault. */
  readonly at: string | undefined;
  /** What to do about it; `undefined` where the headline says it. */
  readonly remedy: string | undefined;
  /** The causes below it, outermost first; empty where the headline already says them. */
  readonly causes: readonly string[];
  /** For `--debug` and the runner's debug log only. */
  readonly stack: string;
};

const MAX_CAUSES = 5;

export function presentError(error: unknown): PresentedError {
  const known = error instanceof LabctlError ? error : undefined;
  const headline = known?.message ?? redactUrls(describeCause(error));
  return {
    headline,
    at: known?.at && presentPlace(known.at, known.at.field),
    remedy: known === undefined ? ERROR_CODES.INTERNAL.remedy : known.remedy,
    causes: causesOf(error).filter((cause) => !headline.includes(cause) && !isSaidBy(known, cause)),
    stack: redactUrls(stackOf(error)),
  };
}

/** `file:line:column: message`, as editors and compilers write it. */
export function presentFinding({ place, severity, message }: Finding): string {
  const text = severity === 'warning' ? `warning: ${message}` : message;
  return presentPlace(place, text);
}

function presentPlace({ file, line, column }: Place, text: string): string {
  return `${printable(file, file.length)}:${line}:${column}: ${text}`;
}

/** "There is no such file" needs no ENOENT below it. */
function isSaidBy(error: LabctlError | undefined, cause: string): boolean {
  return error?.code === 'NOT_FOUND' && cause.startsWith('ENOENT:');
}

function causesOf(error: unknown): string[] {
  const causes: string[] = [];
  let next = error instanceof Error ? error.cause : undefined;
  while (next !== undefined && causes.length < MAX_CAUSES) {
    causes.push(redactUrls(describeCause(next)));
    next = next instanceof Error ? next.cause : undefined;
  }
  return causes;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by: ${stackOf(error.cause)}`;
}
