/** Fuzzes by hand, longer than `npm test` does: npm run fuzz -- --cases 20000 --seed 1 --only 'manifests' */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    /** Of the first case; the next has the next number. */
    seed: { type: 'string', default: `${Date.now() % 2 ** 31}` },
    /** A part of a target's title. */
    only: { type: 'string' },
  },
});

const root = join(import.meta.dirname, '..');
const files = globSync('__tests__/system/fuzz/*.test.ts', { cwd: root });
const escaped = values.only?.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const chosen = escaped === undefined ? [] : [`--test-name-pattern=${escaped}`];
const ran = spawnSync(process.execPath, ['--test', '--test-concurrency=2', ...chosen, ...files], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, LABCTL_FUZZ_CASES: values.cases, LABCTL_FUZZ_SEED: values.seed },
});
process.exitCode = ran.status ?? 1;
