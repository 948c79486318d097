import assert from 'node:assert/strict';
import { watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { children, strayProcesses } from '../faults/processes.ts';
import type { Mutant } from './mutant.ts';
import { type MutantsOptions, runMutants } from './run-mutants.ts';

const FILES = {
  'package.json': '{ "type": "module" }\n',
  'src/highest.ts': [
    'export function highest(numbers: readonly number[]): number {',
    '  // Not of an empty list.',
    '  if (numbers.length === 0) return 0;',
    '  return Math.max(...numbers);',
    '}',
    '',
  ].join('\n'),
  '__tests__/highest.test.ts': [
    "import assert from 'node:assert/strict';",
    "import { it } from 'node:test';",
    "import { highest } from '../src/highest.ts';",
    "it('gives the highest', () => assert.equal(highest([1, 3, 2]), 3));",
    "it('ends', () => assert.ok(highest([1]) > 0));",
    '',
  ].join('\n'),
  '__tests__/red.test.ts': [
    "import assert from 'node:assert/strict';",
    "import { it } from 'node:test';",
    "it('fails anyhow', () => assert.fail('as ever'));",
    "it.skip('is skipped', () => {});",
    '',
  ].join('\n'),
  // Says that it runs, and never ends.
  '__tests__/endless.test.ts': [
    "import { writeFileSync } from 'node:fs';",
    "import { it } from 'node:test';",
    "it('never ends', () => {",
    "  writeFileSync(process.env['RUNNING_FILE'] ?? '', '');",
    '  for (;;);',
    '});',
    '',
  ].join('\n'),
};

const MUTANT = {
  rule: 'the highest number is found',
  file: 'src/highest.ts',
  find: 'Math.max',
  replace: 'Math.min',
  test: '__tests__/highest.test.ts',
} satisfies Mutant;

describe('a run of mutants', { skip: process.platform === 'win32' }, () => {
  let folder: string;
  let root: string;
  let temporary: string;
  const ownTemporary = process.env['TMPDIR'];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labctl-mutants-test-'));
    root = join(folder, 'tree');
    temporary = join(folder, 'tmp');
    await mkdir(temporary);
    for (const name of ['src', '__tests__']) await mkdir(join(root, name), { recursive: true });
    for (const [name, text] of Object.entries(FILES)) await writeFile(join(root, name), text);
    process.env['TMPDIR'] = temporary;
    process.env['RUNNING_FILE'] = join(folder, 'running');
  });

  after(async () => {
    delete process.env['RUNNING_FILE'];
    if (ownTemporary === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = ownTemporary;
    await rm(folder, { recursive: true });
  });

  async function verdicts(...mutants: Partial<Mutant>[]): Promise<string[]> {
    const all = mutants.map((mutant) => ({ ...MUTANT, ...mutant }));
    const heard: Mutant[] = [];
    const results = await run(all, { onResult: ({ mutant }) => heard.push(mutant) });
    assert.equal(heard.length, all.length);
    return results.map(({ verdict, why }) => `${verdict}: ${why}`);
  }

  async function run(mutants: readonly Mutant[], options: Partial<MutantsOptions>) {
    const signal = new AbortController().signal;
    try {
      return await runMutants(mutants, { root, lanes: 3, signal, ...options });
    } finally {
      assert.deepEqual(await readdir(temporary), [], 'a copy is left');
      assert.deepEqual(await strayProcesses(temporary, await children()), []);
      for (const [name, text] of Object.entries(FILES)) {
        assert.equal(await readFile(join(root, name), 'utf8'), text, `${name} has been touched`);
      }
    }
  }

  it('tells one that a test notices from one that none does', async () => {
    const results = await verdicts(
      {},
      { find: 'if (numbers.length === 0) return 0;', replace: '' },
      { title: 'the highest' },
      { title: 'ends' },
    );
    assert.deepEqual(results, [
      'killed: gives the highest',
      'survived: all 2 tests pass',
      'killed: gives the highest',
      'survived: all 1 tests pass',
    ]);
  });

  it('calls one stale whose text is not there, or twice, or whose file is gone', async () => {
    const results = await verdicts(
      { find: 'Math.floor' },
      { find: 'numbers' },
      { file: 'src/gone.ts' },
    );
    for (const result of results) assert.match(result, /^stale: .* exactly once in src/);
  });

  it('calls one broken that says nothing of the tests', async () => {
    const results = await verdicts(
      { replace: 'Math.(' },
      { replace: "(await import('./gone.ts')).max" },
      { find: '// Not', replace: "import './gone.ts'; // Not" },
      { find: 'export function', replace: "import './gone.ts';\nexport function" },
      { find: 'export function', replace: 'process.exit(1);\nexport function' },
      { test: '__tests__/red.test.ts' },
      { test: '__tests__/red.test.ts', title: 'is skipped' },
      { test: '__tests__/gone.test.ts' },
      { title: 'no such title' },
    );
    const wanted = [
      /does not parse/,
      /does not parse|cannot be loaded/,
      /does not parse|cannot be loaded/,
      /cannot be loaded/,
      /cannot be loaded/,
      /without it, "fails anyhow" fails, too/,
      /1 are skipped and 0 run/,
      /0 run/,
      /0 are skipped and 0 run/,
    ];
    assert.equal(results.length, wanted.length);
    results.forEach((result, at) => {
      assert.match(result, /^broken: /);
      assert.match(result, wanted[at] ?? /^$/);
    });
  });

  it('ends what runs and removes the copies when it is stopped', async () => {
    const stop = new AbortController();
    const running = new Promise<void>((resolve) => {
      const watcher = watch(folder, (_event, name) => {
        if (name !== 'running') return;
        watcher.close();
        resolve();
      });
    });
    const endless = { ...MUTANT, test: '__tests__/endless.test.ts' };
    const stopped = run([endless, endless], { signal: stop.signal });
    await running;
    stop.abort(new Error('enough'));
    await assert.rejects(stopped, /enough/);
  });
});
