/** One HTTPS request, up to the head of its answer: connecting, a proxy's tunnel, time-outs, abort. */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import { abortReason } from '../../stream/body.ts';
import { transferError } from '../failure.ts';
import type { HttpLimits } from '../limits.ts';
import type { Agents } from './agents.ts';
import { throughProxy } from './tunnel-agent.ts';

export type HttpRequest = {
  readonly url: URL;
  readonly method: 'GET' | 'HEAD';
  readonly headers: OutgoingHttpHeaders;
  readonly agents: Agents;
  readonly limits: Pick<HttpLimits, 'connectTimeoutMs' | 'idleTimeoutMs'>;
  /** Ends the request, and the body of its answer, at any time. */
  readonly signal: AbortSignal;
};

/** Sent with every request. Never credentials, and never a wish for another encoding than the file itself. */
export function requestHeaders(version: string): OutgoingHttpHeaders {
  return { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': `labctl/${version}` };
}

/**
 * Sends the request and waits for the head of the answer, whatever its status; the body is the caller's to
 * read or to destroy. Rejects with the errors of Node, or the signal's reason.
 */
export function sendRequest(options: HttpRequest): Promise<IncomingMessage> {
  const { url, method, headers, agents, limits, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) throw abortReason(signal);
    const proxy = agents.proxyFor(url);
    const tunnel = new AbortController();
    const agent = agents.agentFor(url, tunnel.signal);
    const request = https.request(url, { method, headers, agent });
    let connected = false;
    let answered = false;

    function fail(error: Error): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      reject(proxy === undefined || connected ? error : throughProxy(error, proxy.label));
      request.destroy(error);
      // A request that waits for its tunnel has no socket yet that `destroy` could close.
      tunnel.abort();
    }
    const abort = () => fail(abortReason(signal));
    signal.addEventListener('abort', abort, { once: true });

    const { connectTimeoutMs, idleTimeoutMs } = limits;
    const timeOut = (what: string) => fail(transferError('ETIMEDOUT', what));
    let timer = setTimeout(
      () => timeOut(`no connection within ${connectTimeoutMs / 1000} s`),
      connectTimeoutMs,
    );
    const onConnected = () => {
      connected = true;
      clearTimeout(timer);
      timer = setTimeout(() => timeOut(`no answer for ${idleTimeoutMs / 1000} s`), idleTimeoutMs);
    };

    request.once('socket', (socket) => {
      if (request.reusedSocket) onConnected();
      else socket.once('secureConnect', onConnected);
    });
    request.once('response', (response) => {
      answered = true;
      clearTimeout(timer);
      resolve(response);
    });
    // Once there is an answer its body carries the errors, and to destroy the request would empty it.
    request.on('error', (error) => {
      if (!answered) fail(error);
    });
    request.once('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    });
    request.end();
  });
}
