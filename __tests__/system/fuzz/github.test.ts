/** Damaged answers of GitHub's API: the work is done, or refused in a sentence; never a crash, never the token. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { proposal } from '../../support/contracts/forge-contract.ts';
import { type GitHubServer, startGitHubServer } from '../../support/servers/github-server.ts';
import {
  type Recording,
  type ReplayedAnswer,
  type ReplayServer,
  startReplayServer,
} from '../../support/servers/replay.ts';
import { createUnpacedForge } from '../../unit/forge/github/unpaced.ts';
import { codeOf, fuzz } from './fuzz.ts';
import { createRandom, damageJson, damageText, pick, type Random } from './random.ts';

const never = new AbortController().signal;
const SHA = 'a'.repeat(40);

let github: GitHubServer;
let replay: ReplayServer;
const recordings: Record<string, Recording> = {};

const PROPOSALS: Readonly<Record<string, () => Promise<string>>> = {
  create: () => propose('new'),
  update: () => propose('newer'),
  repeat: () => propose('newer'),
  withdraw: () => propose('old'),
  status: async () => {
    const status = { sha: SHA, context: 'sync', description: 'x' };
    await createUnpacedForge({ ...github, apiUrl: replay.url }).setStatus(status, never);
    return 'set';
  },
};

async function propose(content: string): Promise<string> {
  const forge = createUnpacedForge({ ...github, apiUrl: replay.url }, { timeoutMs: 5000 });
  const { state, url, number, warnings } = await forge.propose(proposal(content), never);
  if (url !== undefined) assert.match(url, /^https?:\/\/[!-~]+$/);
  if (number !== undefined) assert.ok(Number.isSafeInteger(number));
  for (const warning of warnings) assert.match(warning, /^\P{Cc}+$/u);
  return state;
}

before(async () => {
  github = await startGitHubServer({ 'vars.hcl': 'old', 'deep/x.txt': 'x' });
  replay = await startReplayServer();
  for (const [name, work] of Object.entries(PROPOSALS)) {
    replay.record(github.apiUrl);
    if (name !== 'status') await work();
    else recordings[name] = statusRecording();
    recordings[name] ??= replay.recorded();
    replay.recorded();
  }
});
after(async () => {
  await replay?.close();
  await github?.close();
});

function statusRecording(): Recording {
  const headers = { 'content-type': 'application/json' };
  const path = `/repos/${github.repository}`;
  const statuses = [
    { context: 'other', state: 'success' },
    { context: 'ci', state: 'failure' },
  ];
  return [
    {
      request: `GET ${path}/commits/${SHA}/status?per_page=100`,
      answer: { status: 200, headers, body: JSON.stringify({ state: 'success', statuses }) },
    },
    { request: `POST ${path}/statuses/${SHA}`, answer: { status: 201, headers, body: '{"id":1}' } },
  ];
}

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\0',
  'null',
  '<',
  '1e999',
  '\u202e',
  '::error::',
];
const ERRORS = [
  { message: 'Not Found' },
  { message: 'Reference already exists', errors: [{ field: 'head', code: 'invalid' }] },
  { message: 'You have exceeded a secondary rate limit' },
  { message: 'GitHub Actions is not permitted to create or approve pull requests.' },
];

function damage(answer: ReplayedAnswer, random: Random): ReplayedAnswer {
  const { status, headers, body } = answer;
  switch (random(8)) {
    case 0:
      return {
        status: pick(random, [200, status]),
        headers: { 'content-type': 'text/html' },
        body: '<html>Log in</html>',
      };
    case 1:
      return { status, headers, body: damageText(body, random, PIECES) };
    case 2:
      return {
        status,
        headers: {},
        body: pick(random, ['', 'null', '[]', '{}', '"text"', '5', body]),
      };
    case 3: {
      const more = {
        'retry-after': pick(random, ['0', 'x', '-1']),
        'x-ratelimit-reset': pick(random, ['x', '1e99', '-5']),
      };
      const failed = JSON.stringify(damageJson(pick(random, ERRORS), random));
      return {
        status: pick(random, [400, 401, 403, 404, 409, 410, 422, 451, 500, 503]),
        headers: { ...headers, ...more },
        body: failed,
      };
    }
    default:
      return { status, headers, body: JSON.stringify(damageJson(jsonOf(body), random)) };
  }
}

function jsonOf(body: string): unknown {
  return body === '' ? {} : JSON.parse(body);
}

fuzz('answers of GitHub', {
  cases: 100,
  expect: [
    'create: created',
    'update: updated',
    'repeat: unchanged',
    'withdraw: closed',
    'status: set',
    'FORGE_REJECTED',
  ],
  // The recording is there only when the case runs.
  make: (random) => ({
    name: pick(random, Object.keys(PROPOSALS)),
    at: random(1000),
    damage: random(2 ** 31),
  }),
  async check({ name, at, damage: seed }) {
    const recording = recordings[name] ?? [];
    const index = at % recording.length;
    const { answer, request } = recording[index] ?? assert.fail('nothing was recorded');
    const instead = damage(answer, createRandom(seed));
    replay.replay(recording, index, instead);
    try {
      return `${name}: ${await PROPOSALS[name]?.()}`;
    } catch (error) {
      assert.ok(!String(error).includes(github.token));
      try {
        const code = codeOf(error);
        assert.equal(code, 'FORGE_REJECTED', String(error));
        return code;
      } catch (failure) {
        const shown = `${request}\n${instead.status} ${JSON.stringify(instead.headers)}\n${instead.body}`;
        throw new Error(`${(failure as Error).message}\nanswered: ${shown}`);
      }
    }
  },
});
