import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { draftPullRequest, placeOf } from '../../../../src/images/update-file/pull-request.ts';

const change = { image: 'talos', path: 'a.hcl', line: 1, old: '1', new: '2' };
const files = [{ path: 'a.hcl', content: Buffer.from('2') }];
const draft = {
  wishes: {},
  changes: [change, change, { ...change, image: '@vyos' }],
  files,
  failed: [],
};

describe('a proposal', () => {
  it('has a default for everything', () => {
    const { body, ...rest } = draftPullRequest(draft);
    assert.deepEqual(placeOf({}), { base: undefined, branch: 'automated/image-updates' });
    assert.deepEqual(rest, {
      title: 'chore: update source image references',
      labels: ['automated'],
      commitMessage: 'chore: update source image references\n\n- talos\n- (at)vyos',
      files,
    });
    assert.match(body, /^Automated update of source image references\./);
  });

  it('takes what was wished for, and an empty wish for none', () => {
    const wishes = { base: 'dev', branch: 'b', title: ' a\ntitle ', body: 'Hi', labels: [] };
    assert.deepEqual(placeOf(wishes), { base: 'dev', branch: 'b' });
    const { title, body, labels } = draftPullRequest({ ...draft, wishes });
    assert.deepEqual({ title, labels }, { title: 'a title', labels: [] });
    assert.match(body, /^Hi\n/);
    const empty = { base: '', branch: '', title: '' };
    assert.deepEqual(placeOf(empty), { base: undefined, branch: 'automated/image-updates' });
    const { title: byDefault } = draftPullRequest({ ...draft, wishes: empty });
    assert.equal(byDefault, 'chore: update source image references');
  });

  it('is empty when no file differs', () => {
    const empty = draftPullRequest({ wishes: {}, changes: [], files: [], failed: ['talos'] });
    assert.deepEqual(empty.files, []);
    assert.equal(empty.commitMessage, 'chore: update source image references');
  });
});
