/** The origin, run as a process of its own: files over HTTPS, with ranges, as fast as Node can or as slow as told. */
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { createCertificate } from '../__tests__/support/servers/certificate.ts';
import type { OriginAnswer, OriginOrder, ServedFile } from './origin-messages.ts';

/** Measured: larger chunks are no faster, smaller ones are slower. */
const CHUNK_BYTES = 2 ** 20;
/** A slow answer goes out in this many pieces a second. */
const PIECES_PER_SECOND = 50;

let order: OriginOrder = { files: [], latencyMs: 0, bytesPerSecond: 0 };
let requests = 0;

const { key, cert, ca } = await createCertificate();
const server = https.createServer({ key, cert });
server.on('request', (request: IncomingMessage, response: ServerResponse) => {
  requests += 1;
  answer(request, response).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');

process.on('message', (message: OriginOrder) => {
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const said: OriginAnswer = { port, ca, requests };
  order = message;
  requests = 0;
  process.send?.(said);
});
// The benchmark is gone, however it ended. Ctrl-C in a terminal reaches this process too, and is its matter.
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => {});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { latencyMs, bytesPerSecond, files } = order;
  if (latencyMs > 0) await wait(latencyMs);
  const file = files.find(({ url }) => url === request.url);
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  const handle = await open(file.path);
  try {
    const { size: unit } = await handle.stat();
    const size = unit * (file.times ?? 1);
    const { start, end, status } = requestedRange(request, size);
    response.writeHead(status, {
      'content-length': end - start,
      'accept-ranges': 'bytes',
      etag: etagOf(file, size),
      ...(status === 206 && { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
    });
    if (request.method === 'HEAD') response.end();
    else await send(response, { handle, unit, start, end, bytesPerSecond });
  } finally {
    await handle.close();
  }
}

function etagOf({ url }: ServedFile, size: number): string {
  return `"${Buffer.from(`${url} ${size}`).toString('hex')}"`;
}

/** `bytes=a-b` and `bytes=a-`: the only forms that downloads ask for. */
function requestedRange(request: IncomingMessage, size: number) {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (first === undefined) return { start: 0, end: size, status: 200 };
  const end = last === undefined || last === '' ? size : Math.min(size, Number(last) + 1);
  return { start: Math.min(Number(first), end), end, status: 206 };
}

type Body = {
  readonly handle: FileHandle;
  /** Bytes of the file, which is repeated as often as is needed. */
  readonly unit: number;
  readonly start: number;
  readonly end: number;
  readonly bytesPerSecond: number;
};

/** One chunk is read while the one before is encrypted and sent. */
async function send(response: ServerResponse, body: Body): Promise<void> {
  const { handle, unit, start, end, bytesPerSecond } = body;
  const slow = bytesPerSecond > 0;
  const chunkBytes = slow ? Math.ceil(bytesPerSecond / PIECES_PER_SECOND) : CHUNK_BYTES;
  const begun = performance.now();
  let sent: Promise<void> = Promise.resolve();
  for (let at = start; at < end && !response.destroyed; ) {
    const length = Math.min(chunkBytes, end - at, unit - (at % unit));
    const chunk = Buffer.allocUnsafeSlow(length);
    const { bytesRead } = await handle.read(chunk, 0, length, at % unit);
    at += bytesRead;
    await sent;
    sent = write(response, chunk.subarray(0, bytesRead));
    if (slow) {
      const due = ((at - start) / bytesPerSecond) * 1000;
      await wait(Math.max(0, due - (performance.now() - begun)));
    }
  }
  await sent;
  response.end();
}

function write(response: ServerResponse, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve);
    response.write(chunk, () => {
      response.off('close', resolve);
      resolve();
    });
  });
}
