/** Asks whether a URL can be downloaded, without downloading it. */
import type { OutgoingHttpHeaders } from 'node:http';
import { printable } from '../base/redact.ts';
import { abortReason } from '../stream/body.ts';
import type { Agents } from './connection/agents.ts';
import { requestFinal } from './connection/redirect.ts';
import { requestHeaders } from './connection/request.ts';
import { describeTransfer, isRetryableStatus } from './failure.ts';
import { announcedLength, rangeTotal } from './range.ts';

/** What a server says of a URL. */
export type UrlProbe = {
  readonly status: 'ok' | 'gone' | 'unreachable' | 'unknown';
  /** Bytes. */
  readonly size: number | undefined;
  readonly contentType: string | undefined;
  /** What the server said, for people. */
  readonly detail: string;
};

export type ProbeOptions = {
  readonly url: string;
  readonly agents: Agents;
  /** Of labctl, for the User-Agent. */
  readonly version: string;
  /** For all requests together. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

/** Of the time limit: a HEAD that hangs must leave enough for the GET that has the last word. */
const SHARE_OF_HEAD = 1 / 4;

/**
 * Asks with HEAD, then with a GET of one byte, unless the HEAD was answered 200. Many a server signs GET only, does not
 * know HEAD, or breaks on it (hashicorp/packer#2245): only GET proves that something is wrong. Throws nothing but the
 * reason of an aborted `signal`.
 */
export async function probeUrl(options: ProbeOptions): Promise<UrlProbe> {
  const { timeoutMs, signal } = options;
  if (signal.aborted) throw abortReason(signal);
  const head = await tryToAsk('HEAD', { ...options, timeoutMs: timeoutMs * SHARE_OF_HEAD });
  if (typeof head === 'object' && isProof(head)) return judge(head, `HEAD: ${head.status}`);
  const said = `HEAD: ${typeof head === 'string' ? head : head.status}`;
  const get = await tryToAsk('GET', { ...options, timeoutMs: timeoutMs * (1 - SHARE_OF_HEAD) });
  if (typeof get === 'object') return judge(get, `${said}, GET: ${get.status}`);
  // A host that cannot be reached says the same twice.
  const detail = head === get ? get : `${said}, GET: ${get}`;
  return { status: 'unreachable', size: undefined, contentType: undefined, detail };
}

/** A file of no bytes is no image: such a length is what some servers say of every HEAD. */
function isProof({ status, size }: Head): boolean {
  return status === 200 && size !== 0;
}

type Head = {
  readonly status: number;
  readonly host: string;
  readonly size: number | undefined;
  readonly contentType: string | undefined;
};

/** The answer, or why there is none. */
async function tryToAsk(method: 'HEAD' | 'GET', options: ProbeOptions): Promise<Head | string> {
  const { timeoutMs, signal } = options;
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new Error(`no answer within ${timeoutMs / 1000} s`));
  }, timeoutMs);
  try {
    return await ask({ ...options, signal: AbortSignal.any([signal, limit.signal]) }, method);
  } catch (error) {
    if (signal.aborted) throw abortReason(signal);
    return describeTransfer(error);
  } finally {
    clearTimeout(timer);
  }
}

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
