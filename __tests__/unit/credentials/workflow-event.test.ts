import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LabctlError } from '../../../src/base/errors.ts';
import {
  readWorkflowEvent,
  refuseUntrustedEvent,
} from '../../../src/credentials/workflow-event.ts';

const repo = (name: string | undefined) => (name === undefined ? null : { full_name: name });
const pullRequest = (head: string | undefined, base = 'lab/images') => ({
  pull_request: { head: { repo: repo(head) }, base: { repo: repo(base) } },
});
const dependabot = { login: 'dependabot[bot]' };
const workflowRun = (head: string, more: object = { event: 'push' }) => ({
  workflow_run: { head_repository: repo(head), ...more },
  repository: repo('lab/images'),
});

/** All that can start a workflow today, but for those that may, which have a table of their own. */
const REFUSED = [
  ...['branch_protection_rule', 'check_run', 'check_suite', 'delete', 'deployment'],
  ...['deployment_status', 'discussion', 'discussion_comment', 'fork', 'gollum', 'image_version'],
  ...['issue_comment', 'issues', 'label', 'milestone', 'page_build', 'public', 'status', 'watch'],
  ...['pull_request_target', 'pull_request_review', 'pull_request_review_comment'],
  ...['pull_request_comment', 'project', 'dynamic', 'an_event_to_come', 'Push', 'toString'],
];

describe('a workflow run may have credentials', () => {
  for (const [what, name, payload] of [
    ['a push', 'push', {}],
    ['a click', 'workflow_dispatch', { inputs: null }],
    ['a schedule without a payload', 'schedule', undefined],
    ['a pull request of the same repository', 'pull_request', pullRequest('lab/images')],
    ['the same repository in other letters', 'pull_request', pullRequest('Lab/Images')],
    ['a tag', 'create', {}],
    ['a release', 'release', {}],
    ['a package', 'registry_package', {}],
    ['a call of the API', 'repository_dispatch', {}],
    ['a place in the queue', 'merge_group', {}],
    ['a workflow of the same repository', 'workflow_run', workflowRun('lab/images')],
    [
      'a workflow of a pull request of the same repository',
      'workflow_run',
      workflowRun('lab/images', { event: 'pull_request' }),
    ],
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
    [
      'a pull request of Dependabot',
      'pull_request',
      { pull_request: { ...pullRequest('lab/images').pull_request, user: dependabot } },
      /Dependabot/,
    ],
    [
      'a workflow that a comment has started',
      'workflow_run',
      workflowRun('lab/images', { event: 'issue_comment' }),
      /started by the event issue_comment/,
    ],
    [
      'a workflow after another, for nobody knows what started that',
      'workflow_run',
      workflowRun('lab/images', { event: 'workflow_run' }),
      /started by the event workflow_run/,
    ],
    [
      'a workflow that started nobody knows how',
      'workflow_run',
      workflowRun('lab/images', {}),
      /started by/,
    ],
    [
      'a workflow of Dependabot',
      'workflow_run',
      workflowRun('lab/images', { event: 'pull_request', actor: dependabot }),
      /Dependabot/,
    ],
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

describe('an event that is not known to take the right to write', () => {
  for (const name of REFUSED) {
    it(`gives no credentials: ${name}`, () => {
      // Also with a payload that would make a pull request trusted.
      for (const payload of [
        undefined,
        {},
        { ...pullRequest('lab/images'), ...workflowRun('lab/images') },
      ]) {
        assert.throws(() => refuseUntrustedEvent({ name, payload }), {
          code: 'INPUT_INVALID',
          message: new RegExp(`the event ${name} is not one of`),
        });
      }
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
