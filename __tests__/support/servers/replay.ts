/** A server on loopback that answers as another one did, but for one answer that a test exchanges. */
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type ReplayedAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What was answered, in order. */
export type Recording = readonly { readonly request: string; readonly answer: ReplayedAnswer }[];

export interface ReplayServer {
  readonly url: string;
  /** Passes requests on to `target` and keeps the answers, until `recorded` is asked for. */
  record(target: string): void;
  recorded(): Recording;
  /** Answers from now on as in the recording, with the answer at `index` exchanged. */
  replay(recording: Recording, index: number, instead: ReplayedAnswer): void;
  close(): Promise<void>;
}

const KEPT = ['content-type', 'link', 'etag', 'x-ratelimit-remaining'];

export async function startReplayServer(): Promise<ReplayServer> {
  let target: string | undefined;
  let kept: { request: string; answer: ReplayedAnswer }[] = [];
  let answers = new Map<string, ReplayedAnswer[]>();

  async function answerTo(incoming: IncomingMessage): Promise<ReplayedAnswer> {
    const { method = '', url = '' } = incoming;
    const request = `${method} ${url}`;
    const sent = await text(incoming);
    if (target === undefined) {
      const left = answers.get(request) ?? [];
      const next = left.length > 1 ? left.shift() : left[0];
      const headers = { 'content-type': 'application/json' };
      return next ?? { status: 404, headers, body: '{"message":"Not Found"}' };
    }
    const answer = await pass(target + url, incoming, sent);
    kept.push({ request, answer });
    return answer;
  }

  const server = http.createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    answerTo(incoming).then(
      ({ status, headers, body }) => outgoing.writeHead(status, headers).end(body),
      () => outgoing.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    record(next) {
      target = next;
      kept = [];
    },
    recorded() {
      target = undefined;
      return kept;
    },
    replay(recording, index, instead) {
      answers = new Map();
      recording.forEach(({ request, answer }, at) => {
        const shown = at === index ? instead : answer;
        answers.set(request, [...(answers.get(request) ?? []), shown]);
      });
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function pass(
  url: string,
  { method, headers }: IncomingMessage,
  sent: string,
): Promise<ReplayedAnswer> {
  const { authorization = '', 'content-type': type = 'application/json', accept = '*/*' } = headers;
  const response = await fetch(url, {
    method: method ?? 'GET',
    headers: { authorization, accept, 'content-type': type },
    ...(sent === '' ? {} : { body: sent }),
  });
  const shown = KEPT.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return {
    status: response.status,
    headers: Object.fromEntries(shown),
    body: await response.text(),
  };
}
