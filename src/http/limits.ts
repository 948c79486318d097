/** How slow a server may be, and how often it may fail, before a download is given up. */

export type HttpLimits = {
  /** From the first packet to the end of the TLS handshake, a proxy's CONNECT included. */
  readonly connectTimeoutMs: number;
  /** The longest wait for the head of an answer, or for its next byte. */
  readonly idleTimeoutMs: number;
  /** In each window of this much waiting … */
  readonly throughputWindowMs: number;
  /** … at least this many bytes a second have to come. */
  readonly minBytesPerSecond: number;
  /** Failed tries in a row, none of which brought a new byte. */
  readonly triesWithoutProgress: number;
  /** Failed tries in all, so that a server that gives a byte a try comes to an end too. */
  readonly triesInAll: number;
  readonly firstBackoffMs: number;
  readonly maxBackoffMs: number;
  /** The longest `Retry-After` that is waited for. */
  readonly maxRetryAfterMs: number;
};

/** Backoff after curl's `--retry` (1 s, doubling), with a lower cap: an Actions job is paid by the minute. */
export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  connectTimeoutMs: 10_000,
  idleTimeoutMs: 60_000,
  throughputWindowMs: 60_000,
  minBytesPerSecond: 1024,
  triesWithoutProgress: 5,
  triesInAll: 100,
  firstBackoffMs: 1000,
  maxBackoffMs: 30_000,
  maxRetryAfterMs: 120_000,
};

/** A redirect beyond this many is refused; browsers stop at 20, curl at 50. */
export const MAX_REDIRECTS = 10;
