/** Connections: straight to the server, or through the proxy that the caller's rules name. */
import type { Agent as HttpAgent } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { LabctlError } from '../errors.ts';
import { redactUrl } from '../redact.ts';
import { guardedLookup } from './guarded-lookup.ts';

export interface Agents {
  /**
   * The agent for a request to `url`. A tunnel through a proxy is torn down with `signal`, even while the
   * proxy has not answered yet. Throws INPUT_INVALID for a proxy setting that cannot be used.
   */
  agentFor(url: URL, signal: AbortSignal): HttpAgent;
  /** The proxy on the way to `url`, without its password; `undefined` for a direct connection. */
  proxyLabel(url: URL): string | undefined;
  /** Closes the connections that are kept for later requests. */
  close(): void;
}

export type AgentsOptions = {
  /** The proxy for a URL, from the environment of the caller; empty or `undefined` for none. */
  readonly proxyFor?: (url: string) => string | undefined;
  /** Trusted instead of the certificate authorities that Node trusts (NODE_EXTRA_CA_CERTS included). */
  readonly ca?: string;
  /** Instead of the name resolution of the system. */
  readonly lookup?: LookupFunction;
};

/** Agents that share one pool of direct connections. */
export function createAgents(options: AgentsOptions = {}): Agents {
  const { proxyFor = () => undefined, ca, lookup } = options;
  const settings = {
    ...(ca === undefined ? {} : { ca }),
    ...(lookup === undefined ? {} : { lookup }),
  };
  // A proxy looks names up itself, and its own address is the user's choice.
  const direct = new https.Agent({ keepAlive: true, ...settings, lookup: guardedLookup(lookup) });
  return {
    agentFor(url, signal) {
      const proxy = proxyFor(url.href);
      if (!proxy) return direct;
      // One agent a request: only its `signal` option reaches the socket on which CONNECT waits.
      const agent = new HttpsProxyAgent(checkedProxy(proxy, url), { ...settings, signal });
      // Its constructor uses the settings for the way to the proxy only, and forgets them for TLS inside.
      Object.assign(agent.options, settings);
      return agent;
    },
    proxyLabel(url) {
      const proxy = proxyFor(url.href);
      return proxy ? redactUrl(proxy) : undefined;
    },
    close: () => direct.destroy(),
  };
}

function checkedProxy(proxy: string, target: URL): URL {
  const parsed = URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed;
  throw new LabctlError(
    'INPUT_INVALID',
    `the proxy cannot be used: for ${target.host}; got ${redactUrl(proxy)}, want http://host:port or https://host:port`,
  );
}
