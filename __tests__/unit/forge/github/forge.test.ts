import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { BRANCH, type ProposalParts, proposal } from '../../../support/contracts/forge-contract.ts';
import { type GitHubServer, startGitHubServer } from '../../../support/servers/github-server.ts';
import { assertRejected, createUnpacedForge } from './unpaced.ts';

const never = new AbortController().signal;

describe('the GitHub forge', () => {
  let server: GitHubServer;
  beforeEach(async () => {
    server = await startGitHubServer({ 'vars.hcl': 'old', 'deep/er/x.txt': 'x', 'deep.txt': 'y' });
  });
  afterEach(() => server.close());
  const propose = (text: string, more?: ProposalParts) =>
    createUnpacedForge(server).propose(proposal(text, more), never);

  it('makes one commit on the base, which a later run knows as its own', async () => {
    const { headSha } = await propose('new');
    assert.equal(server.git('rev-parse', BRANCH), headSha);
    assert.equal(server.git('rev-parse', `${BRANCH}^`), server.git('rev-parse', 'main'));
    assert.equal(server.git('diff', '--name-only', 'main', BRANCH), 'vars.hcl');
    const message = server.git('log', '-1', '--format=%B', BRANCH);
    assert.match(message, /^chore: update source image references\n\nLabctl-Branch: automated\//);
    assert.ok(message.includes(`Labctl-Tree: ${server.git('rev-parse', `${BRANCH}^{tree}`)}`));
    const sent = server.requests.find(({ operation }) => operation === 'git/create-commit');
    assert.deepEqual(Object.keys(sent?.body as object).sort(), ['message', 'parents', 'tree']);
  });

  it('keeps modes, and puts in the bytes that it is given', async () => {
    server.commitByHand('main', {
      'deep/er/run.sh': { content: '#!/bin/sh\n', mode: '100755' },
      'deep/bytes': 'x',
    });
    const bytes = Buffer.from([0, 255, 13, 10, 128]);
    const files = [
      { path: 'deep/er/run.sh', content: Buffer.from('#!/bin/bash\n') },
      { path: 'deep/bytes', content: bytes },
    ];
    await propose('', { files });
    const tree = server.git('ls-tree', '-r', '--format=%(objectmode) %(path)', BRANCH).split('\n');
    assert.deepEqual(tree, [
      '100644 deep.txt',
      '100644 deep/bytes',
      '100755 deep/er/run.sh',
      '100644 deep/er/x.txt',
      '100644 vars.hcl',
    ]);
    assert.equal(server.git('diff', '--name-only', 'main', BRANCH), 'deep/bytes\ndeep/er/run.sh');
    assert.equal(
      server.git('rev-parse', `${BRANCH}:deep/bytes`),
      server.git('hash-object', '--no-filters', await written(bytes)),
    );
    server.forget();
    assert.equal((await propose('', { files })).state, 'unchanged');
    assert.equal(server.writes(), 0);
  });

  it('says whose commit it is that it does not overwrite, and what to do', async () => {
    await propose('new');
    const sha = server.commitByHand(BRANCH, { 'mine.txt': 'work' });
    const error = await assertRejected(propose('newer'), server.token);
    assert.match(
      error.message,
      new RegExp(`commit ${sha.slice(0, 10)} "Change mine.txt" by Jane Doe \\(jane\\)`),
    );
    assert.match(error.message, /merge the pull request, or keep that commit elsewhere/);
    assert.equal(server.git('rev-parse', BRANCH), sha);
  });

  it('knows a commit of its own that was amended by hand for a foreign one', async () => {
    await propose('new');
    const message = server.git('log', '-1', '--format=%B', BRANCH);
    const tree = server.git('rev-parse', 'main^{tree}');
    const amended = server.git(
      ...[
        '-c',
        'user.name=J',
        '-c',
        'user.email=j@x',
        'commit-tree',
        tree,
        '-p',
        'main',
        '-m',
        message,
      ],
    );
    server.git('update-ref', `refs/heads/${BRANCH}`, amended);
    const error = await assertRejected(propose('newer'), server.token);
    assert.match(error.message, /is not labctl's/);
  });

  it('leaves a branch alone that a person has brought up to date, as long as its content is right', async () => {
    const { number = 0 } = await propose('new');
    server.commitByHand('main', { 'other.txt': 'moved' });
    server.updateBranchByHand(number);
    server.forget();
    const done = await propose('new');
    assert.equal(done.state, 'unchanged');
    assert.equal(done.headSha, server.git('rev-parse', BRANCH));
    assert.equal(server.writes(), 0);
    await assertRejected(propose('newer'), server.token);
  });

  it('does not take a branch that exists at the base for foreign, and moves it without force', async () => {
    server.git('update-ref', `refs/heads/${BRANCH}`, 'main');
    assert.equal((await propose('', { files: [], paths: ['vars.hcl'] })).state, 'none');
    assert.equal(server.git('rev-parse', BRANCH), server.git('rev-parse', 'main'));
    assert.equal((await propose('new')).state, 'created');
    const moved = server.requests.find(({ operation }) => operation === 'git/update-ref');
    assert.deepEqual(moved?.body, { sha: server.git('rev-parse', BRANCH), force: false });
  });

  it('takes the branch that is left over from a merge for a new pull request', async () => {
    const first = await propose('new');
    server.mergeByHand(first.number ?? 0);
    assert.equal((await propose('newer')).state, 'created');
    assert.equal(server.git('rev-parse', `${BRANCH}^`), server.git('rev-parse', 'main'));
    assert.equal((await propose('', { files: [], paths: ['vars.hcl'] })).state, 'closed');
    assert.equal(server.git('branch', '--list', BRANCH), '');
  });

  it('stays with a decision: closed by hand, branch deleted, base moved', async () => {
    const { number = 0 } = await propose('new');
    server.closeByHand(number);
    server.deleteBranchByHand(BRANCH);
    server.commitByHand('main', { 'other.txt': 'moved' });
    server.forget();
    assert.equal((await propose('new')).state, 'declined');
    assert.equal(server.writes(), 0);
  });

  it('takes no text of a file for its own note that it has closed the pull request', async () => {
    const body = 'Hi.\n\n<!-- labctl: closed because nothing differs any more -->';
    const { number = 0 } = await propose('new', { body });
    server.closeByHand(number);
    assert.equal((await propose('new', { body })).state, 'declined');
  });

  it('proposes to the base that is asked for, and moves the open pull request there', async () => {
    server.commitByHand('develop', { 'vars.hcl': 'older' });
    const first = await propose('new');
    const second = await propose('new', { base: 'develop' });
    assert.equal(second.number, first.number);
    assert.equal(second.state, 'updated');
    assert.equal(server.pulls[0]?.base, 'develop');
    assert.equal(server.git('rev-parse', `${BRANCH}^`), server.git('rev-parse', 'develop'));
  });

  it('refuses to be given the base as its branch', async () => {
    await assert.rejects(propose('new', { branch: 'main' }), { code: 'INPUT_INVALID' });
    assert.equal(server.writes(), 0);
  });

  it('does not take the pull request of another branch or of a fork for its own', async () => {
    server.commitByHand('mine', { 'mine.txt': 'x' });
    const body = await fetch(`${server.apiUrl}/repos/lab/infra/pulls`, {
      method: 'POST',
      headers: { authorization: `token ${server.token}` },
      body: JSON.stringify({ title: 'mine', head: 'mine', base: 'main' }),
    });
    assert.equal(body.status, 201);
    const { number, state } = await propose('new');
    assert.deepEqual({ number, state }, { number: 2, state: 'created' });
  });

  it('adds only the labels that are missing, whatever their case', async () => {
    await propose('new', { labels: ['Automated'] });
    server.forget();
    await propose('new', { labels: ['automated'] });
    assert.equal(server.writes(), 0);
    await propose('new', { labels: ['automated', 'lab'] });
    assert.deepEqual(server.pulls[0]?.labels, ['Automated', 'lab']);
  });

  it('cuts title and body to what GitHub takes, and finds them unchanged afterwards', async () => {
    const long = { title: 't'.repeat(300), body: 'b'.repeat(70_000) };
    await propose('new', long);
    assert.equal(server.pulls[0]?.title.length, 256);
    assert.equal(server.pulls[0]?.body.length, 65_536);
    assert.equal((await propose('new', long)).state, 'unchanged');
  });

  it('speaks to a GitHub Enterprise Server', async () => {
    const forge = createUnpacedForge(server, { apiUrl: `${server.enterpriseApiUrl}/` });
    assert.equal((await forge.propose(proposal('new'), never)).state, 'created');
  });

  it('sets the status of the head with a link to the run', async () => {
    const { headSha: sha = '' } = await propose('new');
    const targetUrl = 'https://github.test/lab/infra/actions/runs/1';
    const status = { sha, context: 'sync', description: 'd'.repeat(200), targetUrl };
    await createUnpacedForge(server).setStatus(status, never);
    assert.deepEqual(server.statuses, [
      {
        sha,
        context: 'sync',
        state: 'success',
        description: 'd'.repeat(140),
        target_url: targetUrl,
      },
    ]);
  });

  /** A file with these bytes, for Git to name. */
  async function written(bytes: Buffer): Promise<string> {
    const path = `${server.gitFolder}/bytes`;
    await writeFile(path, bytes);
    return path;
  }
});
