/** The fetch that Octokit is given: straight to GitHub or through the proxy that was chosen, whatever the toolkit would do. */
import { Agent, ProxyAgent, fetch as undiciFetch } from 'undici';
import { certificateRemedy } from '../../../base/certificate-failure.ts';
import { describeCause } from '../../../base/errors.ts';
import type { ProxyServer } from '../../../http/connection/proxy-rules.ts';

export type Fetch = typeof globalThis.fetch;

/** Never by the variables of the environment, which the toolkit and Node itself read by other rules. */
export function createFetch(proxy: ProxyServer | undefined): Fetch {
  const dispatcher = proxy === undefined ? new Agent() : new ProxyAgent(proxyOptions(proxy));
  const send = undiciFetch as unknown as (url: unknown, init: object) => Promise<Response>;
  return (url, init) => send(url, { ...init, dispatcher });
}

function proxyOptions({ url }: ProxyServer): ProxyAgent.Options {
  const login = [url.username, url.password].map(decodeURIComponent).join(':');
  const token = `Basic ${Buffer.from(login).toString('base64')}`;
  return { uri: url.origin, ...(login === ':' ? {} : { token }) };
}

/** What a fetch has failed with, where it would fail with it again: a certificate, or a proxy that refuses. */
export function permanentFailure(error: unknown): string | undefined {
  const text = describeCause(rootOf(error));
  const status = /^Proxy response \((\d+)\)/.exec(text)?.[1];
  if (status !== undefined && !/^(408|429|5..)$/.test(status)) return text;
  return certificateRemedy(error) === undefined ? undefined : text;
}

function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}
