import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, before, describe, test } from 'node:test';
import { createDecoder } from '../../../../src/stream/decode/decode.ts';
import { needs, output, xzProgram } from '../decode/cli.ts';
import { arriving, decodeAll } from '../decode/slices.ts';

describe('the xz program', needs('xz', 'sh'), () => {
  let folder = '';
  let file: Buffer = Buffer.alloc(0);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labctl-xz-'));
    file = output('xz', ['-c', '-1'], Buffer.alloc(20 * 2 ** 20));
  });
  after(() => rm(folder, { recursive: true }));

  /** A decoder whose `xz` is a shell script, which writes its process id to `pid` first. */
  async function decoderOf(script: string) {
    const program = join(folder, 'xz');
    await writeFile(program, `#!/bin/sh\necho $$ > "${join(folder, 'pid')}"\n${script}\n`);
    await chmod(program, 0o755);
    return createDecoder('xz', { xzProgram: program, label: 'talos' });
  }

  async function assertGone() {
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    // A zombie would still be found.
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  }

  test('is named when it cannot be started', async () => {
    const decode = createDecoder('xz', { xzProgram: join(folder, 'no-xz'), label: 'talos' });
    await assert.rejects(decodeAll(decode, [file]), {
      code: 'DECODE_FAILED',
      message: /no-xz: .*ENOENT/,
    });
  });

  test('fails with the name of the signal that killed it', async () => {
    const decode = await decoderOf('kill -9 $$');
    await assert.rejects(decodeAll(decode, [file]), {
      code: 'DECODE_FAILED',
      message: 'cannot decompress talos as xz: xz was killed by SIGKILL',
    });
    await assertGone();
  });

  test('fails with its exit code when it says nothing, also without reading its input', async () => {
    const decode = await decoderOf('exit 137');
    await assert.rejects(decodeAll(decode, Array(50).fill(file)), {
      code: 'DECODE_FAILED',
      message: /exit code 137/,
    });
  });

  test('fails with a bounded and printable part of what it says', async () => {
    const decode = await decoderOf(
      `printf '/bin/xz: (stdin): bad\\033[2J\\nworse' >&2; head -c 1000000 /dev/zero | tr '\\0' x >&2; exit 1`,
    );
    await assert.rejects(decodeAll(decode, [file]), (error: Error) => {
      assert.match(error.message, /: xz: bad\\u001b\[2J; worse/);
      assert.ok(error.message.length < 400);
      return true;
    });
  });

  test('fails when it ends well without having read everything', async () => {
    const decode = await decoderOf('exit 0');
    await assert.rejects(decodeAll(decode, Array(50).fill(file)), { code: 'DECODE_FAILED' });
  });

  test('has ended when the pipeline is aborted while it hangs', async () => {
    const decode = await decoderOf('exec sleep 1000');
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 150);
    await assert.rejects(pipeline(arriving([file]), decode, sink(), { signal: abort.signal }));
    await assertGone();
  });

  test('has ended when it is aborted before it starts', async () => {
    const decode = await decoderOf('exec sleep 1000');
    const signal = AbortSignal.abort(new Error('stopped'));
    await assert.rejects(
      (async () => {
        for await (const _ of decode(arriving([file]), { signal }));
      })(),
      /stopped/,
    );
  });

  test('has ended when a stage behind it has failed', async () => {
    const decode = await decoderOf(`exec "${await xzProgram()}" "$@"`);
    const failure = new Error('the store is gone');
    const failing = new Writable({ write: (_chunk, _encoding, done) => done(failure) });
    await assert.rejects(pipeline(arriving([file]), decode, failing), (error) => error === failure);
    await assertGone();
  });

  test('has ended when its input has failed', async () => {
    const decode = await decoderOf(`exec "${await xzProgram()}" "$@"`);
    const failure = new Error('the disk is broken');
    const input = new Readable({ read() {} });
    input.push(file.subarray(0, 100));
    setTimeout(() => input.destroy(failure), 50);
    await assert.rejects(pipeline(input, decode, sink()), (error) => error === failure);
    await assertGone();
  });

  test('gets no options from the environment', async () => {
    const seen = join(folder, 'environment');
    const decode = await decoderOf(`/usr/bin/env > "${seen}"; exec "${await xzProgram()}" "$@"`);
    process.env['XZ_OPT'] = '--memlimit=1KiB';
    try {
      assert.equal((await decodeAll(decode, [file])).length, 20 * 2 ** 20);
    } finally {
      delete process.env['XZ_OPT'];
    }
    assert.ok(existsSync(seen));
    assert.doesNotMatch(await readFile(seen, 'utf8'), /^XZ_|^HOME=/m);
  });
});

function sink(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
