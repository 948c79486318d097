/** Asks whether a URL can be downloaded, without downloading it. */
import type { OutgoingHttpHeaders } from 'node:http';
import { describeCause } from '../errors.ts';
import { printable } from '../redact.ts';
import type { UrlCheck } from '../report.ts';
import type { Agents } from './agents.ts';
import { abortReason } from './body.ts';
import { isRetryableStatus } from './http-failure.ts';
import { announcedLength, rangeTotal } from './http-range.ts';
import { requestFinal } from './http-redirect.ts';
import { requestHeaders } from './http-request.ts';

export type UrlProbe = Omit<UrlCheck, 'image' | 'url'>;

export type ProbeOptions = {
  readonly url: string;
  readonly agents: Agents;
  /** Of labctl, for the User-Agent. */
  readonly version: string;
  /** For all requests together. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

/** Many a server signs GET only, or does not know HEAD (hashicorp/packer#2245); GET then has the last word. */
const HEAD_PROVES_NOTHING = new Set([400, 401, 403, 404, 405, 501]);

/** Asks with HEAD, then with a GET of one byte. Throws nothing but the reason of an aborted `signal`. */
export async function probeUrl(options: ProbeOptions): Promise<UrlProbe> {
  const { timeoutMs, signal } = options;
  if (signal.aborted) throw abortReason(signal);
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new Error(`no answer within ${timeoutMs / 1000} s`));
  }, timeoutMs);
  const bounded = { ...options, signal: AbortSignal.any([signal, limit.signal]) };
  try {
    const head = await ask(bounded, 'HEAD');
    if (!HEAD_PROVES_NOTHING.has(head.status)) return judge(head, `HEAD: ${head.status}`);
    const get = await ask(bounded, 'GET');
    return judge(get, `HEAD: ${head.status}, GET: ${get.status}`);
  } catch (error) {
    if (signal.aborted) throw abortReason(signal);
    const detail = describeCause(error);
    return { status: 'unreachable', size: undefined, contentType: undefined, detail };
  } finally {
    clearTimeout(timer);
  }
}

type Head = {
  readonly status: number;
  readonly host: string;
  readonly size: number | undefined;
  readonly contentType: string | undefined;
};

async function ask(options: ProbeOptions, method: 'HEAD' | 'GET'): Promise<Head> {
  const { version, timeoutMs } = options;
  const range: OutgoingHttpHeaders = method === 'GET' ? { range: 'bytes=0-0' } : {};
  const { response, url } = await requestFinal({
    ...options,
    method,
    headers: { ...requestHeaders(version), ...range },
    limits: { connectTimeoutMs: timeoutMs, idleTimeoutMs: timeoutMs },
  });
  // A HEAD leaves a connection that the next one can use; of a GET the whole file may be on its way.
  if (method === 'HEAD') response.resume();
  else response.destroy();
  const { statusCode: status = 0, headers } = response;
  const whole = status === 206 || status === 416 ? rangeTotal(headers) : announcedLength(headers);
  return {
    status,
    host: url.host,
    // Of an encoded answer the length says nothing about the file.
    size: headers['content-encoding'] === undefined ? whole : undefined,
    contentType: headers['content-type'] && printable(headers['content-type']),
  };
}

function judge({ status, host, size, contentType }: Head, answers: string): UrlProbe {
  const detail = `${answers} from ${host}`;
  // 416: there is no first byte, that is, the file is empty.
  const ok = status === 200 || status === 206 || (status === 416 && size === 0);
  if (ok) return { status: 'ok', size, contentType, detail };
  const answer = { size: undefined, contentType: undefined, detail };
  if (status === 404 || status === 410) return { status: 'gone', ...answer };
  // A server that is overloaded says nothing about the file.
  if (isRetryableStatus(status) || status >= 500) return { status: 'unknown', ...answer };
  return { status: 'unreachable', ...answer };
}
