/** What a failed try means: the error that it ends with, and whether another try may help. */
import type { IncomingHttpHeaders } from 'node:http';
import { certificateRemedy } from '../base/certificate-failure.ts';
import { describeCause, type ErrorCode, LabctlError } from '../base/errors.ts';

export type Failure = {
  readonly error: LabctlError;
  readonly retryable: boolean;
  /** Milliseconds that the server asks to be left alone for. */
  readonly retryAfterMs?: number | undefined;
};

// curl's `--retry` set (408, 429, 500, 502, 503, 504), 425 (RFC 8470), and Cloudflare's own 520-524.
const RETRYABLE_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]);

/** Of the network, never of a certificate: those mend themselves, a certificate does not. */
const RETRYABLE_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ERR_STREAM_PREMATURE_CLOSE',
  'PROXY_UNAVAILABLE',
]);

export function isRetryableStatus(status: number): boolean {
  return RETRYABLE_STATUSES.has(status);
}

/** An error of the transfer itself, told apart by `code` as Node's own are. */
export function transferError(code: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, cause === undefined ? {} : { cause }), { code });
}

/** A proxy that answers CONNECT with anything but 200. */
export function proxyRefusal(proxy: string, status: number): Error {
  const hint = status === 407 ? 'it wants a login' : 'it does not connect';
  const message = `the proxy ${proxy} answered ${status}: ${hint}`;
  return transferError(isRetryableStatus(status) ? 'PROXY_UNAVAILABLE' : 'PROXY_REFUSED', message);
}

/** A connection that could not be made or broke; `what` begins the message. */
export function failureOfError(error: unknown, what: string): Failure {
  if (error instanceof LabctlError) return { error, retryable: false };
  const code = (error as NodeJS.ErrnoException).code ?? '';
  // HPE_*: the parser of Node cannot make sense of the answer, and would not the next time either.
  const errorCode: ErrorCode = code.startsWith('HPE_') ? 'SOURCE_REJECTED' : 'SOURCE_UNREACHABLE';
  return {
    error: new LabctlError(errorCode, `${what}: ${describeTransfer(error)}`, { cause: error }),
    retryable: RETRYABLE_CODES.has(code),
  };
}

/** Why there is no answer, and what to do about it where that is known. */
export function describeTransfer(error: unknown): string {
  const remedy = certificateRemedy(error);
  return `${describeCause(error)}${remedy === undefined ? '' : `; ${remedy}`}`;
}

type BadAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** That of the last redirect. */
  readonly host: string;
  readonly what: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
};

/** An answer whose status is not the one that is wanted. */
export function failureOfStatus({ status, headers, host, what, now }: BadAnswer): Failure {
  const retryable = isRetryableStatus(status);
  return {
    error: new LabctlError(
      codeOfStatus(status),
      `${what}; got status ${status} from ${host}, want 200`,
    ),
    retryable,
    retryAfterMs: retryable ? parseRetryAfter(headers['retry-after'], now) : undefined,
  };
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 404 || status === 410) return 'SOURCE_GONE';
  return isRetryableStatus(status) ? 'SOURCE_UNREACHABLE' : 'SOURCE_REJECTED';
}

/** RFC 9110 §10.2.3: a number of seconds, or a date. */
function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
