import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { needs } from '../stream/decode/cli.ts';

const run = promisify(execFile);

/** A process of its own, since it takes from itself the right to open files. Prints the code and the message. */
const SCRIPT = `
  import { spawnSync } from 'node:child_process';
  import { runLive } from './src/programs/run-live.ts';
  import { runProgram } from './src/programs/run-program.ts';
  const { signal } = new AbortController();
  const env = { PATH: process.env.PATH };
  const common = { args: ['--version'], env, signal };
  const calls = {
    runProgram: () => runProgram('/bin/sh', { ...common, timeLimitMs: 60_000, maxOutputBytes: 1000 }),
    runLive: () => runLive('/bin/sh', { ...common, cwd: '/', onLine: () => {} }),
  };
  spawnSync('prlimit', ['--pid', String(process.pid), '--nofile=1:']);
  await calls[process.env.CALL]().then(
    () => console.log('it ran'),
    (error) => console.log(error.code, error.message),
  );
`;

describe('a process that may open no more files', needs('prlimit', 'sh'), () => {
  for (const call of ['runProgram', 'runLive']) {
    it(`is told so by ${call}, and does not hang`, async () => {
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', SCRIPT], {
        cwd: fileURLToPath(new URL('../../../', import.meta.url)),
        env: { PATH: process.env['PATH'], CALL: call },
        timeout: 60_000,
      });
      assert.match(stdout, /^UNSUPPORTED .*sh cannot be started: .*EMFILE/);
    });
  }
});
