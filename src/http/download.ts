/** One file, or a part of one: from its first byte to its last, over as many answers as it takes. */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Clock } from '../base/clock.ts';
import { LabctlError } from '../base/errors.ts';
import { abortReason } from '../stream/body.ts';
import type { Agents } from './connection/agents.ts';
import { type Answer, requestFinal } from './connection/redirect.ts';
import { type Failure, failureOfError, failureOfStatus, transferError } from './failure.ts';
import type { HttpLimits } from './limits.ts';
import { judgeResume } from './range.ts';
import { fileOf, NOTHING_KNOWN, type RemoteFile } from './remote-file.ts';
import { createRetry } from './retry.ts';
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
  /** The whole file, not read yet: the first answer, where one is there already. */
  readonly begin?: Answer | undefined;
  /** Given the whole file, not read yet, that came in place of the rest; it is destroyed unless somebody takes it. */
  readonly onFreshStart?: ((answer: Answer) => void) | undefined;
};

/** Bytes of a file that has been answered for before. */
export type Part = {
  readonly file: RemoteFile;
  /** Behind the first byte of the file. */
  readonly start: number;
  /** One behind the last byte that is wanted. */
  readonly end: number;
};

export interface Download {
  readonly chunks: AsyncGenerator<Buffer, void, undefined>;
  file(): RemoteFile;
  resumed(): boolean;
}

/**
 * Waits for the first good answer: the whole file, or a part of exactly the file that `part` names. Throws
 * SOURCE_GONE, SOURCE_REJECTED or SOURCE_UNREACHABLE; so do the chunks, and SOURCE_INTERRUPTED where the bytes
 * before cannot be continued.
 */
export async function startDownload(options: DownloadOptions, part?: Part): Promise<Download> {
  const { label, clock, limits, signal } = options;
  const retry = createRetry(options);
  let file = part?.file ?? NOTHING_KNOWN;
  let offset = part?.start ?? 0;
  let resumed = false;

  const answer = options.begin ?? (await ask());
  if (part === undefined) file = fileOf(answer);
  const first = part === undefined ? answer.response : accept(answer);
  return { chunks: readAll(first), file: () => file, resumed: () => resumed };

  async function* readAll(
    response: IncomingMessage | undefined,
  ): AsyncGenerator<Buffer, void, undefined> {
    let current = response;
    while (current !== undefined) {
      let failure: Failure;
      try {
        for await (const chunk of readWatched(current, { limits, clock })) {
          // The end of a part is read too: it leaves a connection that the next request can use.
          if (offset === part?.end) return;
          const wanted = part === undefined ? chunk : chunk.subarray(0, part.end - offset);
          offset += wanted.length;
          if (file.total !== undefined && offset > file.total) throw tooLong();
          retry.progress();
          yield wanted;
        }
        if (isWhole()) return;
        failure = failureOfError(transferError('ECONNRESET', 'the answer ended'), brokenOff());
      } catch (error) {
        if (signal.aborted) throw abortReason(signal);
        if (offset === part?.end) return;
        failure = failureOfError(error, brokenOff());
      }
      current = await goOn(failure);
    }
  }

  function isWhole(): boolean {
    if (part !== undefined) return offset === part.end;
    return file.total === undefined || offset === file.total;
  }

  /** The answer that continues the download; `undefined` when nothing was missing after all. */
  async function goOn(failure: Failure): Promise<IncomingMessage | undefined> {
    if (failure.retryable && offset > 0 && file.etag === undefined) {
      throw interrupted('the server names no strong ETag', failure.error);
    }
    await retry.pause(failure);
    const answer = await ask();
    if (offset > 0) {
      const response = accept(answer);
      resumed ||= response !== undefined;
      return response;
    }
    // Nothing was handed on yet, but the length was: it has to stay true.
    const { total } = fileOf(answer);
    if (total !== file.total) throw startAnew(answer, `the file now has ${total} bytes`);
    file = fileOf(answer);
    return answer.response;
  }

  /** The answer to a request for the rest, if it is of the same file and goes on at the right byte. */
  function accept(answer: Answer): IncomingMessage | undefined {
    const { statusCode: status = 0, headers } = answer.response;
    const judged = judgeResume({ status, headers, host: answer.url.host }, { ...file, offset });
    if (judged.verdict === 'refused') throw refuse(answer, judged.why);
    if (judged.verdict === 'anew') throw startAnew(answer, judged.why);
    if (judged.verdict === 'complete') {
      answer.response.destroy();
      return undefined;
    }
    // The address may have been a new one: those that are signed expire.
    file = { ...file, total: judged.total, url: answer.url.href, host: answer.url.host };
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
    try {
      const headers = { ...options.headers, ...rangeHeaders() };
      const answer = await requestFinal({ ...options, method: 'GET', headers });
      const { statusCode: status = 0 } = answer.response;
      if (status === 200 || (offset > 0 && (status === 206 || status === 416))) return answer;
      answer.response.destroy();
      return failureOfStatus({
        status,
        headers: answer.response.headers,
        host: answer.url.host,
        what,
        now: clock.now(),
      });
    } catch (error) {
      if (signal.aborted) throw abortReason(signal);
      return failureOfError(error, what);
    }
  }

  /** If-Range: the rest if the file is still the same, else the whole file as a 200 (RFC 9110 §13.1.5). */
  function rangeHeaders(): OutgoingHttpHeaders {
    if (offset === 0) return {};
    const last = part === undefined ? '' : part.end - 1;
    return { range: `bytes=${offset}-${last}`, 'if-range': file.etag };
  }

  function brokenOff(): string {
    const of = file.total === undefined ? 'bytes (length unknown)' : `of ${file.total} bytes`;
    const at = part === undefined ? 'got' : 'at';
    return `download broke off: ${label}; ${at} ${offset} ${of}`;
  }

  function tooLong(): LabctlError {
    const message = `download broken: ${label}; got more than the ${file.total} bytes announced`;
    return new LabctlError('SOURCE_INTERRUPTED', message);
  }

  function refuse(answer: Answer, why: string): LabctlError {
    answer.response.destroy();
    return interrupted(why);
  }

  /** What has been handed on cannot be taken back; whoever begins again begins with this answer. */
  function startAnew(answer: Answer, why: string): LabctlError {
    if (options.onFreshStart === undefined) return refuse(answer, why);
    options.onFreshStart(answer);
    return interrupted(why);
  }

  function interrupted(why: string, cause?: LabctlError): LabctlError {
    const message = `${cause?.message ?? brokenOff()}; cannot be continued: ${why}`;
    return new LabctlError('SOURCE_INTERRUPTED', message, { cause: cause?.cause });
  }
}
