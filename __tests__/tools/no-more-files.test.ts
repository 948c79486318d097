import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { needs } from '../stream/cli.ts';

const run = promisify(execFile);

/** A process of its own, since it takes from itself the right to open files. Prints the code and the message. */
const SCRIPT = `
  import { spawnSync } from 'node:child_process';
  import { runLive } from './src/tools/run-live.ts';
  import { runProgram } from './src/tools/run-program.ts';
  const { signal } = new AbortController();
  const env = { PATH: process.env.PATH };
  const common = { args: ['--version'], env, signal };
  const calls = {
    runProgram: () => runProgram('git', { ...common, timeLimitMs: 60_000, maxOutputBytes: 1000 }),
    runLive: () => runLive('git', { ...common, cwd: '/', onLine: () => {} }),
  };
  spawnSync('prlimit', ['--pid', String(process.pid), '--nofile=1:']);
  await calls[process.env.CALL]().then(
    () => console.log('it ran'),
    (error) => console.log(error.code, error.message),
  );
`;

describe('a process that may open no more files', needs('prlimit', 'git'), () => {
  for (const call of ['runProgram', 'runLive']) {
    it(`is told so by ${call}, and does not hang`, async () => {
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', SCRIPT], {
        cwd: fileURLToPath(new URL('../../', import.meta.url)),
        env: { PATH: process.env['PATH'], CALL: call },
        timeout: 60_000,
      });
      assert.match(stdout, /^UNSUPPORTED .*git cannot be started: .*EMFILE/);
    });
  }
});
