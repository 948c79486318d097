import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runLive } from '../../../src/programs/run-live.ts';
import { type ProgramOptions, runProgram } from '../../../src/programs/run-program.ts';
import { needs } from '../stream/decode/cli.ts';

const signal = new AbortController().signal;

/** Runs a script of the shell. */
const run = (script: string, more: Partial<ProgramOptions> = {}) =>
  runProgram('/bin/sh', {
    args: ['-c', script],
    env: {},
    timeLimitMs: 60_000,
    maxOutputBytes: 1_000,
    signal,
    ...more,
  });

describe('a program that labctl runs', needs('sh', 'env'), () => {
  it('has the environment that it was given, and nothing else', async () => {
    process.env['E2_SECRET_KEY'] = 'secret';
    try {
      const { stdout } = await run('/usr/bin/env', { env: { GIVEN: 'yes' } });
      const lines = stdout
        .trim()
        .split('\n')
        .filter((line) => !/^(PWD|_|SHLVL|OLDPWD)=/.test(line));
      assert.deepEqual(lines, ['GIVEN=yes']);
    } finally {
      delete process.env['E2_SECRET_KEY'];
    }
  });

  for (const program of ['sh', './sh', 'bin/sh', '']) {
    it(`is not started by the name "${program}"`, async () => {
      const options = { args: [], env: { PATH: '/bin' }, signal };
      const limits = { timeLimitMs: 1_000, maxOutputBytes: 1 };
      await assert.rejects(runProgram(program, { ...options, ...limits }), { code: 'INTERNAL' });
      const live = { ...options, cwd: '/', onLine: () => undefined };
      await assert.rejects(runLive(program, live), { code: 'INTERNAL' });
    });
  }

  it('reads what it is given, and else nothing', async () => {
    assert.equal((await run('cat', { input: 'a\0b' })).stdout, 'a\0b');
    assert.equal((await run('cat')).stdout, '');
  });

  it('may leave its input unread', async () => {
    const { exitCode } = await run('exec 0<&-; exit 3', { input: 'x'.repeat(2 ** 20) });
    assert.equal(exitCode, 3);
  });

  it('is ended with what it started when it takes too long', async () => {
    const stuck = run('echo $$; (sleep 1000; echo late) & sleep 1000', { timeLimitMs: 300 });
    await assert.rejects(stuck, { code: 'UNSUPPORTED', message: /no answer in 0\.3 s/ });
  });

  it('is ended when it says too much', async () => {
    await assert.rejects(run('while :; do echo more; done'), { message: /too much output/ });
  });

  it('is ended with the run', async () => {
    const stop = AbortSignal.timeout(200);
    await assert.rejects(run('sleep 1000', { signal: stop }), { code: 'CANCELLED' });
  });

  it('does not start in a run that is over', async () => {
    const over = AbortSignal.abort(new Error('over'));
    await assert.rejects(run('exit 0', { signal: over }), { code: 'CANCELLED' });
  });

  it('that is not there is told from one that fails', async () => {
    const options = { args: [], env: {}, timeLimitMs: 1_000, maxOutputBytes: 1, signal };
    await assert.rejects(runProgram('/no/such/program', options), {
      code: 'UNSUPPORTED',
      message: /cannot be started: .*ENOENT/,
    });
    assert.equal((await run('exit 7')).exitCode, 7);
    await assert.rejects(run('kill -9 $$'), { message: /was killed by SIGKILL/ });
  });
});
