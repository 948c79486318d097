/** How the test origin answers one request: as a good server, or as the fault says. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { bufferContent, type Content } from './content.ts';
import type { OriginFile, RecordedRequest } from './origin.ts';
import type { Fault } from './origin-fault.ts';

type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly file: OriginFile | undefined;
  readonly fault: Fault;
  readonly record: RecordedRequest;
  readonly reset: () => void;
};

type Plan = {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly content: Content;
  readonly start: number;
  readonly end: number;
};

export function sendAnswer(exchange: Exchange): void {
  const { fault, response, reset } = exchange;
  if (fault.stallBeforeHeaders) return;
  if (fault.resetAfterBytes === -1) {
    reset();
    return;
  }
  // A client that goes away in the middle is what many a test is about.
  sendPlan(exchange, planAnswer(exchange)).catch(() => response.destroy());
}

async function sendPlan(exchange: Exchange, plan: Plan): Promise<void> {
  const { request, response, fault, record } = exchange;
  record.status = plan.status;
  const headers: OutgoingHttpHeaders = {
    'content-length': plan.end - plan.start,
    ...plan.headers,
    ...fault.headers,
  };
  if (fault.framing !== undefined) delete headers['content-length'];
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) response.setHeader(name, value);
  }
  // Without either framing Node ends the connection behind the body.
  if (fault.framing === 'close') response.removeHeader('transfer-encoding');
  response.writeHead(plan.status);
  response.flushHeaders();
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const stop = fault.stallAfterBytes ?? fault.resetAfterBytes ?? fault.closeAfterBytes ?? Infinity;
  const end = Math.min(plan.end, plan.start + stop);
  await sendBytes(exchange, { ...plan, end });
  if (stop === Infinity) {
    response.end();
    // Promised more than there is: the client has to learn that no more will come.
    if (Number(headers['content-length']) > plan.end - plan.start) response.socket?.end();
    return;
  }
  if (fault.stallAfterBytes !== undefined) return;
  await drained(response);
  if (fault.resetAfterBytes !== undefined) exchange.reset();
  else response.socket?.end();
}

async function sendBytes({ response, fault, record }: Exchange, plan: Plan): Promise<void> {
  const begun = Date.now();
  let bytes = 0;
  for (const chunk of plan.content.read(plan.start, plan.end)) {
    for (const piece of pieces(chunk, fault.bytesPerSecond)) {
      if (response.destroyed) return;
      bytes += piece.length;
      // After a timetable, so that what a timer is late by does not add up.
      const due = begun + (bytes / (fault.bytesPerSecond ?? Infinity)) * 1000;
      if (due - Date.now() >= 1) await wait(due - Date.now());
      const goesOn = response.write(piece);
      record.bytesSent += piece.length;
      if (!goesOn) await roomOrClosed(response);
    }
  }
}

/** Slow answers go out in pieces of a twentieth of a second. */
function* pieces(chunk: Buffer, bytesPerSecond: number | undefined): Iterable<Buffer> {
  const size = bytesPerSecond === undefined ? chunk.length : Math.ceil(bytesPerSecond / 20);
  for (let at = 0; at < chunk.length; at += size) yield chunk.subarray(at, at + size);
}

function roomOrClosed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

/** Waits until all that was written has left the process. */
async function drained(response: ServerResponse): Promise<void> {
  const { socket } = response;
  if (socket === null || socket.destroyed) return;
  await new Promise<void>((resolve) => {
    socket.write('', () => resolve());
  });
}

function planAnswer({ request, file, fault }: Exchange): Plan {
  const body = fault.body === undefined ? undefined : bufferContent(fault.body);
  if (body !== undefined || file === undefined) {
    const content = body ?? bufferContent('');
    const status = fault.status ?? (file === undefined ? 404 : 200);
    return { status, headers: {}, content, start: 0, end: content.size };
  }
  const { content, etag } = file;
  const headers: OutgoingHttpHeaders = {
    'content-type': file.contentType ?? 'application/octet-stream',
    'accept-ranges': 'bytes',
    etag,
  };
  const whole = { status: fault.status ?? 200, headers, content, start: 0, end: content.size };
  const range = fault.ignoreRange ? undefined : requestedRange(request, content.size, etag);
  if (range === undefined) return whole;
  const { start, end } = range;
  if (start >= content.size) {
    const unsatisfied = { ...headers, 'content-range': `bytes */${content.size}` };
    return { ...whole, status: fault.status ?? 416, headers: unsatisfied, end: 0 };
  }
  const contentRange = fault.contentRange?.(start) ?? `bytes ${start}-${end - 1}/${content.size}`;
  const partial = { ...headers, 'content-range': contentRange };
  return { ...whole, status: fault.status ?? 206, headers: partial, start, end };
}

/** `bytes=a-b`, `bytes=a-` and `bytes=-n`, unless If-Range names another file than ours. */
function requestedRange(request: IncomingMessage, size: number, etag: string | undefined) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const condition = request.headers['if-range'];
  if (first === undefined || last === undefined || `${first}${last}` === '') return undefined;
  // RFC 9110 §13.1.5: only a strong ETag can match.
  if (condition !== undefined && (condition !== etag || etag.startsWith('W/'))) return undefined;
  if (first === '') return { start: Math.max(0, size - Number(last)), end: size };
  const end = last === '' ? size : Math.min(size, Number(last) + 1);
  return { start: Number(first), end };
}
