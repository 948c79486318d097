/** What is kept of an answer for the message of its error, and what is put right in it before the SDK reads it. */
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { parseDate } from './list/date.ts';

const EXCERPT_BYTES = 300;

const kept = new WeakMap<object, string>();

/** The first bytes of answers (`error.$response`), as they came. */
export const excerpts = {
  keep(response: object, bytes: Uint8Array): void {
    kept.set(response, Buffer.from(bytes).toString('utf8', 0, EXCERPT_BYTES));
  },
  /** Empty where nothing was kept. */
  of(response: object | undefined): string {
    return (response && kept.get(response)) ?? '';
  },
};

/** The whole body of an answer that is not large. */
export async function bytesOf(body: Readable | Uint8Array | undefined): Promise<Uint8Array> {
  if (body === undefined) return new Uint8Array();
  return body instanceof Uint8Array ? body : await buffer(body);
}

/** The SDK fails at an object whose dates are not quite as HTTP wants them, or reads them as of the last century. */
export function tidyHeaders(headers: Record<string, string>): void {
  const modified = parseDate(headers['last-modified'] ?? '');
  if (modified === undefined) delete headers['last-modified'];
  else headers['last-modified'] = new Date(modified).toUTCString();
  // Nobody reads it here.
  delete headers['x-amz-object-lock-retain-until-date'];
}
