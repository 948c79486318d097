/** Whether an answer continues a download exactly where it broke off (RFC 9110 §13 and §14). */
import type { IncomingHttpHeaders } from 'node:http';
import { printable } from '../base/redact.ts';

/** What the first answer said, and how much of it has come. */
export type Progress = {
  /** Bytes handed on so far. */
  readonly offset: number;
  readonly total: number | undefined;
  readonly etag: string | undefined;
  /** Of the last redirect. */
  readonly host: string;
};

export type AnswerHead = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly host: string;
};

export type Verdict =
  | { readonly verdict: 'continue'; readonly total: number | undefined }
  | { readonly verdict: 'complete' }
  /** It is the whole file, of whatever version: a start from the first byte. */
  | { readonly verdict: 'anew'; readonly why: string }
  | { readonly verdict: 'refused'; readonly why: string };

/** The ETag when it promises equality byte for byte; weak ones and malformed ones do not. */
export function strongEtag(headers: IncomingHttpHeaders): string | undefined {
  return headers.etag !== undefined && /^"[^"]*"$/.test(headers.etag) ? headers.etag : undefined;
}

/** Content-Length in bytes. */
export function announcedLength(headers: IncomingHttpHeaders): number | undefined {
  const length = headers['content-length'];
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/** The whole length that a 206 or a 416 names in its Content-Range, in bytes. */
export function rangeTotal(headers: IncomingHttpHeaders): number | undefined {
  const [, total] = /^bytes (?:\d+-\d+|\*)\/(\d{1,15})$/.exec(headers['content-range'] ?? '') ?? [];
  return total === undefined ? undefined : Number(total);
}

/** Whether it names bytes that lie in the file (RFC 9110 §14.4); the length of the file may be unknown. */
function isWellFormed(range: string): boolean {
  const [, first, last, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(range) ?? [];
  if (first === undefined || last === undefined || total === undefined) return false;
  return Number(first) <= Number(last) && (total === '*' || Number(last) < Number(total));
}

/**
 * Judges the answer to a request for the rest. Every doubt is a refusal: appended bytes of another file
 * cost the whole download a second time, at its very end (Packer once appended an error page,
 * hashicorp/packer#5198). Mirrors that take turns behind a redirect may continue each other where they name the same
 * strong ETag and the same length: the checksum has the last word.
 */
export function judgeResume(answer: AnswerHead, progress: Progress): Verdict {
  const { offset, total, etag, host } = progress;
  const { status, headers } = answer;
  const refuse = (why: string): Verdict => ({ verdict: 'refused', why });
  const newTotal = rangeTotal(headers);
  const isOther = answer.host !== host;
  if (status === 416) {
    const whole = newTotal === offset && (total === undefined || total === offset);
    if (whole && !isOther) return { verdict: 'complete' };
    return refuse(`${answer.host} has no bytes from there on (416)`);
  }
  if (status === 200) {
    const from = isOther ? `${answer.host} has another file` : 'the file has changed';
    return { verdict: 'anew', why: `${from}, or the server ignores ranges (200)` };
  }
  if (status !== 206) return refuse(`got status ${status}`);
  if (isOther && total === undefined) {
    return refuse(`the server is now ${answer.host}, was ${host}, and the length is not known`);
  }
  if (headers['content-type']?.startsWith('multipart/byteranges')) {
    return refuse('the server sends several ranges');
  }
  const range = headers['content-range'] ?? 'none';
  if (!range.startsWith(`bytes ${offset}-`) || !isWellFormed(range)) {
    return refuse(`got Content-Range ${printable(range)}, want one from ${offset} on`);
  }
  if (total !== undefined && newTotal !== total) {
    return refuse(`got Content-Range ${printable(range)}, want a total of ${total}`);
  }
  if (etag === undefined || strongEtag(headers) !== etag) {
    return refuse(
      `got ETag ${printable(headers.etag ?? 'none')}, want ${printable(etag ?? 'one')}`,
    );
  }
  return { verdict: 'continue', total: newTotal };
}
