import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { draftProposal } from '../../src/repository/pull-request.ts';

const change = { image: 'talos', path: 'a.hcl', line: 1, old: '1', new: '2' };
const files = [{ path: 'a.hcl', content: Buffer.from('2'), mode: '100644' as const }];
const draft = {
  wishes: {},
  changes: [change, change, { ...change, image: '@vyos' }],
  files,
  failed: [],
};

describe('a proposal', () => {
  it('has a default for everything', () => {
    const { body, ...rest } = draftProposal(draft);
    assert.deepEqual(rest, {
      base: undefined,
      branch: 'automated/image-updates',
      title: 'chore: update source image references',
      labels: ['automated'],
      commitMessage: 'chore: update source image references\n\n- talos\n- (at)vyos',
      files,
    });
    assert.match(body, /^Automated update of source image references\./);
  });

  it('takes what was wished for, and an empty wish for none', () => {
    const wishes = { base: 'dev', branch: 'b', title: ' a\ntitle ', body: 'Hi', labels: [] };
    const { base, branch, title, body, labels } = draftProposal({ ...draft, wishes });
    assert.deepEqual(
      { base, branch, title, labels },
      { base: 'dev', branch: 'b', title: 'a title', labels: [] },
    );
    assert.match(body, /^Hi\n/);
    const empty = draftProposal({ ...draft, wishes: { base: '', branch: '', title: '' } });
    assert.deepEqual([empty.base, empty.branch], [undefined, 'automated/image-updates']);
  });

  it('is empty when no file differs', () => {
    const empty = draftProposal({ wishes: {}, changes: [], files: [], failed: ['talos'] });
    assert.deepEqual(empty.files, []);
    assert.equal(empty.commitMessage, 'chore: update source image references');
  });
});
