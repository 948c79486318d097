import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createGitHubForge } from '../../../../src/forge/github/forge.ts';
import { BRANCH, proposal } from '../../../support/contracts/forge-contract.ts';
import { problem } from '../../../support/servers/github-operations.ts';
import { type GitHubServer, startGitHubServer } from '../../../support/servers/github-server.ts';
import { assertRejected, createUnpacedForge } from './unpaced.ts';

const never = new AbortController().signal;
const READS = [
  'repos/get',
  'git/get-ref',
  'git/get-commit',
  'git/get-tree',
  'git/get-blob',
  'pulls/list',
];
const WRITES = [
  'git/create-blob',
  'git/create-tree',
  'git/create-commit',
  'git/create-ref',
  'pulls/create',
  'issues/add-labels',
];

let server: GitHubServer;
beforeEach(async () => {
  server = await startGitHubServer({ 'vars.hcl': 'old' });
});
afterEach(() => server.close());
const propose = (text = 'new', more = {}) =>
  createUnpacedForge(server, more).propose(proposal(text), never);

/** There is one pull request, with everything. */
function assertProposed(text = 'new'): void {
  assert.equal(server.pulls.filter(({ state }) => state === 'open').length, 1);
  assert.deepEqual(server.pulls[0]?.labels, ['automated']);
  assert.equal(server.git('show', `${BRANCH}:vars.hcl`), text);
  assert.equal(server.git('rev-list', '--count', `main..${BRANCH}`), '1');
}

describe('the GitHub forge survives', () => {
  it('answers that are lost after GitHub has acted, on every write', async () => {
    for (const operation of WRITES) server.fault({ operation, times: 1, how: 'lose' });
    await propose();
    assertProposed();
  });

  it('a 500 on every operation', async () => {
    for (const operation of [...READS, ...WRITES]) {
      server.fault({ operation, times: 1, how: problem(500, 'Server Error') });
    }
    await propose();
    assertProposed();
  });

  it('a request that is never answered', async () => {
    server.fault({ operation: 'pulls/list', times: 1, how: 'stall' });
    await propose('new', { timeoutMs: 500 });
    assertProposed();
  });

  it('a secondary rate limit, after the time that GitHub asks for', async () => {
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes.';
    const how = { ...problem(403, message), headers: { 'retry-after': '2' } };
    server.fault({ operation: 'pulls/create', times: 2, how });
    await propose();
    assertProposed();
    assert.equal(server.count('pulls/create'), 3);
  });

  it('a pull request that GitHub cannot make yet', async () => {
    const late = 'Could not resolve to a node with the global id of';
    const invalid = [{ resource: 'PullRequest', field: 'head', code: 'invalid' }];
    server.fault({ operation: 'pulls/create', times: 1, how: problem(422, late) });
    server.fault({
      operation: 'pulls/create',
      times: 1,
      how: problem(422, 'Validation Failed', invalid),
    });
    await propose();
    assertProposed();
  });

  it('a ref that GitHub holds locked', async () => {
    await propose();
    const how = problem(409, 'Reference cannot be updated');
    server.fault({ operation: 'git/update-ref', times: 2, how });
    assert.equal((await propose('newer')).state, 'updated');
    assertProposed('newer');
  });

  it('another run that makes branch and pull request just before it', async () => {
    const other = createUnpacedForge(server);
    const how = () => other.propose(proposal('new'), never);
    server.fault({ operation: 'git/create-ref', times: 1, how });
    assert.equal((await propose()).state, 'unchanged');
    assertProposed();
  });

  it('two runs at once', async () => {
    const states = (await Promise.all([propose(), propose()])).map(({ state }) => state);
    assert.ok(states.includes('created'), states.join());
    assertProposed();
    assert.equal((await propose()).state, 'unchanged');
  });

  it('a branch that is deleted while it works, and whose pull request GitHub then closes', async () => {
    await propose();
    const how = () => server.deleteBranchByHand(BRANCH);
    server.fault({ operation: 'git/create-commit', times: 1, how });
    assert.equal((await propose('newer')).state, 'created');
    assert.equal(server.git('show', `${BRANCH}:vars.hcl`), 'newer');
  });

  it('a label that the token may not make, with a warning', async () => {
    const message = 'You do not have permission to create labels on this repository.';
    server.fault({ operation: 'issues/add-labels', how: problem(403, message) });
    const { state, warnings } = await propose();
    assert.equal(state, 'created');
    assert.match(warnings.join(), /label automated was not added: .* do not have permission/);
    assert.equal(server.count('issues/add-labels'), 1);
  });
});

describe('the GitHub forge loses nobody a commit', () => {
  for (const operation of ['git/create-blob', 'git/create-commit']) {
    it(`that is pushed to the branch during ${operation}`, async () => {
      await propose();
      let pushed = '';
      const how = () => {
        pushed = server.commitByHand(BRANCH, { 'mine.txt': 'work' });
      };
      server.fault({ operation, times: 1, how });
      const error = await assertRejected(propose('newer'), server.token);
      assert.match(error.message, /Jane Doe \(jane\)/);
      assert.equal(server.git('rev-parse', BRANCH), pushed);
    });
  }

  it('that is pushed while the pull request is being closed', async () => {
    await propose();
    const how = () => server.commitByHand(BRANCH, { 'mine.txt': 'work' });
    server.fault({ operation: 'pulls/update', times: 1, how });
    const empty = proposal('', { files: [] });
    await createUnpacedForge(server).propose(empty, never);
    assert.equal(server.git('show', `${BRANCH}:mine.txt`), 'work');
  });
});

const BROKEN: readonly [name: string, operation: string, how: object, expected: RegExp][] = [
  [
    'a wrong token',
    'repos/get',
    problem(401, 'Bad credentials'),
    /got 401 .*not accepted by http:\/\/127/,
  ],
  [
    'an unknown repository',
    'repos/get',
    problem(404, 'Not Found'),
    /no such repository, or the token may not see it/,
  ],
  [
    'an empty repository',
    'git/get-ref',
    problem(409, 'Git Repository is empty.'),
    /make a first commit/,
  ],
  [
    'the setting that forbids pull requests',
    'pulls/create',
    problem(403, 'GitHub Actions is not permitted to create or approve pull requests.'),
    /Settings → Actions → General → Workflow permissions .*GitHub App token/,
  ],
  [
    'a missing permission for the branch',
    'git/create-blob',
    problem(403, 'Resource not accessible by integration'),
    /needs `contents: write`/,
  ],
  [
    'a missing permission for pull requests',
    'pulls/create',
    problem(403, 'Resource not accessible by integration'),
    /needs `pull-requests: write`/,
  ],
  [
    'a missing permission of a PAT',
    'git/create-ref',
    problem(404, 'Not Found'),
    /needs `contents: write`/,
  ],
  [
    'a protected branch',
    'git/create-ref',
    problem(
      422,
      'Repository rule violations found\n\nCannot create ref due to creations being restricted.',
    ),
    /a rule of the repository protects the branch/,
  ],
  [
    'a secondary rate limit that is too long',
    'pulls/create',
    {
      ...problem(403, 'You have exceeded a secondary rate limit'),
      headers: { 'retry-after': '3600' },
    },
    /run again in 3600 s/,
  ],
  [
    'a used-up rate limit',
    'repos/get',
    {
      ...problem(403, 'API rate limit exceeded'),
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' },
    },
    /until 2100-01-01T00:00:00.000Z/,
  ],
  [
    'a GitHub that is down',
    'git/create-tree',
    problem(502, 'Server Error'),
    /kept failing after all retries/,
  ],
  [
    'a page of a proxy',
    'repos/get',
    { status: 200, body: '<html>login</html>' },
    /is not GitHub's API; check GITHUB_API_URL/,
  ],
  [
    'an answer to another request',
    'git/get-ref',
    { status: 200, body: { object: { sha: 5 } } },
    /is not GitHub's API \(object\.sha of its answer\); check GITHUB_API_URL/,
  ],
  [
    'a list where a map should be',
    'git/get-tree',
    { status: 200, body: [] },
    /cannot read the base branch .* is not GitHub's API; check/,
  ],
  [
    'an error without a message of GitHub',
    'repos/get',
    { status: 403, body: { message: { text: 'no' } } },
    /got 403 "something else than a message"; check GITHUB_API_URL/,
  ],
  [
    'an error page of a proxy',
    'repos/get',
    { status: 403, body: '<html>token ghs_labctlTestToken0123456789</html>' },
    /got 403 .*token \*\*\*.*check GITHUB_API_URL/,
  ],
  [
    'a 422 of another kind',
    'pulls/create',
    problem(422, 'Validation Failed', [{ message: 'spam' }]),
    /got 422 .*spam/,
  ],
  [
    'a race that does not end',
    'git/create-ref',
    problem(422, 'Reference already exists'),
    /cannot create the branch in lab\/infra: got 422/,
  ],
];

describe('the GitHub forge says what to do about', () => {
  for (const [name, operation, how, expected] of BROKEN) {
    it(name, async () => {
      server.fault({ operation, how: how as { status: number } });
      const error = await assertRejected(propose(), server.token);
      assert.match(error.message, expected);
    });
  }

  for (const there of ['automated', `${BRANCH}/mine`]) {
    it(`a branch in the way: ${there}`, async () => {
      server.commitByHand(there, { 'mine.txt': 'x' });
      const { message } = await assertRejected(propose(), server.token);
      assert.ok(message.includes(`the branch ${there} is in its way`), message);
      assert.match(message, /rename or delete .*, or use another `branch`/);
      server.deleteBranchByHand(there);
      assert.equal((await propose()).state, 'created');
    });
  }

  it('a missing permission for the commit status', async () => {
    const how = problem(403, 'Resource not accessible by integration');
    server.fault({ operation: 'repos/create-commit-status', how });
    const status = { sha: server.git('rev-parse', 'main'), context: 'sync', description: 'done' };
    const work = createUnpacedForge(server).setStatus(status, never);
    assert.match((await assertRejected(work, server.token)).message, /needs `statuses: write`/);
  });

  it('a server that does not listen', async () => {
    const work = propose('new', { apiUrl: 'http://127.0.0.1:9' });
    const { message } = await assertRejected(work, server.token);
    assert.match(message, /GitHub at http:\/\/127\.0\.0\.1:9\/ cannot be reached: .*/);
  });

  it('a repository or an API that is none', () => {
    const { token, apiUrl, repository } = server;
    for (const wrong of [{ repository: 'infra' }, { apiUrl: 'api.github.com' }]) {
      const make = () => createGitHubForge({ token, apiUrl, repository, ...wrong });
      assert.throws(make, { code: 'INPUT_INVALID' });
    }
  });
});

it('stops at once, also while it waits for a rate limit', async () => {
  const how = { ...problem(403, 'secondary rate limit'), headers: { 'retry-after': '100' } };
  server.fault({ operation: 'repos/get', how });
  const controller = new AbortController();
  const reason = new Error('stop');
  const throttle = { retryAfterBaseValue: 20 };
  const forge = createUnpacedForge(server, { throttle });
  const work = forge.propose(proposal('new'), controller.signal);
  setTimeout(() => controller.abort(reason), 300);
  await assert.rejects(work, reason);
});
