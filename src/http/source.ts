/** A file on an HTTPS server as a source: its bytes exactly as served, over every fault that can be survived. */
import type { Clock } from '../base/clock.ts';
import { redactUrl } from '../base/redact.ts';
import { abortReason, createBody } from '../stream/body.ts';
import type { ReadingOptions, Source, SourceStream } from '../stream/source.ts';
import type { Agents } from './connection/agents.ts';
import type { Answer } from './connection/redirect.ts';
import { requestHeaders } from './connection/request.ts';
import { DEFAULT_HTTP_LIMITS, type HttpLimits } from './limits.ts';
import { startParallelDownload } from './parallel/parallel.ts';
import type { ReadAhead } from './parallel/read-ahead.ts';

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

/** Whoever opens again does it at once, or after what was begun with the bytes has been taken back. */
const KEPT_MS = 30_000;

/** An answer with the whole file that came in place of the rest, kept for the next reading. */
type FreshStart = {
  readonly answer: Answer;
  /** Ends its connection. */
  readonly closed: AbortController;
  readonly timer: NodeJS.Timeout;
};

/**
 * Downloads `url`, follows redirects, retries, and resumes where that is safe. `open` throws SOURCE_GONE,
 * SOURCE_REJECTED or SOURCE_UNREACHABLE; the body the same, and SOURCE_INTERRUPTED when it has to be read
 * again from its first byte: with the answer that has shown it, if that is the whole file. An abort rejects with the
 * signal's reason.
 */
export function createHttpSource(options: HttpSourceOptions): Source {
  const label = redactUrl(options.url);
  let kept: FreshStart | undefined;
  return {
    label,
    async open(signal, reading = {}) {
      const begin = kept;
      kept = undefined;
      clearTimeout(begin?.timer);
      const keep = (fresh: FreshStart): void => {
        kept = fresh;
      };
      return openHttp({ ...options, ...reading, label, begin, keep }, signal);
    },
  };
}

type Opening = HttpSourceOptions &
  ReadingOptions & {
    readonly label: string;
    readonly begin: FreshStart | undefined;
    readonly keep: (fresh: FreshStart) => void;
  };

async function openHttp(options: Opening, signal: AbortSignal): Promise<SourceStream> {
  const { begin, keep } = options;
  const closed = begin?.closed ?? new AbortController();
  if (signal.aborted) {
    closed.abort();
    throw abortReason(signal);
  }
  let isHandedOver = false;
  const onFreshStart = (answer: Answer): void => {
    isHandedOver = true;
    const timer = setTimeout(() => closed.abort(), KEPT_MS).unref();
    keep({ answer, closed, timer });
  };
  const { chunks, file, resumed } = await startParallelDownload({
    ...options,
    begin: begin?.answer,
    onFreshStart: options.mayOpenAgain ? onFreshStart : undefined,
    readAhead: options.inOnePiece ? undefined : options.readAhead,
    headers: requestHeaders(options.version),
    limits: { ...DEFAULT_HTTP_LIMITS, ...options.limits },
    onRetry: options.onRetry ?? (() => undefined),
    signal: AbortSignal.any([signal, closed.signal]),
  });
  const close = (): void => {
    if (!isHandedOver) closed.abort();
  };
  const body = createBody({ chunks, signal, close });
  return { body, size: file().total, resumed };
}
