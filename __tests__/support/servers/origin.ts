/** An HTTPS origin on loopback: files with ranges and ETags, a record of the requests, and faults on demand. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type Certificate, createCertificate, writeCaFile } from './certificate.ts';
import { bufferContent, type Content } from './content.ts';
import { sendAnswer } from './origin-answer.ts';
import type { Fault } from './origin-fault.ts';

export type OriginFile = {
  readonly content: Content;
  /** With its quotes (and `W/`); made from the content's size and beginning unless told, `undefined` for none. */
  readonly etag?: string | undefined;
  readonly contentType?: string;
};

export type RecordedRequest = {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly range: string | undefined;
  /** Of the client: requests with the same one came over one connection. */
  readonly port: number;
  /** 0 until there is an answer. */
  status: number;
  /** Of the body. */
  bytesSent: number;
};

export interface Origin {
  /** `https://localhost:<port>`; 127.0.0.1 works too. */
  readonly origin: string;
  readonly port: number;
  /** PEM of the authority to trust, and a file with it for NODE_EXTRA_CA_CERTS. */
  readonly ca: string;
  readonly caFile: string;
  /** In the order in which they came. */
  readonly requests: readonly RecordedRequest[];
  /** Answers that are neither finished nor broken off. */
  answering(): number;
  /** The most of them at one time so far. */
  mostAnswering(): number;
  url(path: string): string;
  /** Puts a file in place, or another one in its place. */
  serve(path: string, file: Buffer | string | Content | OriginFile): void;
  /** The next requests to `path` meet these faults, one after the other; then all is well again. */
  script(path: string, ...faults: readonly Fault[]): void;
  /** Takes all scripted faults back and starts to record anew. */
  forget(): void;
  close(): Promise<void>;
}

export type OriginOptions = {
  readonly files?: Readonly<Record<string, Buffer | string | Content | OriginFile>>;
  readonly certificate?: Certificate;
  readonly host?: string;
};

/** Starts an origin on a free port. */
export async function startOrigin(options: OriginOptions = {}): Promise<Origin> {
  const certificate = options.certificate ?? (await createCertificate());
  const caFile = await writeCaFile(certificate.ca);
  const files = new Map<string, OriginFile>();
  const scripts = new Map<string, { fault: Fault; left: number }[]>();
  const requests: RecordedRequest[] = [];
  // A TLS socket cannot be reset, only the TCP socket below it, which has the same remote port.
  const rawSockets = new Map<number, Socket>();

  let answering = 0;
  let mostAnswering = 0;
  const server = https.createServer({ key: certificate.key, cert: certificate.cert });
  server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0;
    rawSockets.set(port, socket);
    socket.once('close', () => rawSockets.delete(port));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '/';
    const record: RecordedRequest = {
      method: request.method ?? '',
      path,
      headers: request.headers,
      range: request.headers.range,
      port: request.socket.remotePort ?? 0,
      status: 0,
      bytesSent: 0,
    };
    requests.push(record);
    answering += 1;
    mostAnswering = Math.max(mostAnswering, answering);
    response.once('close', () => {
      answering -= 1;
    });
    const raw = rawSockets.get(request.socket.remotePort ?? 0);
    const fault = takeFault(scripts.get(path) ?? [], request);
    const file = files.get(path.split('?')[0] ?? '');
    sendAnswer({ request, response, file, fault, record, reset: () => raw?.resetAndDestroy() });
  });

  const host = options.host ?? '127.0.0.1';
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = `https://localhost:${port}`;
  const serve: Origin['serve'] = (path, file) => void files.set(path, asFile(file));
  for (const [path, file] of Object.entries(options.files ?? {})) serve(path, file);

  return {
    origin,
    port,
    ca: certificate.ca,
    caFile: caFile.path,
    requests,
    answering: () => answering,
    mostAnswering: () => mostAnswering,
    url: (path) => `${origin}${path}`,
    serve,
    script(path, ...faults) {
      const queue = scripts.get(path) ?? [];
      queue.push(...faults.map((fault) => ({ fault, left: fault.times ?? 1 })));
      scripts.set(path, queue);
    },
    forget() {
      scripts.clear();
      requests.length = 0;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      for (const socket of rawSockets.values()) socket.destroy();
      await closed;
      await caFile.remove();
    },
  };
}

function asFile(file: Buffer | string | Content | OriginFile): OriginFile {
  if (typeof file === 'string' || Buffer.isBuffer(file)) return asFile(bufferContent(file));
  if ('content' in file) return 'etag' in file ? file : { etag: etagOf(file.content), ...file };
  return { content: file, etag: etagOf(file) };
}

function etagOf(content: Content): string {
  const hash = createHash('sha256').update(`${content.size}`);
  for (const chunk of content.read(0, Math.min(content.size, 65_536))) hash.update(chunk);
  return `"${hash.digest('hex').slice(0, 16)}"`;
}

function takeFault(queue: { fault: Fault; left: number }[], request: IncomingMessage): Fault {
  const next = queue.find(
    ({ fault, left }) =>
      left > 0 &&
      (fault.method ?? request.method) === request.method &&
      (fault.ranged ?? request.headers.range !== undefined) ===
        (request.headers.range !== undefined),
  );
  if (next === undefined) return {};
  next.left -= 1;
  return next.fault;
}
