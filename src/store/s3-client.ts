/** The S3 client: how it connects, waits, tries again, and what it keeps of answers that are no S3. */
import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type Clock, systemClock } from '../clock.ts';
import { retryDelay } from './s3-retry.ts';

/** How long S3 requests may take and how often they are tried. */
export type S3Limits = {
  readonly connectionTimeoutMs: number;
  /** Longest silence on a connection, in either direction. */
  readonly socketTimeoutMs: number;
  readonly maxAttempts: number;
  /** Wait before the second attempt; each further wait is twice as long. */
  readonly retryDelayMs: number;
  /** How long a publishing request that is under way may go on after the run was stopped. */
  readonly publishGraceMs: number;
  /** How long the taking back of a failed upload may take. */
  readonly cleanUpMs: number;
  /** Bytes of the smallest part but the last. */
  readonly minPartBytes: number;
  /** Most bytes that the store is asked to copy in one request; larger objects are copied in parts of that size. */
  readonly maxCopyBytes: number;
};

export type S3ClientOptions = {
  readonly endpoint: URL;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Instead of direct connections, for example through a proxy. */
  readonly agent?: http.Agent | undefined;
  readonly limits: S3Limits;
  readonly clock?: Clock | undefined;
};

/** What is used of the SDK's client. */
export type S3Sender = Pick<S3Client, 'config' | 'send'>;

/**
 * A client that takes nothing from the environment, works with stores that are only like S3, and tries again
 * what may pass. The SDK's own retries add up to less than a second of waiting, too little for an upload of
 * gigabytes, and their timers outlive the signal.
 */
export function createS3Client(options: S3ClientOptions): S3Sender {
  const { limits, clock = systemClock } = options;
  const client = createSingleTryClient(options);

  async function send(...[command, { abortSignal }]: SendArguments): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await client.send(command, { abortSignal });
      } catch (error) {
        const delay = retryDelay(error, { attempt, limits, now: clock.now() });
        if (delay === undefined) throw noteAttempts(error, attempt);
        await clock.sleep(delay, abortSignal);
      }
    }
  }

  return { config: client.config, send: send as S3Client['send'] };
}

/** Any command: `send` has an overload for each, and is used as one of them. */
type SendArguments = [command: PutObjectCommand, options: { abortSignal: AbortSignal }];

function noteAttempts(error: unknown, attempts: number): unknown {
  if (!(error instanceof Error)) return error;
  const { $metadata } = error as { $metadata?: object };
  return Object.assign(error, { $metadata: { ...$metadata, attempts } });
}

function createSingleTryClient(options: S3ClientOptions): S3Client {
  const { endpoint, region, accessKey, secretKey, agent, limits } = options;
  return new S3Client({
    endpoint: endpoint.origin,
    region,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    forcePathStyle: true,
    // B2 and others refuse the checksum headers that the SDK adds by default. Bodies are protected all the
    // same: SigV4 signs their SHA-256, and the store has to compare it.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // With agents of ours the SDK sends the header but does not wait for the answer; some proxies refuse it.
    expectContinueHeader: false,
    maxAttempts: 1,
    requestHandler: createHandler(limits, agent),
    // What the SDK would otherwise look up in AWS_* variables and in ~/.aws.
    defaultsMode: 'standard',
    retryMode: 'standard',
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    disableS3ExpressSessionAuth: true,
  });
}

function createHandler(limits: S3Limits, agent: http.Agent | undefined): NodeHttpHandler {
  return keepExcerpts(
    new NodeHttpHandler({
      connectionTimeout: limits.connectionTimeoutMs,
      // `requestTimeout` only warns, and would count the whole of a slow part; this one counts silence.
      socketTimeout: limits.socketTimeoutMs,
      httpAgent: agent ?? new http.Agent({ keepAlive: true }),
      httpsAgent: (agent as https.Agent | undefined) ?? new https.Agent({ keepAlive: true }),
    }),
  );
}

const excerpts = new WeakMap<object, string>();

/** The first bytes of an error's answer (`error.$response`), as they came. */
export function excerptOf(response: object | undefined): string {
  return (response && excerpts.get(response)) ?? '';
}

const EXCERPT_BYTES = 300;

/**
 * Keeps the beginning of each answer that is an error, for its message; and refuses a 2xx that is no listing
 * where one was asked for: the SDK makes an empty bucket of any login page.
 */
function keepExcerpts(handler: NodeHttpHandler): NodeHttpHandler {
  const handle = handler.handle.bind(handler);
  handler.handle = async (request, options) => {
    const { response } = await handle(request, options);
    const isListing = request.method === 'GET' && /^\/[^/]+\/?$/.test(request.path);
    if (response.statusCode < 300 && !isListing) return { response };
    const bytes = await bytesOf(response.body);
    response.body = bytes;
    excerpts.set(response, Buffer.from(bytes).toString('utf8', 0, EXCERPT_BYTES));
    if (response.statusCode < 300 && !isListResult(bytes)) throw notS3(response);
    return { response };
  };
  return handler;
}

async function bytesOf(body: Readable | Uint8Array | undefined): Promise<Uint8Array> {
  if (body === undefined) return new Uint8Array();
  return body instanceof Uint8Array ? body : await buffer(body);
}

function isListResult(bytes: Uint8Array): boolean {
  return /<(\w+:)?List\w*Result\b/.test(Buffer.from(bytes).toString('utf8', 0, 4096));
}

function notS3(response: { statusCode: number }): Error {
  return Object.assign(new Error('no S3 answer'), {
    $response: response,
    $metadata: { httpStatusCode: response.statusCode },
  });
}
