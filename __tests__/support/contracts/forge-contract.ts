/** What every Forge promises. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { LabctlError } from '../../../src/base/errors.ts';
import type { Draft, Forge, Proposal } from '../../../src/forge/forge.ts';

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

const DRAFT: Draft = {
  title: 'chore: update source image references',
  body: 'what changed',
  labels: ['automated'],
  commitMessage: 'chore: update source image references',
  files: [],
};

export type ProposalParts = Partial<Draft & Omit<Proposal, 'draft'>>;

/** A proposal that changes `vars.hcl`; tests put their own fields in its place. */
export function proposal(text: string, parts: ProposalParts = {}): Proposal {
  const { base, branch = BRANCH, paths, origin, ...more } = parts;
  const files = [{ path: 'vars.hcl', content: Buffer.from(text) }];
  const draft = { ...DRAFT, files, ...more };
  const wish = { base, branch, origin, paths: paths ?? draft.files.map(({ path }) => path) };
  return { ...wish, draft: async () => draft };
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
    const propose = (text: string, more?: ProposalParts) =>
      under.forge.propose(proposal(text, more), never);
    const nothing = () => propose('', { files: [], paths: ['vars.hcl'] });

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

    it('proposes what was merged and then taken back', async () => {
      const first = await propose('new');
      under.mergeByHand(first.number ?? 0);
      under.commitByHand('main', { 'vars.hcl': 'old' });
      const second = await propose('new');
      assert.equal(second.state, 'created');
      assert.notEqual(second.number, first.number);
    });

    it('shows the base as it is: its files, and which of them may not be edited', async () => {
      under.commitByHand('main', { 'bytes.bin': 'a\0' });
      const paths = ['vars.hcl', 'nowhere.hcl', 'bytes.bin'];
      const base = await under.forge.readBase({ paths }, never);
      assert.equal(base.name, 'main');
      assert.match(base.sha, /^[0-9a-f]{40}$/);
      assert.deepEqual([...base.files.keys()], paths);
      const [file, ...refused] = base.files.values();
      assert.ok(file !== undefined && !(file instanceof LabctlError));
      assert.deepEqual([file.path, String(file.content)], ['vars.hcl', 'old']);
      for (const error of refused) {
        assert.ok(error instanceof LabctlError && error.code === 'EDIT_FAILED', String(error));
      }
      assert.equal(under.writes(), 0);
    });

    it('drafts on the text of the base, and leaves what others have put there', async () => {
      const drafts: string[] = [];
      const append = (): Proposal => ({
        ...proposal(''),
        draft: async (base) => {
          const file = base.files.get('vars.hcl');
          if (file === undefined || file instanceof LabctlError) return assert.fail('no file');
          drafts.push(String(file.content));
          const content = Buffer.from(`${file.content} and new`);
          return { ...DRAFT, files: [{ path: 'vars.hcl', content }] };
        },
      });
      await under.forge.propose(append(), never);
      under.commitByHand('main', { 'vars.hcl': 'theirs', 'more.txt': 'x' });
      const second = await under.forge.propose(append(), never);
      assert.equal(second.state, 'updated');
      assert.deepEqual(drafts, ['old', 'theirs']);
      assert.equal(under.read(BRANCH, 'vars.hcl'), 'theirs and new');
      assert.equal(under.read(BRANCH, 'more.txt'), 'x');
    });

    it('leaves everything as it is without a draft', async () => {
      const { number = 0 } = await propose('new');
      const before = under.writes();
      const nothing = { ...proposal(''), draft: async () => undefined };
      assert.deepEqual(await under.forge.propose(nothing, never), { state: 'left', warnings: [] });
      assert.equal(under.pull(number).state, 'open');
      assert.equal(under.writes(), before);
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
      await assert.rejects(under.forge.readBase({ paths: [] }, aborted), reason);
      assert.equal(under.writes(), 0);
    });
  });
}
