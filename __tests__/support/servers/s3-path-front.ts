/** A path before all buckets of a server of the tests, as gateways and reverse proxies have it. */
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

export type S3PathFront = {
  /** With the path. */
  readonly endpoint: string;
  readonly paths: readonly string[];
  close(): Promise<void>;
};

export type PathFrontOptions = {
  /** Of the server behind. */
  readonly port: number;
  readonly secretKey: string;
  /** For example `/storage/v1/s3`. */
  readonly path: string;
  /**
   * - `kept`: signatures have to cover the path, as Supabase wants them; the server behind gets its own
   * - `stripped`: the path is taken off, and the server behind knows nothing of it
   */
  readonly signature: 'kept' | 'stripped';
};

/** Hands on what comes below the path; all else is answered by a page. */
export async function startS3PathFront(options: PathFrontOptions): Promise<S3PathFront> {
  const { port, path, signature, secretKey } = options;
  const paths: string[] = [];
  const agent = new http.Agent({ keepAlive: true });

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { url = '', method, headers } = incoming;
    paths.push(url);
    if (!url.startsWith(`${path}/`)) {
      incoming.resume();
      outgoing.writeHead(404, { 'content-type': 'text/html' }).end('<html>Nothing here</html>');
      return;
    }
    const behind = url.slice(path.length);
    if (signature === 'kept' && !isSignedFor(url, incoming, secretKey)) {
      incoming.resume();
      outgoing.writeHead(403).end(method === 'HEAD' ? undefined : REFUSED);
      return;
    }
    const authorization =
      signature === 'kept' ? signedAnew(behind, incoming, secretKey) : headers.authorization;
    const request = http.request({
      ...{ host: '127.0.0.1', port, method, path: behind, agent },
      headers: { ...headers, authorization },
    });
    const answered = once(request, 'response');
    pipeline(incoming, request).catch(() => undefined);
    const [response] = (await answered) as [IncomingMessage];
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    await pipeline(response, outgoing);
  }

  const server = http.createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    paths,
    async close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await once(server, 'close');
    },
  };
}

const REFUSED =
  '<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>No.</Message></Error>';

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)$/;

function isSignedFor(url: string, request: IncomingMessage, secretKey: string): boolean {
  const [, , , signature] = AUTHORIZATION.exec(request.headers.authorization ?? '') ?? [];
  return signature !== undefined && signature === signatureOf(url, request, secretKey);
}

function signedAnew(url: string, request: IncomingMessage, secretKey: string): string {
  const { authorization = '' } = request.headers;
  const signature = signatureOf(url, request, secretKey);
  return authorization.replace(/Signature=\w+$/, `Signature=${signature}`);
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
function signatureOf(url: string, { method, headers }: IncomingMessage, secretKey: string): string {
  const [, scope = '', names = ''] = AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  const [path = '', query = ''] = url.split('?');
  const pairs = query.split('&').filter((pair) => pair !== '');
  const canonical = [
    method,
    path,
    pairs
      .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
      .sort()
      .join('&'),
    ...names.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    '',
    names,
    headers['x-amz-content-sha256'],
  ].join('\n');
  const digest = createHash('sha256').update(canonical).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, digest].join('\n');
  const key = scope
    .split('/')
    .reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${secretKey}`);
  return hmac(key, toSign).toString('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
