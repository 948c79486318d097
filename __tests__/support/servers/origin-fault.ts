/** The faults that the test origin can be told to have, after the vocabulary of GCS's storage-testbench. */
import type { OutgoingHttpHeaders } from 'node:http';

/** What goes wrong with one request. Fields combine; those left out behave as a good server does. */
export type Fault = {
  /** On how many requests in a row; 1 unless told, Infinity for ever. */
  readonly times?: number;
  /** Only on requests of this method. */
  readonly method?: 'GET' | 'HEAD';
  /** `true`: only on requests with a Range, `false`: only on those without. */
  readonly ranged?: boolean;

  /** Instead of 200 or 206. */
  readonly status?: number;
  /** Added to those of the file; `undefined` removes one. */
  readonly headers?: OutgoingHttpHeaders;
  /** Instead of the bytes of the file. */
  readonly body?: string | Buffer;
  /** Instead of the right Content-Range of a 206; made from the first byte that was asked for. */
  readonly contentRange?: (first: number) => string;
  /** Answers 200 with the whole file. */
  readonly ignoreRange?: boolean;
  /** `chunked`: no Content-Length; `close`: none either, and the end of the connection is the end of the body. */
  readonly framing?: 'chunked' | 'close';

  /** Takes the connection and never answers. */
  readonly stallBeforeHeaders?: boolean;
  /** Stops after this many bytes of the body and keeps the connection. */
  readonly stallAfterBytes?: number;
  /** Resets the connection (RST) after this many bytes of the body; -1 for before the headers. */
  readonly resetAfterBytes?: number;
  /** Ends the connection cleanly (FIN) after this many bytes of the body. */
  readonly closeAfterBytes?: number;
  /** Of each answer, and so of each connection. */
  readonly bytesPerSecond?: number;
};

/** A redirect to `location`, absolute or relative. */
export function redirectTo(location: string, status = 302): Fault {
  return { status, headers: { location }, body: '' };
}

/** What a login or a captive portal answers to everything: 200 and a page. */
export function htmlPage(): Fault {
  const body = '<!DOCTYPE html><html><title>Log in</title></html>';
  return { status: 200, headers: { 'content-type': 'text/html', etag: undefined }, body };
}
