/** The faults that the S3 proxy can be told to have. */
import type { IncomingMessage } from 'node:http';
import type { S3RequestKind } from './s3-request-kind.ts';

/** One request as it came in. */
export type S3Request = {
  readonly kind: S3RequestKind;
  readonly method: string;
  /** Decoded; empty for requests about the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
};

export type S3Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** What goes wrong with the requests that match. */
export type S3Fault = {
  readonly kind: S3RequestKind | 'Any';
  /** All keys unless told. */
  readonly key?: string;
  /** Only keys that begin like this. */
  readonly below?: string;
  /** Leaves the first `after` matching requests alone. */
  readonly after?: number;
  /** On how many matching requests; for ever unless told. */
  readonly times?: number;
  /**
   * - an answer: given instead of passing the request on; `{ acted: answer }`: given after the server has acted
   * - `{ instead }`: called in place of the server, and its answer given
   * - `{ before }`, `{ afterwards }`: called before the request is passed on, or when the server has acted
   * - `{ refuse }`: its answer is given instead of passing the request on, where it gives one
   * - `{ drip }`: 200, then white space, one character each so many milliseconds, then the server's answer
   * - `reset`: the connection is cut before an answer
   * - `lose`: the server acts, then the connection is cut
   * - `stall`: nothing is ever answered
   * - `truncate`: half of the server's answer, then the connection is cut
   * - `no length`: the server's answer in chunks, which do not tell how long it is
   * - `corrupt`: one byte of the request's body is changed on its way
   */
  readonly how:
    | S3Answer
    | { readonly acted: S3Answer }
    | { readonly instead: (request: S3Request) => Promise<S3Answer> }
    | { readonly before: (request: S3Request) => unknown }
    | { readonly afterwards: (request: S3Request) => unknown }
    | { readonly refuse: (request: S3Request) => S3Answer | undefined }
    | { readonly drip: { readonly everyMs: number; readonly times: number } }
    | 'reset'
    | 'lose'
    | 'stall'
    | 'truncate'
    | 'no length'
    | 'corrupt';
};

/** Whether the fault is about such requests. */
export function matches({ kind, key, below = '' }: S3Fault, request: S3Request): boolean {
  if (kind !== 'Any' && kind !== request.kind) return false;
  return (key === undefined || key === request.key) && request.key.startsWith(below);
}
