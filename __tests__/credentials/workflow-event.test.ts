import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readWorkflowEvent, refuseUntrustedEvent } from '../../src/credentials/workflow-event.ts';
import { LabctlError } from '../../src/errors.ts';

const repo = (name: string | undefined) => (name === undefined ? null : { full_name: name });
const pullRequest = (head: string | undefined, base = 'lab/images') => ({
  pull_request: { head: { repo: repo(head) }, base: { repo: repo(base) } },
});
const workflowRun = (head: string) => ({
  workflow_run: { head_repository: repo(head) },
  repository: repo('lab/images'),
});

describe('a workflow run may have credentials', () => {
  for (const [what, name, payload] of [
    ['a push', 'push', {}],
    ['a click', 'workflow_dispatch', { inputs: null }],
    ['a schedule without a payload', 'schedule', undefined],
    ['a pull request of the same repository', 'pull_request', pullRequest('lab/images')],
    ['the same repository in other letters', 'pull_request', pullRequest('Lab/Images')],
    ['a workflow of the same repository', 'workflow_run', workflowRun('lab/images')],
  ] as const) {
    it(`after ${what}`, () => refuseUntrustedEvent({ name, payload }));
  }

  it('outside a workflow', () => refuseUntrustedEvent(undefined));
});

describe('a workflow run may not have credentials', () => {
  for (const [what, name, payload, message] of [
    [
      'a fork',
      'pull_request',
      pullRequest('evil/images'),
      /fork \(evil\/images, not lab\/images\)/,
    ],
    ['a fork that is gone', 'pull_request', pullRequest(undefined), /not known/],
    ['a pull request without a payload', 'pull_request', undefined, /not known/],
    ['a payload that is a text', 'pull_request', 'x', /not known/],
    ['a review of a fork', 'pull_request_review', pullRequest('evil/images'), /fork/],
    [
      'pull_request_target',
      'pull_request_target',
      pullRequest('lab/images'),
      /pull_request_target/,
    ],
    ['a comment', 'issue_comment', {}, /issue_comment lets anybody/],
    ['a workflow of a fork', 'workflow_run', workflowRun('evil/images'), /fork/],
  ] as const) {
    it(`after ${what}`, () => {
      assert.throws(
        () => refuseUntrustedEvent({ name, payload }),
        (error: unknown) => {
          assert.ok(error instanceof LabctlError);
          assert.match(error.message, message);
          assert.match(error.message, /^credentials are not loaded in this run: .*mode validate/);
          return true;
        },
      );
    });
  }
});

describe('the event of a workflow run', () => {
  it('is read from the file that the runner names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'labctl-event-'));
    const path = join(folder, 'event.json');
    await writeFile(path, '{"ref":"refs/heads/main"}');
    const env = { GITHUB_EVENT_NAME: 'push', GITHUB_EVENT_PATH: path };
    const payload = { ref: 'refs/heads/main' };
    assert.deepEqual(await readWorkflowEvent(env), { name: 'push', payload });
    await rm(folder, { recursive: true });
  });

  it('has no payload where that cannot be read, and is none outside a runner', async () => {
    const event = await readWorkflowEvent({ GITHUB_EVENT_NAME: 'push' });
    assert.deepEqual(event, { name: 'push', payload: undefined });
    assert.equal(await readWorkflowEvent({}), undefined);
  });
});
