/** One download: from its first byte to its last, over as many answers as it takes. */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Clock } from '../clock.ts';
import { LabctlError } from '../errors.ts';
import type { Agents } from './agents.ts';
import { abortReason } from './body.ts';
import { type Failure, failureOfError, failureOfStatus, transferError } from './http-failure.ts';
import type { HttpLimits } from './http-limits.ts';
import { announcedLength, judgeResume, strongEtag } from './http-range.ts';
import { type Answer, requestFinal } from './http-redirect.ts';
import { createRetry } from './http-retry.ts';
import { readWatched } from './throughput.ts';

export type DownloadOptions = {
  readonly url: string;
  /** The redacted URL. */
  readonly label: string;
  readonly headers: OutgoingHttpHeaders;
  readonly agents: Agents;
  readonly clock: Clock;
  readonly limits: HttpLimits;
  readonly onRetry: (message: string) => void;
  readonly signal: AbortSignal;
};

export interface Download {
  readonly chunks: AsyncGenerator<Buffer, void, undefined>;
  /** Announced length in bytes. */
  readonly total: number | undefined;
  resumed(): boolean;
}

/**
 * Waits for the first good answer. Throws SOURCE_GONE, SOURCE_REJECTED or SOURCE_UNREACHABLE; so do the
 * chunks, and SOURCE_INTERRUPTED where what has been handed on cannot be continued.
 */
export async function startDownload(options: DownloadOptions): Promise<Download> {
  const { label, clock, limits, signal } = options;
  const retry = createRetry(options);
  let offset = 0;
  let resumed = false;

  const first = await ask();
  let { total, etag, host } = headOf(first);
  return { chunks: readAll(first.response), total, resumed: () => resumed };

  async function* readAll(response: IncomingMessage): AsyncGenerator<Buffer, void, undefined> {
    let current: IncomingMessage | undefined = response;
    while (current !== undefined) {
      let failure: Failure;
      try {
        for await (const chunk of readWatched(current, { limits, clock })) {
          offset += chunk.length;
          if (total !== undefined && offset > total) throw tooLong();
          retry.progress();
          yield chunk;
        }
        if (total === undefined || offset === total) return;
        failure = failureOfError(transferError('ECONNRESET', 'the answer ended'), brokenOff());
      } catch (error) {
        if (signal.aborted) throw abortReason(signal);
        failure = failureOfError(error, brokenOff());
      }
      current = await goOn(failure);
    }
  }

  /** The answer that continues the download; `undefined` when nothing was missing after all. */
  async function goOn(failure: Failure): Promise<IncomingMessage | undefined> {
    if (failure.retryable && offset > 0 && etag === undefined) {
      throw interrupted('the server names no strong ETag', failure.error);
    }
    await retry.pause(failure);
    const answer = await ask();
    const head = headOf(answer);
    if (offset === 0) {
      // Nothing was handed on yet, but the length was: it has to stay true.
      if (head.total !== total) throw refuse(answer, `the file now has ${head.total} bytes`);
      ({ etag, host } = head);
      return answer.response;
    }
    const judged = judgeResume(
      { ...head, headers: answer.response.headers },
      { offset, total, etag, host },
    );
    if (judged.verdict === 'refused') throw refuse(answer, judged.why);
    if (judged.verdict === 'complete') {
      answer.response.destroy();
      return undefined;
    }
    total = judged.total;
    resumed = true;
    return answer.response;
  }

  /** Tries until there is an answer worth a look: the file, or its rest. */
  async function ask(): Promise<Answer> {
    for (;;) {
      const outcome = await tryOnce();
      if ('response' in outcome) return outcome;
      await retry.pause(outcome);
    }
  }

  async function tryOnce(): Promise<Answer | Failure> {
    const what = offset === 0 ? `download failed: ${label}` : brokenOff();
    // If-Range: the rest if the file is still the same, else the whole file as a 200 (RFC 9110 §13.1.5).
    const range = offset === 0 ? {} : { range: `bytes=${offset}-`, 'if-range': etag };
    try {
      const headers = { ...options.headers, ...range };
      const answer = await requestFinal({ ...options, method: 'GET', headers });
      const { status, host: answeringHost } = headOf(answer);
      if (status === 200 || (offset > 0 && (status === 206 || status === 416))) return answer;
      answer.response.destroy();
      return failureOfStatus({
        status,
        headers: answer.response.headers,
        host: answeringHost,
        what,
        now: clock.now(),
      });
    } catch (error) {
      if (signal.aborted) throw abortReason(signal);
      return failureOfError(error, what);
    }
  }

  function brokenOff(): string {
    const of = total === undefined ? 'bytes (length unknown)' : `of ${total} bytes`;
    return `download broke off: ${label}; got ${offset} ${of}`;
  }

  function tooLong(): LabctlError {
    const message = `download broken: ${label}; got more than the ${total} bytes announced`;
    return new LabctlError('SOURCE_INTERRUPTED', message);
  }

  function refuse(answer: Answer, why: string): LabctlError {
    answer.response.destroy();
    return interrupted(why);
  }

  function interrupted(why: string, cause?: LabctlError): LabctlError {
    const message = `${cause?.message ?? brokenOff()}; cannot be continued: ${why}`;
    return new LabctlError('SOURCE_INTERRUPTED', message, { cause: cause?.cause });
  }
}

function headOf({ response, url }: Answer) {
  return {
    status: response.statusCode ?? 0,
    total: announcedLength(response.headers),
    etag: strongEtag(response.headers),
    host: url.host,
  };
}
