/** A way through a proxy (CONNECT) whose errors name the proxy, for every client that takes an agent of Node. */
import type { LookupFunction } from 'node:net';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { describeCause } from '../../base/errors.ts';
import { proxyRefusal, transferError } from '../failure.ts';
import type { ProxyServer } from './proxy-rules.ts';

type Connect = HttpsProxyAgent<string>['connect'];

/** Long beyond the limits of the clients, which may have given up the request and cannot end its tunnel. */
const CONNECT_MS = 60_000;

export type TunnelOptions = {
  readonly ca?: string;
  readonly lookup?: LookupFunction;
  /** Ends a tunnel, even while the proxy has not answered yet. */
  readonly signal: AbortSignal;
};

export class TunnelAgent extends HttpsProxyAgent<string> {
  readonly #label: string;
  readonly #signal: AbortSignal;

  constructor({ url, label }: ProxyServer, { signal, ...settings }: TunnelOptions) {
    super(url.href, settings);
    // The constructor of the base uses the settings for the way to the proxy only, and forgets them for TLS inside.
    Object.assign(this.options, settings);
    this.#label = label;
    this.#signal = signal;
  }

  override async connect(...[request, options]: Parameters<Connect>): ReturnType<Connect> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), CONNECT_MS);
    let status = 0;
    request.once('proxyConnect', (answer: { statusCode: number }) => {
      status = answer.statusCode;
    });
    // Only here does a signal reach the socket on which CONNECT waits; it is made before the first pause of `connect`.
    const signal = AbortSignal.any([this.#signal, limit.signal]);
    this.connectOpts = { ...this.connectOpts, signal };
    try {
      const socket = await super.connect(request, options);
      // The base would pass the proxy's answer off as that of the server.
      if (status !== 200) {
        socket.destroy();
        throw proxyRefusal(this.#label, status);
      }
      return socket;
    } catch (error) {
      throw limit.signal.aborted ? this.#tooLate() : throughProxy(error, this.#label);
    } finally {
      clearTimeout(timer);
    }
  }

  #tooLate(): Error {
    const message = `through the proxy ${this.#label}: no answer within ${CONNECT_MS / 1000} s`;
    return transferError('ETIMEDOUT', message);
  }
}

/** Names the proxy in an error that came up before there was a tunnel through it. */
export function throughProxy(error: unknown, label: string): unknown {
  const { code, message = '' } = error as NodeJS.ErrnoException;
  if (code === undefined || message.includes(label)) return error;
  return transferError(code, `through the proxy ${label}: ${describeCause(error)}`, error);
}
