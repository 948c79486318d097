/** A file on an HTTPS server as a source: its bytes exactly as served, over every fault that can be survived. */
import type { Clock } from '../clock.ts';
import { redactUrl } from '../redact.ts';
import type { Agents } from './agents.ts';
import { abortReason, createBody } from './body.ts';
import { DEFAULT_HTTP_LIMITS, type HttpLimits } from './http-limits.ts';
import { startParallelDownload } from './http-parallel.ts';
import { requestHeaders } from './http-request.ts';
import type { ReadAhead } from './read-ahead.ts';
import type { ReadingOptions, Source, SourceStream } from './source.ts';

export type HttpSourceOptions = {
  readonly url: string;
  readonly agents: Agents;
  readonly clock: Clock;
  /** Of labctl, for the User-Agent. */
  readonly version: string;
  readonly limits?: Partial<HttpLimits>;
  /** Where more than one connection may be used. */
  readonly readAhead?: ReadAhead | undefined;
  /** Told, in one line, of each failure after which it is tried again. */
  readonly onRetry?: (message: string) => void;
};

/**
 * Downloads `url`, follows redirects, retries, and resumes where that is safe. `open` throws SOURCE_GONE,
 * SOURCE_REJECTED or SOURCE_UNREACHABLE; the body the same, and SOURCE_INTERRUPTED when it has to be read
 * again from its first byte. An abort rejects with the signal's reason.
 */
export function createHttpSource(options: HttpSourceOptions): Source {
  const label = redactUrl(options.url);
  return {
    label,
    open: (signal, reading = {}) => openHttp({ ...options, ...reading, label }, signal),
  };
}

async function openHttp(
  options: HttpSourceOptions & ReadingOptions & { readonly label: string },
  signal: AbortSignal,
): Promise<SourceStream> {
  if (signal.aborted) throw abortReason(signal);
  const closed = new AbortController();
  const { chunks, file, resumed } = await startParallelDownload({
    ...options,
    readAhead: options.inOnePiece ? undefined : options.readAhead,
    headers: requestHeaders(options.version),
    limits: { ...DEFAULT_HTTP_LIMITS, ...options.limits },
    onRetry: options.onRetry ?? (() => undefined),
    signal: AbortSignal.any([signal, closed.signal]),
  });
  const body = createBody({ chunks, signal, close: () => closed.abort() });
  return { body, size: file().total, resumed };
}
