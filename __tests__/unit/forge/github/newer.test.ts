import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { proposal } from '../../../support/contracts/forge-contract.ts';
import { type GitHubServer, startGitHubServer } from '../../../support/servers/github-server.ts';
import { createUnpacedForge } from './unpaced.ts';

const never = new AbortController().signal;
const MANIFEST = 'images/images.yaml';

describe('a run is overtaken', () => {
  let server: GitHubServer;
  let first: string;
  beforeEach(async () => {
    server = await startGitHubServer({ [MANIFEST]: 'v1', 'vars.hcl': 'old' });
    first = server.git('rev-parse', 'main');
  });
  afterEach(() => server.close());
  const newer = async (commit: string, more: { base?: string; branch?: string } = {}) => {
    const { base, branch } = more;
    const origin = { commit, branch, manifest: MANIFEST };
    return (await createUnpacedForge(server).readBase({ base, paths: [], origin }, never)).newer;
  };
  const change = (branch: string, text: string) =>
    server.commitByHand(branch, { [MANIFEST]: text });

  it('when the base has gone on to another manifest', async () => {
    const second = change('main', 'v2');
    assert.equal(await newer(first), 'main');
    assert.equal(await newer(second), undefined);
  });

  it('when the base has the manifest no more, or has got one since', async () => {
    server.commitByHand('main', { [MANIFEST]: null });
    assert.equal(await newer(first), 'main');
    const without = server.git('rev-parse', 'main');
    assert.equal(await newer(without), undefined);
    change('main', 'v1');
    assert.equal(await newer(without), 'main');
    assert.equal(await newer(first), undefined);
  });

  it('when the branch that it was started for has, whatever the base is', async () => {
    server.commitByHand('release', { 'vars.hcl': 'released' });
    const second = change('main', 'v2');
    assert.equal(await newer(first, { base: 'release', branch: 'main' }), 'main');
    assert.equal(await newer(second, { base: 'release', branch: 'main' }), undefined);
  });

  it('when a base that contains its commit has', async () => {
    server.git('update-ref', 'refs/heads/release', 'main');
    change('release', 'v2');
    assert.equal(await newer(first, { base: 'release' }), 'release');
  });

  it('not by commits that leave the manifest alone', async () => {
    server.commitByHand('main', { 'other.txt': 'x', [`${MANIFEST}.md`]: 'x' });
    assert.equal(await newer(first, { branch: 'main' }), undefined);
  });

  it('not by a base that is behind, or has gone another way', async () => {
    const second = change('main', 'v2');
    server.git('update-ref', 'refs/heads/behind', first);
    server.git('update-ref', 'refs/heads/aside', first);
    change('aside', 'v3');
    for (const base of ['behind', 'aside']) {
      assert.equal(await newer(second, { base, branch: 'main' }), undefined);
    }
  });

  it('not by a branch that is gone, and not when GitHub does not know its commit', async () => {
    change('main', 'v2');
    assert.equal(await newer('c'.repeat(40)), undefined);
    const second = server.git('rev-parse', 'main');
    assert.equal(await newer(second, { branch: 'gone' }), undefined);
  });

  it('which costs nothing to ask while it is the newest', async () => {
    await newer(first, { branch: 'main' });
    const asked = server.requests.map(({ operation }) => operation);
    assert.deepEqual(asked, ['repos/get', 'git/get-ref', 'git/get-commit']);
  });

  it('also if that happens just before it writes', async () => {
    const origin = { commit: first, branch: 'main', manifest: MANIFEST };
    const overtaken: (string | undefined)[] = [];
    const once = proposal('new', { origin });
    const forge = createUnpacedForge(server);
    const other = proposal('theirs');
    const how = async () => {
      change('main', 'v2');
      await createUnpacedForge(server).propose(other, never);
    };
    server.fault({ operation: 'git/create-ref', times: 1, how });
    const done = await forge.propose(
      {
        ...once,
        draft: async (base) => {
          overtaken.push(base.newer);
          return base.newer === undefined ? once.draft(base) : undefined;
        },
      },
      never,
    );
    assert.equal(done.state, 'left');
    assert.deepEqual(overtaken, [undefined, 'main']);
    assert.equal(server.git('show', 'automated/image-updates:vars.hcl'), 'theirs');
  });
});
