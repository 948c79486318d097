/** Follows redirects, but never off https, in a circle, or to where only this machine can look. */
import type { IncomingMessage } from 'node:http';
import { LabctlError } from '../../base/errors.ts';
import { isLinkLocal } from '../../base/link-local.ts';
import { printable, redactUrl } from '../../base/redact.ts';
import { MAX_REDIRECTS } from '../limits.ts';
import { type HttpRequest, sendRequest } from './request.ts';

export type Answer = {
  readonly response: IncomingMessage;
  /** Where the last redirect led. */
  readonly url: URL;
};

// RFC 9110 §15.4; 300, 304, 305 and 306 name no place to go to.
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);

/**
 * Sends the request and follows up to MAX_REDIRECTS redirects. Throws SOURCE_REJECTED for one that is
 * refused, else what `sendRequest` throws.
 */
export async function requestFinal(
  request: Omit<HttpRequest, 'url'> & { readonly url: string },
): Promise<Answer> {
  const trail: string[] = [];
  let url = acceptedUrl(request.url, trail);
  for (;;) {
    trail.push(url.href);
    const response = await sendRequest({ ...request, url });
    if (!REDIRECT_STATUSES.has(response.statusCode ?? 0)) return { response, url };
    response.destroy();
    url = nextUrl(response, trail);
  }
}

function nextUrl(response: IncomingMessage, trail: readonly string[]): URL {
  const { statusCode, headers } = response;
  if (headers.location === undefined) {
    throw refused(trail, `got status ${statusCode} without a Location, want one`);
  }
  // Node reads headers as Latin-1; servers send UTF-8.
  const location = Buffer.from(headers.location, 'latin1').toString('utf8');
  const next = acceptedUrl(location, trail);
  if (trail.length > MAX_REDIRECTS) {
    throw refused(trail, `got more than ${MAX_REDIRECTS} redirects`);
  }
  if (trail.includes(next.href)) throw refused(trail, `got a loop back to ${redactUrl(next)}`);
  return next;
}

/** The URL without user and password (they are never sent). Throws SOURCE_REJECTED. */
function acceptedUrl(text: string, trail: readonly string[]): URL {
  const base = trail.at(-1);
  if (!URL.canParse(text, base)) throw refused(trail, `got ${shown(text)}, want a URL`);
  const url = new URL(text, base);
  if (url.protocol !== 'https:') {
    throw refused(trail, `got ${redactUrl(url)}, want https:`);
  }
  if (isLinkLocal(url.hostname)) {
    throw refused(trail, `got ${url.hostname}, a link-local address or one like it, want another`);
  }
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

/** What is no URL cannot be taken apart to leave out a password or a signature. */
function shown(text: string): string {
  return /[@?]/.test(text) ? 'something else' : printable(text);
}

function refused(trail: readonly string[], why: string): LabctlError {
  const way = trail.length === 0 ? 'URL refused' : 'redirect refused';
  const from = trail.map((url) => redactUrl(url)).join(' → ');
  return new LabctlError(
    'SOURCE_REJECTED',
    from === '' ? `${way}: ${why}` : `${way}: ${from}; ${why}`,
  );
}
