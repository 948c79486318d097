import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  checkPackerNames,
  type PackerEnvironmentOptions,
  packerEnvironment,
} from '../../../src/packer/packer-environment.ts';

const environment = (options: Partial<PackerEnvironmentOptions>) =>
  packerEnvironment({ env: {}, names: [], variables: {}, templates: [], ...options });

/** The names of what is passed of these variables, each with a value of its own. */
const passed = (names: readonly string[], options: Partial<PackerEnvironmentOptions> = {}) => {
  const env = Object.fromEntries(names.map((name) => [name, `value of ${name}`]));
  const given = environment({ env, ...options });
  return names.filter((name) => given[name] === env[name]);
};

/** Never passed, whoever asks. */
const KEYS = [
  'E2_ACCESS_KEY',
  'E2_SECRET_KEY',
  'E2_ENDPOINT',
  'SOPS_AGE_KEY',
  'SOPS_AGE_KEY_FILE',
  'INPUT_TOKEN',
  'INPUT_SOPS-AGE-KEY',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_OUTPUT',
  'GITHUB_STEP_SUMMARY',
];

/** Passed when they are asked for. */
const OTHERS = [
  'AWS_SECRET_ACCESS_KEY',
  'HCLOUD_TOKEN',
  'PROXMOX_PASSWORD',
  'SSH_AUTH_SOCK',
  'NPM_TOKEN',
  'GITHUB_PAT',
  'RUNNER_TOKEN',
  'NODE_OPTIONS',
  'LD_PRELOAD',
  'GIT_DIR',
];

const NEEDED = [
  'HOME',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  'XDG_CACHE_HOME',
  'https_proxy',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'GITHUB_SHA',
  'RUNNER_TEMP',
  'CI',
  'PACKER_LOG',
  'PACKER_GITHUB_API_TOKEN',
  'PKR_VAR_password',
];

describe('the environment of Packer', () => {
  it('has what it needs, and nothing else', () => {
    assert.deepEqual(passed([...NEEDED, ...OTHERS, ...KEYS]), NEEDED);
  });

  it('has what packer-env names', () => {
    assert.deepEqual(passed(OTHERS, { names: ['HCLOUD_TOKEN', 'LD_PRELOAD', 'ABSENT'] }), [
      'HCLOUD_TOKEN',
      'LD_PRELOAD',
    ]);
  });

  it('has what the template reads, in HCL and in JSON', () => {
    const templates = [
      'variable "a" { default = env("HCLOUD_TOKEN") }\nvariable "b" { default = env( "NPM_TOKEN" ) }',
      '{"variable": {"c": {"default": "{env(\\"GITHUB_PAT\\")}"}}}',
      'my_env("LD_PRELOAD") env(GIT_DIR)',
    ];
    assert.deepEqual(passed(OTHERS, { templates }), ['HCLOUD_TOKEN', 'NPM_TOKEN', 'GITHUB_PAT']);
  });

  for (const name of KEYS.filter((key) => !key.includes('-'))) {
    it(`never has ${name}`, () => {
      assert.deepEqual(passed([name]), []);
      assert.throws(() => checkPackerNames([name]), { code: 'INPUT_INVALID' });
      assert.throws(() => passed([name], { templates: [`x = env("${name}")`] }), {
        code: 'BUILD_FAILED',
      });
    });
  }

  it('has no key of labctl by another name, unless that name is meant for Packer', () => {
    const env = {
      E2_SECRET_KEY: 'a-secret-key',
      AWS_SECRET_ACCESS_KEY: 'a-secret-key',
      https_proxy: 'http://user:a-secret-key@proxy.test',
      PKR_VAR_key: 'a-secret-key',
      NAMED: 'a-secret-key',
    };
    const given = environment({ env, names: ['NAMED'] });
    assert.deepEqual(Object.keys(given).sort(), [
      'CHECKPOINT_DISABLE',
      'NAMED',
      'PACKER_NO_COLOR',
      'PATH',
      'PKR_VAR_key',
    ]);
    const templates = ['key = env("AWS_SECRET_ACCESS_KEY")'];
    assert.throws(
      () => environment({ env, templates }),
      (error: Error) => {
        assert.match(error.message, /AWS_SECRET_ACCESS_KEY/);
        assert.doesNotMatch(error.message, /a-secret-key/);
        return true;
      },
    );
  });

  it('has the variables of the template, over those of the environment', () => {
    const given = environment({ env: { PKR_VAR_a: 'theirs' }, variables: { a: 'ours', b: '2' } });
    assert.equal(given['PKR_VAR_a'], 'ours');
    assert.equal(given['PKR_VAR_b'], '2');
  });

  it('has a PATH without folders that are relative to the template', () => {
    assert.equal(environment({ env: { PATH: '.:/usr/bin::bin' } })['PATH'], '/usr/bin');
  });

  for (const name of ['A B', 'A=B', '-x', 'AWS_*', '1A', 'é']) {
    it(`is not asked for "${name}"`, () => {
      assert.throws(() => checkPackerNames([name]), { code: 'INPUT_INVALID' });
    });
  }
});
