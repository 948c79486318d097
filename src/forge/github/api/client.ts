/** One GitHub repository over Octokit: retries, rate limits, time limits, and errors as sentences. */
import { getOctokit } from '@actions/github';
import type { GitHub } from '@actions/github/lib/utils';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import type { ProxyServer } from '../../../http/connection/proxy-rules.ts';
import { type GitHubOperation, githubError, statusOf } from './errors.ts';
import { createFetch, type Fetch, permanentFailure } from './fetch.ts';
import { anything, Misfit, type Read } from './shape.ts';

type Rest = InstanceType<typeof GitHub>['rest'];

export type GitHubOptions = {
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  /** `https://api.github.com`, or that of a GitHub Enterprise Server: `https://host/api/v3`. */
  readonly apiUrl: string;
  /** On the way there; straight unless told. */
  readonly proxy?: ProxyServer | undefined;
  /** How long GitHub may take to answer one request. */
  readonly timeoutMs?: number;
  /** Options of Octokit's throttling and retry plugins on top of ours; tests wait less with them. */
  readonly throttle?: object;
  readonly retry?: object;
};

/** What every request is given: whose repository, and when to stop. */
export type Common = {
  readonly owner: string;
  readonly repo: string;
  readonly request: { readonly signal: AbortSignal };
};

type Request = (rest: Rest, common: Common) => Promise<{ status: number; data: unknown }>;

export interface GitHubRepository {
  readonly owner: string;
  /** `owner/name`. */
  readonly label: string;
  readonly signal: AbortSignal;
  /** Sends the request and reads nothing of the answer. Fails with FORGE_REJECTED, or with the signal's reason. */
  call(operation: GitHubOperation, request: Request): Promise<unknown>;
  /** What is read of GitHub's answer; fails likewise. */
  ask<T>(operation: GitHubOperation, read: Read<T>, request: Request): Promise<T>;
  /** The same, and `undefined` where GitHub says 404. */
  find<T>(operation: GitHubOperation, read: Read<T>, request: Request): Promise<T | undefined>;
}

const REQUEST_TIMEOUT_MS = 60_000;
const MAX_RATE_LIMIT_WAIT_SECONDS = 120;
const MAX_RATE_LIMIT_RETRIES = 2;
// Neither refusals nor lost races get better by themselves; 403 and 429 are the throttling plugin's.
const DO_NOT_RETRY = [400, 401, 403, 404, 409, 410, 422, 429, 451];

/** How to reach a repository, once for all its requests; the signal is given with each use. */
export function connectGitHub(options: GitHubOptions): (signal: AbortSignal) => GitHubRepository {
  const [owner = '', repo = ''] = options.repository.split('/');
  const octokit = createOctokit(options);
  return (signal) => {
    const common = { owner, repo, request: { signal } };
    const { repository: label, apiUrl, token, proxy } = options;
    const subject = { label, apiUrl, token, via: proxy?.label };
    const ask: GitHubRepository['ask'] = async (operation, read, request) => {
      try {
        const { status, data } = await unlessAborted(request(octokit.rest, common), signal);
        // A proxy's login page is a 200 with HTML, which Octokit hands on as a string.
        if (status !== 204 && typeof data !== 'object') throw new Misfit('');
        return read(data);
      } catch (error) {
        signal.throwIfAborted();
        throw githubError(error, operation, subject);
      }
    };
    return {
      owner,
      label: options.repository,
      signal,
      call: (operation, request) => ask(operation, anything, request),
      ask,
      async find(operation, read, request) {
        try {
          return await ask(operation, read, request);
        } catch (error) {
          if (statusOf(error) === 404) return undefined;
          throw error;
        }
      },
    };
  };
}

function createOctokit(options: GitHubOptions): InstanceType<typeof GitHub> {
  const { token, apiUrl, proxy, timeoutMs = REQUEST_TIMEOUT_MS } = options;
  const mayWait = (seconds: number, _request: unknown, _octokit: unknown, retries: number) =>
    seconds <= MAX_RATE_LIMIT_WAIT_SECONDS && retries < MAX_RATE_LIMIT_RETRIES;
  const settings = {
    baseUrl: apiUrl.replace(/\/+$/, ''),
    userAgent: 'labctl',
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    request: { fetch: withTimeLimit(createFetch(proxy), timeoutMs) },
    retry: { doNotRetry: DO_NOT_RETRY, ...options.retry },
    throttle: { onRateLimit: mayWait, onSecondaryRateLimit: mayWait, ...options.throttle },
  };
  return getOctokit(token, settings, retry, throttling);
}

const ignore = () => undefined;

function withTimeLimit(fetch: Fetch, timeoutMs: number): Fetch {
  return async (url, init) => {
    const stop = init?.signal ?? undefined;
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      const signal = stop === undefined ? limit : AbortSignal.any([stop, limit]);
      return await fetch(url, { ...init, signal });
    } catch (error) {
      // Octokit takes an AbortError alone for an abort; any other reason it would take for a reset and retry.
      if (stop?.aborted) throw new DOMException('aborted', 'AbortError');
      const permanent = permanentFailure(error);
      if (permanent === undefined) throw error;
      throw new DOMException(permanent, { name: 'AbortError', cause: error });
    }
  };
}

/** The plugins wait for minutes without looking at the signal. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  work.catch(ignore);
  let onAbort = ignore as () => void;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
