/** Which failed S3 requests are sent again, and when. */

export type RetryLimits = {
  readonly maxAttempts: number;
  /** Wait before the second attempt, in milliseconds; each further wait is twice as long. */
  readonly retryDelayMs: number;
};

const MAX_DELAY_MS = 20_000;
/** A longer Retry-After is cut to this: better to fail with the reason than to seem to hang. */
const MAX_RETRY_AFTER_MS = 60_000;

const PASSING_STATUS = new Set([408, 429, 500, 502, 503, 504]);

// ENOTFOUND is not among them: that is a typing error; a resolver that does not answer says EAI_AGAIN.
const PASSING_CODE = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'PROXY_UNAVAILABLE',
]);

const PASSING_NAME = new Set([
  'RequestTimeout',
  'SlowDown',
  'TimeoutError',
  // The body was damaged on its way; what is held here is still whole.
  'BadDigest',
  'XAmzContentSHA256Mismatch',
]);

type SdkError = {
  readonly name?: string;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
};

/** Milliseconds to wait before the next attempt after `attempt` (from 1) of them; `undefined`: give up. */
export function retryDelay(
  error: unknown,
  { attempt, limits, now }: { attempt: number; limits: RetryLimits; now: number },
): number | undefined {
  if (attempt >= limits.maxAttempts || !mayPass(error as SdkError)) return undefined;
  return Math.max(backoffMs(attempt, limits), retryAfterMs(error as SdkError, now));
}

/** Milliseconds after `attempt` (from 1) of them in vain: half of it fixed, half random. */
export function backoffMs(attempt: number, { retryDelayMs }: RetryLimits): number {
  const backoff = Math.min(retryDelayMs * 2 ** (attempt - 1), MAX_DELAY_MS);
  return backoff * (0.5 + Math.random() / 2);
}

function mayPass({ name = '', code, $metadata }: SdkError): boolean {
  // The SDK has just set its clock by the answer's date.
  if ($metadata?.clockSkewCorrected) return true;
  return (
    PASSING_STATUS.has($metadata?.httpStatusCode ?? 0) ||
    (typeof code === 'string' && PASSING_CODE.has(code)) ||
    PASSING_NAME.has(name)
  );
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-retry-after: seconds or a date. */
function retryAfterMs({ $response }: SdkError, now: number): number {
  const text = $response?.headers?.['retry-after'];
  if (text === undefined) return 0;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(0, wait), MAX_RETRY_AFTER_MS) : 0;
}
