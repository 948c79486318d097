import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from './workflow-files.ts';

const ZIZMOR = join(ROOT, '.cache', 'zizmor', 'bin', 'zizmor');

/** Required where CI runs on GitHub: its machines have what prepare-tests.ts installs it with. */
const isMissing = !existsSync(ZIZMOR) && process.env['GITHUB_ACTIONS'] !== 'true';
const skip =
  isMissing && 'zizmor is not in .cache: run "npm run pretest" with Python and pip installed';

describe('zizmor', { skip }, () => {
  it('finds nothing in the workflows and in action.yml', () => {
    const { status, output } = zizmor(ROOT, '.github/workflows', 'action.yml');
    assert.equal(status, 0, output);
    assert.match(output, /completed .*ci\.yml/);
    assert.match(output, /completed .*action\.yml/);
  });

  it('would find a hole', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'labctl-zizmor-'));
    t.after(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, '.github', 'workflows'), { recursive: true });
    await writeFile(
      join(folder, '.github', 'workflows', 'hole.yml'),
      'on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n' +
        `      - run: echo $${'{{ github.event.pull_request.title }}'}\n`,
    );
    const { status, output } = zizmor(folder, '.github/workflows');
    assert.notEqual(status, 0);
    assert.match(output, /template-injection/);
    assert.match(output, /dangerous-triggers/);
  });
});

/** Without a network: what it would ask GitHub for is left out. */
function zizmor(cwd: string, ...inputs: readonly string[]) {
  const args = ['--offline', '--no-progress', '--color', 'never', ...inputs];
  const env = { PATH: process.env['PATH'], HOME: cwd };
  const { status, stdout, stderr, error } = spawnSync(ZIZMOR, args, { cwd, env, encoding: 'utf8' });
  return { status, output: `${error ?? ''}${stdout}${stderr}` };
}
