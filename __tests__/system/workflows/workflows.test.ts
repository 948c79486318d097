import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { OPTIONS } from '../../../src/images/options/options.ts';
import type { Option } from '../../../src/request/option.ts';
import { needs, programPath } from '../../unit/credentials/sops/sops-lab.ts';
import {
  ROOT,
  readAction,
  readMergeRules,
  readText,
  readWorkflows,
  type Step,
  wanted,
} from './workflow-files.ts';

/** What each job may do with its token, and nothing more. */
const PERMISSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'ci/ci': { contents: 'read' },
  'images-sync/validate': { contents: 'read' },
  'images-sync/sync': { contents: 'write', 'pull-requests': 'write', statuses: 'write' },
  'images-sync-sharded/plan': { contents: 'read' },
  'images-sync-sharded/sync': { contents: 'read' },
  'images-sync-sharded/complete': {
    contents: 'write',
    'pull-requests': 'write',
    statuses: 'write',
  },
  'packer-vyos/build': { contents: 'read' },
  'release/check': { contents: 'read' },
  'release/release': { contents: 'write' },
};

const action = readAction();
const workflows = readWorkflows();
const jobs = workflows.flatMap((workflow) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({ name: `${workflow.name}/${id}`, job })),
);
/** `$/`: also where a workflow of another repository calls the file. */
const isOurs = (step: Step) => step.uses === './' || step.uses === '$/';

const expression = (name: string) => `\${{ ${name} }}`;

describe('the workflows', () => {
  it('pass actionlint', needs('actionlint'), () => {
    const args = ['-no-color', ...workflows.map(({ path }) => path)];
    const linted = spawnSync(programPath('actionlint') ?? 'actionlint', args, {
      cwd: ROOT,
      encoding: 'utf8',
    });
    assert.equal(linted.status, 0, `${linted.error ?? ''}${linted.stdout}${linted.stderr}`);
  });

  it('give no job more than it needs', () => {
    const found = jobs.map(({ name, job }) => [name, job.permissions]);
    assert.deepEqual(Object.fromEntries(found), PERMISSIONS);
    for (const { name, permissions } of workflows) assert.deepEqual(permissions, {}, name);
  });

  it('pin every action of others by commit, its version in a comment, the same everywhere', () => {
    const pins = workflows.flatMap(({ text }) => [
      ...text.matchAll(/^ *(?:- )?uses: (?!\.\/|\$\/)(.+)$/gm),
    ]);
    const versions = new Map<string, string>();
    for (const [, pin = ''] of pins) {
      const [, name = ''] = /^([\w-]+\/[\w-]+)@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.exec(pin) ?? [];
      assert.notEqual(name, '', pin);
      assert.equal(pin, versions.get(name) ?? pin);
      versions.set(name, pin);
    }
    assert.deepEqual([...versions.keys()].toSorted(), [
      'actions/checkout',
      'actions/setup-go',
      'actions/setup-node',
    ]);
  });

  it('leave no token in the checkout, and end', () => {
    for (const { name, job } of jobs) {
      assert.ok(job['timeout-minutes'], name);
      const checkouts = job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
      for (const step of checkouts) assert.equal(step.with?.['persist-credentials'], false, name);
    }
  });

  it('hand values to shells in the environment only', () => {
    for (const { name, job } of jobs) {
      for (const { run } of job.steps) assert.ok(!run?.includes('${{'), `${name}: ${run}`);
    }
  });

  it('give labctl only inputs that its mode has', () => {
    const ours = jobs.flatMap(({ job }) => job.steps.filter(isOurs));
    assert.equal(ours.length, 8);
    for (const { with: { mode, ...inputs } = {} } of ours) {
      for (const input of Object.keys(inputs)) {
        const option = (OPTIONS as readonly Option[]).find(({ name }) => name === input);
        assert.ok(input in action.inputs, input);
        assert.ok(
          option?.verbs.some((verb) => verb === mode),
          `${mode} has no input ${input}`,
        );
      }
    }
  });

  it('use only outputs that the step before has', () => {
    for (const { name, job } of jobs) {
      const used = JSON.stringify(job).matchAll(/steps\.([\w-]+)\.outputs\.(\w+)/g);
      for (const [text, id, output = ''] of used) {
        assert.ok(
          job.steps.find((step) => step.id === id && isOurs(step)),
          `${name}: ${text}`,
        );
        assert.ok(output in action.outputs, `${name}: ${text}`);
      }
    }
  });

  it('give no secret to a run that a pull request starts', () => {
    for (const { name, text } of workflows) {
      if (!/^ {2}pull_request:/m.test(text)) continue;
      assert.ok(!/pull_request_target|workflow_run|issue_comment/.test(text), name);
    }
    const started = jobs.filter(({ name }) => ['ci/ci', 'images-sync/validate'].includes(name));
    assert.equal(started.length, 2);
    for (const { job } of started) assert.ok(!JSON.stringify(job).includes('secrets.'));
  });

  it('give the keys of a caller to labctl only, and nothing that is no secret as one', () => {
    const sharded = workflows.find(({ name }) => name === 'images-sync-sharded');
    const called = parse(sharded?.text ?? '').on.workflow_call;
    const secrets = ['SOPS_AGE_KEY', 'E2_ACCESS_KEY', 'E2_SECRET_KEY', 'LABCTL_TOKEN'];
    assert.deepEqual(Object.keys(called.secrets), secrets);
    assert.ok(!JSON.stringify(called.secrets).includes('true'), 'each of them can be left out');
    assert.deepEqual(sharded?.env, {
      E2_ENDPOINT: expression('inputs.endpoint'),
      E2_BUCKET: expression('inputs.bucket'),
      E2_REGION: expression('inputs.region'),
    });
    for (const { steps, ...job } of Object.values(sharded?.jobs ?? {})) {
      assert.ok(!JSON.stringify(job).includes('secrets.'));
      for (const step of steps) {
        if (!isOurs(step)) assert.ok(!JSON.stringify(step).includes('secrets.'));
        else
          assert.deepEqual(step.env, {
            E2_ACCESS_KEY: expression('secrets.E2_ACCESS_KEY'),
            E2_SECRET_KEY: expression('secrets.E2_SECRET_KEY'),
          });
      }
    }
  });

  it('drop no run of a sync that waits', () => {
    const { jobs: synced } = workflows.find(({ name }) => name === 'images-sync') ?? {};
    assert.deepEqual(synced?.['sync'], {
      ...synced?.['sync'],
      concurrency: { group: 'images-sync', 'cancel-in-progress': false, queue: 'max' },
    });
  });
});

describe('the build of the gateway', () => {
  const { jobs: built } = workflows.find(({ name }) => name === 'packer-vyos') ?? {};
  const step = built?.['build']?.steps.find((candidate) => candidate.with?.['mode'] === 'build');
  const template = String(step?.with?.['template']);

  it('wants the file that the template makes', () => {
    const texts = readText(`${template}/image.pkr.hcl`);
    assert.ok(texts.includes('vm_name          = "vyos-lab.raw"'));
    assert.equal(step?.with?.['artifact'], 'output/vyos-lab.raw');
  });

  it('starts when the file changes that an image edits', () => {
    const { text = '' } = workflows.find(({ name }) => name === 'packer-vyos') ?? {};
    assert.ok(text.includes(`- ${template}/**`));
    assert.ok(readText('images/images.yaml').includes(`path: ${template}/`));
  });
});

describe('.mergify.yml', () => {
  const [rule, ...others] = readMergeRules();

  it('merges what labctl opens, by the status that labctl sets, and nothing else', () => {
    assert.ok(rule);
    assert.deepEqual(others, []);
    assert.equal(rule.conditions.length, 5);
    assert.equal(wanted(rule, 'author'), 'github-actions[bot]');
    assert.equal(wanted(rule, 'label'), action.inputs['labels']?.default);
    assert.equal(wanted(rule, 'base'), 'main');
    assert.equal(wanted(rule, 'head'), action.inputs['branch']?.default);
    assert.equal(wanted(rule, 'check-success'), action.inputs['status-context']?.default);
    assert.deepEqual(rule.actions, { merge: { method: 'squash' } });
  });
});
