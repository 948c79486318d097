/** What every Forge promises. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { LabctlError } from '../../src/errors.ts';
import type { Forge, Proposal } from '../../src/repository/forge.ts';

export type ForgePull = {
  readonly state: 'open' | 'closed';
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
};

/** A forge whose repository has `main` with the file `vars.hcl`, and hands to do there what people do. */
export type ForgeUnderTest = {
  readonly forge: Forge;
  pull(number: number): ForgePull;
  /** Text of a file on a branch, `undefined` where there is no such branch or file. */
  read(branch: string, path: string): string | undefined;
  statuses(sha: string): { context: string; targetUrl: string | undefined }[];
  writes(): number;
  commitByHand(branch: string, files: Readonly<Record<string, string>>): void;
  closeByHand(number: number): void;
  mergeByHand(number: number): void;
  deleteBranchByHand(branch: string): void;
  close(): Promise<void>;
};

export const BRANCH = 'automated/image-updates';

/** A proposal that changes `vars.hcl`; tests put their own fields in its place. */
export function proposal(text: string, more: Partial<Proposal> = {}): Proposal {
  return {
    branch: BRANCH,
    title: 'chore: update source image references',
    body: 'what changed',
    labels: ['automated'],
    commitMessage: 'chore: update source image references',
    files: [{ path: 'vars.hcl', content: Buffer.from(text), mode: '100644' }],
    ...more,
  };
}

export function testForgeContract(name: string, create: () => Promise<ForgeUnderTest>): void {
  describe(`${name} is a forge`, () => {
    const never = new AbortController().signal;
    const rejected = (error: unknown) =>
      error instanceof LabctlError && error.code === 'FORGE_REJECTED';
    let under: ForgeUnderTest;
    beforeEach(async () => {
      under = await create();
    });
    afterEach(() => under.close());
    const propose = (text: string, more?: Partial<Proposal>) =>
      under.forge.propose(proposal(text, more), never);
    const nothing = () => propose('', { files: [] });

    it('creates a pull request, and leaves the base as it was', async () => {
      const done = await propose('new');
      assert.equal(done.state, 'created');
      assert.ok(done.url?.endsWith(`/${done.number}`));
      const pull = under.pull(done.number ?? 0);
      assert.deepEqual(
        { ...pull },
        {
          state: 'open',
          title: 'chore: update source image references',
          body: 'what changed',
          labels: ['automated'],
        },
      );
      assert.equal(under.read(BRANCH, 'vars.hcl'), 'new');
      assert.equal(under.read('main', 'vars.hcl'), 'old');
    });

    it('writes nothing for the same proposal', async () => {
      const first = await propose('new');
      const before = under.writes();
      const second = await propose('new');
      assert.deepEqual(second, { ...first, state: 'unchanged' });
      assert.equal(under.writes(), before);
    });

    it('updates the open pull request where the content is another', async () => {
      const first = await propose('new');
      const second = await propose('newer');
      assert.equal(second.state, 'updated');
      assert.equal(second.number, first.number);
      assert.notEqual(second.headSha, first.headSha);
      assert.equal(under.read(BRANCH, 'vars.hcl'), 'newer');
    });

    it('updates title, body and labels without a new commit', async () => {
      const first = await propose('new');
      const second = await propose('new', { title: 't', body: 'b', labels: ['automated', 'lab'] });
      assert.deepEqual(second, { ...first, state: 'updated' });
      const { title, body, labels } = under.pull(first.number ?? 0);
      assert.deepEqual(
        { title, body, labels },
        { title: 't', body: 'b', labels: ['automated', 'lab'] },
      );
    });

    it('rebuilds the branch when the base has moved', async () => {
      const first = await propose('new');
      under.commitByHand('main', { 'other.txt': 'moved' });
      const second = await propose('new');
      assert.equal(second.state, 'updated');
      assert.notEqual(second.headSha, first.headSha);
      assert.equal(under.read(BRANCH, 'other.txt'), 'moved');
    });

    it('closes the pull request and deletes the branch when nothing differs any more', async () => {
      const { number } = await propose('new');
      const done = await nothing();
      assert.equal(done.state, 'closed');
      assert.equal(done.number, number);
      assert.equal(under.pull(number ?? 0).state, 'closed');
      assert.equal(under.read(BRANCH, 'vars.hcl'), undefined);
      const before = under.writes();
      assert.equal((await nothing()).state, 'none');
      assert.equal(under.writes(), before);
    });

    it('takes files that the base holds already for nothing', async () => {
      assert.equal((await propose('old')).state, 'none');
      assert.equal(under.writes(), 0);
    });

    it('opens a new pull request for what it has once closed itself', async () => {
      const first = await propose('new');
      await nothing();
      const second = await propose('new');
      assert.equal(second.state, 'created');
      assert.notEqual(second.number, first.number);
    });

    it('leaves a pull request closed that a person closed, until its content is another', async () => {
      const first = await propose('new');
      under.closeByHand(first.number ?? 0);
      const before = under.writes();
      const same = await propose('new', { body: 'another text' });
      assert.equal(same.state, 'declined');
      assert.equal(same.number, first.number);
      assert.equal(same.headSha, undefined);
      assert.equal(under.writes(), before);
      const other = await propose('newer');
      assert.equal(other.state, 'created');
      assert.notEqual(other.number, first.number);
    });

    it('opens a new pull request after a merge', async () => {
      const first = await propose('new');
      under.mergeByHand(first.number ?? 0);
      assert.equal(under.read('main', 'vars.hcl'), 'new');
      assert.equal((await nothing()).state, 'none');
      assert.equal((await propose('newer')).state, 'created');
    });

    it("does not touch a branch with somebody else's commit, nor its pull request", async () => {
      const { number } = await propose('new');
      under.commitByHand(BRANCH, { 'mine.txt': 'work' });
      const before = under.writes();
      await assert.rejects(propose('newer'), rejected);
      await assert.rejects(nothing(), rejected);
      assert.equal(under.read(BRANCH, 'mine.txt'), 'work');
      assert.equal(under.pull(number ?? 0).state, 'open');
      assert.equal(under.writes(), before);
    });

    it('makes the branch anew when somebody has deleted it', async () => {
      await propose('new');
      under.deleteBranchByHand(BRANCH);
      assert.equal((await propose('newer')).state, 'created');
      assert.equal(under.read(BRANCH, 'vars.hcl'), 'newer');
    });

    it('sets a status once', async () => {
      const { headSha = '' } = await propose('new');
      const targetUrl = 'https://github.test/lab/infra/actions/runs/1';
      const status = { sha: headSha, context: 'sync', description: 'done', targetUrl };
      await under.forge.setStatus(status, never);
      const before = under.writes();
      await under.forge.setStatus({ ...status, targetUrl: `${targetUrl}2` }, never);
      assert.deepEqual(under.statuses(headSha), [{ context: 'sync', targetUrl }]);
      assert.equal(under.writes(), before);
    });

    it('refuses a base that is not there', async () => {
      await assert.rejects(propose('new', { base: 'nowhere' }), rejected);
    });

    it("rejects with the signal's reason", async () => {
      const reason = new Error('stop');
      const aborted = AbortSignal.abort(reason);
      await assert.rejects(under.forge.propose(proposal('new'), aborted), reason);
      assert.equal(under.writes(), 0);
    });
  });
}
