import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { ignoredPaths } from '../../../src/checkout/checkout-ignored.ts';
import { fingerprintPacker } from '../../../src/packer/packer-fingerprint.ts';
import { createGit, type Git } from '../../../src/programs/git.ts';
import { aCheckout, type TestCheckout } from '../../support/builders/checkout-builder.ts';
import { needs } from '../stream/decode/cli.ts';

const signal = new AbortController().signal;
const MISSING_BLOB = '1234567890123456789012345678901234567890';

/** Ways to have Git run a program, by nothing but what lies in `.git` and the index. */
const BAITS: Record<string, (checkout: TestCheckout, program: string) => void> = {
  'a monitor of the file system': (checkout, program) => {
    checkout.git('config', 'core.fsmonitor', program);
  },
  'a hook': (checkout, program) => {
    checkout.git('config', 'core.hooksPath', join(program, '..'));
  },
  'a fetch of what a partial clone misses': (checkout, program) => {
    checkout.git('config', 'core.repositoryFormatVersion', '1');
    checkout.git('config', 'extensions.partialClone', 'origin');
    checkout.git('config', 'remote.origin.promisor', 'true');
    checkout.git('config', 'remote.origin.url', `ext::${program} x`);
    checkout.git('config', 'protocol.ext.allow', 'always');
    for (const file of ['vyos/.gitignore', 'vyos/.gitattributes']) {
      checkout.git('update-index', '--add', '--cacheinfo', `100644,${MISSING_BLOB},${file}`);
      checkout.git('update-index', '--skip-worktree', file);
    }
  },
};

/** All that labctl asks Git, and what the file itself would set off. */
const QUESTIONS: Record<string, (git: Git, root: string) => Promise<unknown>> = {
  'what is ignored': (git, root) => ignoredPaths(root, ['a.hcl', 'vyos/new'], git),
  'which attributes a file has': (git, root) => git(root, ['check-attr', '-a', 'vyos/new']),
  'what a build is made from': (git, root) =>
    fingerprintPacker({
      folder: join(root, 'vyos'),
      artifact: 'output/x',
      variables: {},
      packerVersion: '1.0.0',
      git,
    }),
  'to write the index': (git, root) => git(root, ['update-index', '--add', 'a.hcl']),
};

/** A checkout, and a program that leaves its environment in `seen`, also under the names of hooks. */
async function aBaitedCheckout(test: TestContext, bait: string) {
  const checkout = await aCheckout(test, { 'a.hcl': 'x', 'vyos/x.pkr.hcl': 'x' });
  checkout.git('init', '-q');
  checkout.git('add', 'vyos');
  await checkout.write('vyos/new', 'x');
  const folder = checkout.path('.git', 'bait');
  const seen = checkout.path('.git', 'seen');
  await mkdir(folder);
  for (const name of ['program', 'post-index-change']) {
    await writeFile(join(folder, name), `#!/bin/sh\nenv > "${seen}"\nexit 1\n`);
    await chmod(join(folder, name), 0o755);
  }
  BAITS[bait]?.(checkout, join(folder, 'program'));
  await rm(seen, { force: true });
  return { checkout, seen };
}

describe('Git in a checkout whose configuration names a program', needs('git', 'sh'), () => {
  const triggers: Record<string, string[]> = {
    'a monitor of the file system': ['check-ignore', 'a.hcl'],
    'a hook': ['update-index', '--add', 'a.hcl'],
    'a fetch of what a partial clone misses': ['check-ignore', 'vyos/new'],
  };
  for (const [bait, args] of Object.entries(triggers)) {
    it(`would run ${bait} when it is asked plainly`, async (t) => {
      const { checkout, seen } = await aBaitedCheckout(t, bait);
      try {
        checkout.git(...args);
      } catch {
        // check-ignore says "none" by its exit code, and the fetch fails.
      }
      assert.ok(existsSync(seen));
    });
    for (const [what, ask] of Object.entries(QUESTIONS)) {
      it(`does not run ${bait} when labctl asks ${what}`, async (t) => {
        const { checkout, seen } = await aBaitedCheckout(t, bait);
        await ask(checkout.askGit, checkout.root);
        assert.equal(existsSync(seen), false);
      });
    }
  }
});

describe('the Git that labctl asks', needs('git', 'sh'), () => {
  /** A folder with a `git` that leaves its environment and its folder, and ends as if nothing were ignored. */
  async function aSpy(checkout: TestCheckout, folder: string) {
    const seen = checkout.path('seen');
    await checkout.write(`${folder}/git`, `#!/bin/sh\n/usr/bin/env > "${seen}"\nexit 1\n`, 0o755);
    return { folder: checkout.path(folder), seen };
  }

  it('sees no key, no token and no option of this process', async (t) => {
    const checkout = await aCheckout(t);
    const { folder, seen } = await aSpy(checkout, 'bin');
    const env = {
      PATH: folder,
      HOME: '/home/somebody',
      XDG_CONFIG_HOME: '/home/somebody/.config',
      SUDO_UID: '1000',
      E2_SECRET_KEY: 'secret',
      SOPS_AGE_KEY: 'secret',
      GITHUB_TOKEN: 'secret',
      'INPUT_SOPS-AGE-KEY': 'secret',
      AWS_SECRET_ACCESS_KEY: 'secret',
      GIT_DIR: '/elsewhere',
      GIT_CONFIG_COUNT: '1',
      GIT_TRACE: '1',
      LD_PRELOAD: '/elsewhere/own.so',
    };
    await createGit({ path: folder, env, signal })(checkout.root, ['version']);
    const lines = (await readFile(seen, 'utf8')).trim().split('\n');
    // A shell adds these.
    const names = lines
      .map((line) => line.split('=')[0])
      .filter((name) => !/^(PWD|_|SHLVL|OLDPWD)$/.test(name ?? ''));
    assert.deepEqual(names.sort(), [
      'GIT_ALLOW_PROTOCOL',
      'GIT_NO_LAZY_FETCH',
      'GIT_OPTIONAL_LOCKS',
      'GIT_TERMINAL_PROMPT',
      'HOME',
      'LC_ALL',
      'PATH',
      'SUDO_UID',
      'XDG_CONFIG_HOME',
    ]);
  });

  it('knows the folders that the user has called safe', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': 'x', 'home/.gitconfig': '' });
    const home = checkout.path('home');
    await checkout.write('home/.gitconfig', '[safe]\n\tdirectory = /somewhere\n');
    const git = createGit({ path: process.env['PATH'], env: { HOME: home }, signal });
    const { stdout } = await git(checkout.root, ['config', '--get-all', 'safe.directory']);
    assert.equal(stdout, '/somewhere\n');
  });

  it('takes no configuration from a place that is relative to the checkout', async (t) => {
    const checkout = await aCheckout(t, { '.gitconfig': '[own]\n\tvalue = yes\n' });
    const env = { HOME: '.', GIT_CONFIG_GLOBAL: '.gitconfig', XDG_CONFIG_HOME: '' };
    const git = createGit({ path: process.env['PATH'], env, signal });
    const { stdout } = await git(checkout.root, ['config', '--get', 'own.value']);
    assert.equal(stdout, '');
  });

  for (const relative of ['.', '', 'bin', './bin']) {
    it(`is not looked for in the relative folder "${relative}" of PATH`, async (t) => {
      const checkout = await aCheckout(t, { 'a.hcl': 'x' });
      const { seen } = await aSpy(
        checkout,
        relative === 'bin' || relative === './bin' ? 'bin' : '.',
      );
      const git = createGit({ path: `${relative}:${process.env['PATH']}`, env: {}, signal });
      await ignoredPaths(checkout.root, ['a.hcl'], git);
      assert.equal(existsSync(seen), false);
    });
  }

  it('takes no bare repository of the checkout for the real one', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': 'x' });
    checkout.git('init', '-q', '--bare', 'inner');
    const { exitCode, stderr } = await checkout.askGit(checkout.path('inner'), [
      'rev-parse',
      '--git-dir',
    ]);
    assert.equal(exitCode, 128);
    assert.match(stderr, /bare repository/);
  });

  it('that is missing tells nothing of what is ignored', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': 'x' });
    const git = createGit({ path: checkout.root, env: {}, signal });
    assert.deepEqual(await ignoredPaths(checkout.root, ['a.hcl'], git), []);
    await assert.rejects(git(checkout.root, ['version']), { code: 'UNSUPPORTED' });
  });

  it('is ended with the run', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': 'x' });
    await checkout.write('bin/git', '#!/bin/sh\necho $$ > pid\nexec sleep 1000\n', 0o755);
    const stop = new AbortController();
    const git = createGit({
      path: `${checkout.path('bin')}:/usr/bin:/bin`,
      env: {},
      signal: stop.signal,
    });
    const asked = ignoredPaths(await realpath(checkout.root), ['a.hcl'], git);
    while (!existsSync(checkout.path('pid'))) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new Error('enough'));
    await assert.rejects(asked, { code: 'CANCELLED' });
  });
});
