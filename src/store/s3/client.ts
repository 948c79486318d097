/** The S3 client: how it connects, waits, tries again, and what it keeps of answers that are no S3. */
import http from 'node:http';
import https from 'node:https';
import { type PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type Clock, systemClock } from '../../base/clock.ts';
import { bytesOf, excerpts, tidyHeaders } from './answer.ts';
import { signedAsItTakes } from './path-signing.ts';
import { retryDelay } from './retry.ts';

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
  /** A path of it is part of each request. */
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
  const client = signedAsItTakes(options.endpoint, (signed) =>
    createSingleTryClient(options, signed),
  );

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

/** The endpoint is the one that is signed; what is missing of its path is put before the path of each request. */
function createSingleTryClient(
  options: S3ClientOptions,
  signed: { endpoint: string; pathBefore: string },
): S3Client {
  const { region, accessKey, secretKey, agent, limits } = options;
  return new S3Client({
    endpoint: signed.endpoint,
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
    requestHandler: createHandler(limits, { agent, pathBefore: signed.pathBefore }),
    // What the SDK would otherwise look up in AWS_* variables and in ~/.aws.
    defaultsMode: 'standard',
    retryMode: 'standard',
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    disableS3ExpressSessionAuth: true,
  });
}

function createHandler(
  limits: S3Limits,
  { agent, pathBefore }: { agent: http.Agent | undefined; pathBefore: string },
): NodeHttpHandler {
  const handler = new NodeHttpHandler({
    connectionTimeout: limits.connectionTimeoutMs,
    // `requestTimeout` only warns, and would count the whole of a slow part; this one counts silence.
    socketTimeout: limits.socketTimeoutMs,
    httpAgent: agent ?? new http.Agent({ keepAlive: true }),
    httpsAgent: (agent as https.Agent | undefined) ?? new https.Agent({ keepAlive: true }),
  });
  const handle = handler.handle.bind(handler);
  handler.handle = async (request, options) => {
    request.path = `${pathBefore}${request.path}`;
    const { response } = await handle(request, options);
    tidyHeaders(response.headers);
    if (response.statusCode >= 300) {
      response.body = await bytesOf(response.body);
      excerpts.keep(response, response.body);
    }
    return { response };
  };
  return handler;
}
