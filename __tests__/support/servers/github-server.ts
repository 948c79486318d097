/** A GitHub on loopback: judged by GitHub's own description, its refs in a real bare repository, faults by script. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Pull, Status } from './github-answers.ts';
import { createBareGit } from './github-git.ts';
import { createHands, type GitHubHands } from './github-hands.ts';
import { findOperation, type Operation } from './github-openapi.ts';
import { type Answer, type GitHubState, OPERATIONS, problem } from './github-operations.ts';

/** What goes wrong with the requests to one operation, for example `pulls/create`. */
export type GitHubFault = {
  readonly operation: string;
  /** Leaves the first `after` requests alone. */
  readonly after?: number;
  /** On how many requests; for ever unless told. */
  readonly times?: number;
  /**
   * - an answer: given instead of acting
   * - `lose`: GitHub acts, then the connection is cut
   * - `stall`: nothing is ever answered
   * - a function: something that happens just before GitHub acts
   */
  readonly how: Answer | 'lose' | 'stall' | (() => unknown);
};

export type GitHubRequest = {
  readonly operation: string;
  readonly method: string;
  readonly body: unknown;
  readonly headers: IncomingMessage['headers'];
};

export interface GitHubServer extends GitHubHands {
  /** What is given as GITHUB_API_URL. */
  readonly apiUrl: string;
  /** The same as a GitHub Enterprise Server has it. */
  readonly enterpriseApiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  /** The token that is accepted. */
  readonly token: string;
  readonly pulls: readonly Pull[];
  readonly statuses: readonly Status[];
  /** All requests since the start or since `forget`. */
  readonly requests: readonly GitHubRequest[];
  count(operation?: string): number;
  /** Requests that write. */
  writes(): number;
  fault(fault: GitHubFault): void;
  /** Takes all faults back and starts to count anew. */
  forget(): void;
  /** Fails when a request or an answer did not fit GitHub's description. */
  close(): Promise<void>;
}

const TOKEN = 'ghs_labctlTestToken0123456789';

/** Starts with one commit on `main`. */
export async function startGitHubServer(files?: Record<string, string>): Promise<GitHubServer> {
  const git = await createBareGit();
  const repository = { owner: 'lab', name: 'infra', webUrl: 'https://github.test' };
  const state: GitHubState = { git, repository, pulls: [], statuses: [] };
  const hands = createHands(state);
  hands.commitByHand('main', files ?? { 'README.md': 'A lab.\n' });
  const requests: GitHubRequest[] = [];
  const violations: string[] = [];
  let faults: { fault: GitHubFault; matched: number }[] = [];

  function faultFor(operation: string): GitHubFault['how'] | undefined {
    for (const entry of faults) {
      if (entry.fault.operation !== operation) continue;
      entry.matched += 1;
      const { after = 0, times = Number.POSITIVE_INFINITY } = entry.fault;
      if (entry.matched > after && entry.matched <= after + times) return entry.fault.how;
    }
    return undefined;
  }

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    const { pathname, searchParams: query } = new URL(url, 'http://github.test');
    const sent = await text(incoming);
    const body: unknown = sent === '' ? undefined : JSON.parse(sent);
    const operation = findOperation(method, pathname.replace(/^\/api\/v3/, ''));
    const act = OPERATIONS[operation?.id ?? ''];
    if (operation === undefined || act === undefined) {
      violations.push(`${method} ${pathname} is none of the operations that are known here`);
      return answer(outgoing, problem(404, 'Not Found'));
    }
    requests.push({ operation: operation.id, method, body, headers });
    const how = faultFor(operation.id);
    if (how === 'stall') return;
    if (typeof how === 'object') return answer(outgoing, how);
    if (typeof how === 'function') await how();
    if (headers.authorization !== `token ${TOKEN}`) {
      return answer(outgoing, problem(401, 'Bad credentials'));
    }
    const wrong = operation.judgeRequest(query, body);
    violations.push(...wrong);
    if (wrong.length > 0) return answer(outgoing, problem(422, wrong.join('; ')));
    const acted = isOurs(operation, state)
      ? act(state, { path: operation.path, query, body: (body ?? {}) as Record<string, unknown> })
      : problem(404, 'Not Found');
    violations.push(...operation.judgeAnswer(acted.status, acted.body));
    if (how === 'lose') incoming.socket.destroy();
    else answer(outgoing, acted);
  }

  const server = http.createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error) => {
      violations.push(`the server failed: ${error instanceof Error ? error.stack : error}`);
      answer(outgoing, problem(500, 'the test server failed'));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const apiUrl = `http://127.0.0.1:${address.port}`;

  return {
    ...hands,
    apiUrl,
    enterpriseApiUrl: `${apiUrl}/api/v3`,
    repository: `${repository.owner}/${repository.name}`,
    token: TOKEN,
    pulls: state.pulls,
    statuses: state.statuses,
    requests,
    count: (operation) =>
      requests.filter((request) => operation === undefined || request.operation === operation)
        .length,
    writes: () => requests.filter(({ method }) => method !== 'GET').length,
    fault(fault) {
      faults.push({ fault, matched: 0 });
    },
    forget() {
      faults = [];
      requests.length = 0;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      git.remove();
      assert.deepEqual(violations, [], "GitHub's description");
    },
  };
}

function isOurs({ path }: Operation, { repository }: GitHubState): boolean {
  return path['owner'] === repository.owner && path['repo'] === repository.name;
}

function answer(outgoing: ServerResponse, { status, body, headers }: Answer): void {
  if (typeof body === 'string') {
    outgoing.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
    return;
  }
  const type = { 'content-type': 'application/json; charset=utf-8' };
  const text = body === undefined ? undefined : JSON.stringify(body);
  outgoing.writeHead(status, { ...(text === undefined ? {} : type), ...headers }).end(text);
}
