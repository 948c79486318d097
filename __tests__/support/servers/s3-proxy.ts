/** A loopback proxy in front of a real S3 server: counts what is asked, and misbehaves when told to. */
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { matches, type S3Answer, type S3Fault, type S3Request } from './s3-fault.ts';
import { nameOf, type S3RequestKind } from './s3-request-kind.ts';

export type { S3Answer, S3Fault, S3Request } from './s3-fault.ts';

export interface S3Proxy {
  /** `http://127.0.0.1:port`, to be used instead of the server's. */
  readonly endpoint: string;
  /** All requests since the start or since `forget`. */
  readonly requests: readonly S3Request[];
  /** How many requests of this kind (all kinds unless told) have come, for `key` where it is given. */
  count(kind?: S3RequestKind, key?: string): number;
  /** Requests of the kinds that write. */
  writes(): number;
  /** Adds a fault; the first of those that match is the one that happens. */
  fault(fault: S3Fault): void;
  /** Takes all faults back and starts to count anew. */
  forget(): void;
  close(): Promise<void>;
}

const WRITES: ReadonlySet<S3RequestKind> = new Set<S3RequestKind>([
  'PutObject',
  'CopyObject',
  'DeleteObject',
  'CreateMultipartUpload',
  'UploadPart',
  'UploadPartCopy',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
]);

export type S3ProxyOptions = {
  /** Of the server. */
  readonly port: number;
  /** How long each request waits before it is passed on. */
  readonly latencyMs?: number;
  /** Asked at each request; what it answers goes wrong instead of what the faults say. */
  readonly before?: (request: S3Request) => S3Fault['how'] | undefined;
};

/** Starts a proxy to the server at `port`. */
export async function startS3Proxy({
  port,
  latencyMs = 0,
  before,
}: S3ProxyOptions): Promise<S3Proxy> {
  const agent = new http.Agent({ keepAlive: true });
  const sockets = new Set<Socket>();
  const requests: S3Request[] = [];
  let faults: { fault: S3Fault; matched: number }[] = [];

  function faultFor(request: S3Request): S3Fault['how'] | undefined {
    for (const entry of faults) {
      const { fault } = entry;
      if (!matches(fault, request)) continue;
      entry.matched += 1;
      const { after = 0, times = Number.POSITIVE_INFINITY } = fault;
      if (entry.matched > after && entry.matched <= after + times) return fault.how;
    }
    return undefined;
  }

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', headers } = incoming;
    const request = { ...nameOf(incoming), method, headers };
    requests.push(request);
    if (latencyMs > 0) await wait(latencyMs);
    const how = before?.(request) ?? faultFor(request);
    if (how === undefined) return relay(await forward(incoming), outgoing);
    if (how === 'stall') return;
    if (how === 'reset') {
      incoming.socket.resetAndDestroy();
      return;
    }
    if (typeof how === 'object' && 'status' in how) {
      await buffer(incoming);
      return answer(outgoing, how);
    }
    if (typeof how === 'object' && 'instead' in how) {
      await buffer(incoming);
      return answer(outgoing, await how.instead(request));
    }
    if (typeof how === 'object' && 'refuse' in how) {
      const refusal = how.refuse(request);
      if (refusal === undefined) return relay(await forward(incoming), outgoing);
      await buffer(incoming);
      return answer(outgoing, refusal);
    }
    if (typeof how === 'object' && 'before' in how) {
      await how.before(request);
      return relay(await forward(incoming), outgoing);
    }
    const acted = await forward(incoming, how === 'corrupt');
    if (how === 'no length') delete acted.headers['content-length'];
    if (how === 'corrupt' || how === 'no length') return relay(acted, outgoing);
    if (typeof how === 'object' && 'afterwards' in how) {
      await how.afterwards(request);
      return relay(acted, outgoing);
    }
    const body = await buffer(acted);
    if (typeof how === 'object' && 'drip' in how) return drip(how.drip, { body, outgoing });
    if (how === 'lose') incoming.socket.resetAndDestroy();
    else if (how === 'truncate') truncate({ acted, body, outgoing, socket: incoming.socket });
    else answer(outgoing, how.acted);
  }

  /** With all headers as they came, Host too: it is part of what the client has signed. */
  async function forward(incoming: IncomingMessage, corrupt = false): Promise<IncomingMessage> {
    const { method, url, headers } = incoming;
    const request = http.request({ host: '127.0.0.1', port, method, path: url, headers, agent });
    const answered = once(request, 'response');
    request.on('error', () => undefined);
    // A server may answer before it has read the body, and close: the answer is what counts.
    const sent = corrupt ? sendCorrupted(incoming, request) : pipeline(incoming, request);
    sent.catch(() => undefined);
    const [response] = (await answered) as [IncomingMessage];
    return response;
  }

  const server = http.createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  // Expect: 100-continue is answered by nobody: a client that insists on it waits for ever.
  server.on('checkContinue', (incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  // A stalled request must not be ended by the proxy.
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    requests,
    count: (kind, key) =>
      requests.filter(
        (request) =>
          (kind === undefined || request.kind === kind) &&
          (key === undefined || request.key === key),
      ).length,
    writes: () => requests.filter(({ kind }) => WRITES.has(kind)).length,
    fault(fault) {
      faults.push({ fault, matched: 0 });
    },
    forget() {
      faults = [];
      requests.length = 0;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      agent.destroy();
      await once(server, 'close');
    },
  };
}

function answer(outgoing: ServerResponse, { status, headers, body = '' }: S3Answer): void {
  outgoing.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  outgoing.end(body);
}

async function relay(response: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.statusCode ?? 502, response.headers);
  await pipeline(response, outgoing);
}

function truncate(from: {
  acted: IncomingMessage;
  body: Buffer;
  outgoing: ServerResponse;
  socket: Socket;
}): void {
  const { acted, body, outgoing, socket } = from;
  outgoing.writeHead(acted.statusCode ?? 502, acted.headers);
  outgoing.write(body.subarray(0, Math.ceil(body.length / 2)), () => socket.end());
}

/** As S3 does while it puts many parts together: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
async function drip(
  { everyMs, times }: { everyMs: number; times: number },
  { body, outgoing }: { body: Buffer; outgoing: ServerResponse },
): Promise<void> {
  outgoing.writeHead(200, { 'content-type': 'application/xml' });
  for (let count = 0; count < times; count += 1) {
    outgoing.write(' ');
    await wait(everyMs);
  }
  outgoing.end(body);
}

async function sendCorrupted(incoming: IncomingMessage, request: http.ClientRequest) {
  const bytes = await buffer(incoming);
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  request.end(bytes);
}
