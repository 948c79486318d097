/** Connections: straight to the server, or through the proxy that the caller's rules name. */
import type { Agent as HttpAgent } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { guardedLookup } from './guarded-lookup.ts';
import type { ProxyRules, ProxyServer } from './proxy-rules.ts';
import { TunnelAgent } from './tunnel-agent.ts';

export interface Agents {
  /**
   * The agent for a request to `url`. A tunnel through a proxy is torn down with `signal`, even while the
   * proxy has not answered yet. Throws what `proxyFor` throws.
   */
  agentFor(url: URL, signal: AbortSignal): HttpAgent;
  /** The proxy on the way to `url`, for all clients; `undefined` for a direct connection. */
  readonly proxyFor: ProxyRules;
  /** Closes the connections that are kept for later requests. */
  close(): void;
}

export type AgentsOptions = {
  /** Straight to every server unless told. */
  readonly proxyFor?: ProxyRules;
  /** Trusted instead of the certificate authorities that Node trusts (NODE_EXTRA_CA_CERTS included). */
  readonly ca?: string;
  /** Instead of the name resolution of the system. */
  readonly lookup?: LookupFunction;
};

/** Agents that share one pool of direct connections. */
export function createAgents(options: AgentsOptions = {}): Agents {
  const { proxyFor = direct, ca, lookup } = options;
  const settings = {
    ...(ca === undefined ? {} : { ca }),
    ...(lookup === undefined ? {} : { lookup }),
  };
  // A proxy looks names up itself, and its own address is the user's choice.
  const pool = new https.Agent({ keepAlive: true, ...settings, lookup: guardedLookup(lookup) });
  return {
    agentFor(url, signal) {
      const proxy = proxyFor(url);
      return proxy === undefined ? pool : new TunnelAgent(proxy, { ...settings, signal });
    },
    proxyFor,
    close: () => pool.destroy(),
  };
}

function direct(): ProxyServer | undefined {
  return undefined;
}
