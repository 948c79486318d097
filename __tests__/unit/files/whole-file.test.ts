import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { LabctlError } from '../../../src/base/errors.ts';
import { writeWholeFile } from '../../../src/files/whole-file.ts';

describe('a whole file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labctl-whole-file-'));
    path = join(folder, 'image.raw');
    await writeFile(path, 'old');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const { signal } = new AbortController();

  async function assertUntouched(): Promise<void> {
    assert.equal(await readFile(path, 'utf8'), 'old');
    assert.deepEqual(await readdir(folder), ['image.raw']);
  }

  it('takes the place of what was there', async () => {
    const bytes = await writeWholeFile(path, Readable.from([Buffer.from('newer')]), signal);
    assert.equal(bytes, 5);
    assert.equal(await readFile(path, 'utf8'), 'newer');
    assert.deepEqual(await readdir(folder), ['image.raw']);
  });

  it('has its name only when it is complete', async () => {
    async function* watched() {
      yield Buffer.alloc(2 ** 20);
      assert.equal(await readFile(path, 'utf8'), 'old');
      yield Buffer.alloc(2 ** 20);
      assert.equal(await readFile(path, 'utf8'), 'old');
    }
    await writeWholeFile(path, Readable.from(watched()), signal);
    assert.equal((await readFile(path)).length, 2 ** 21);
  });

  it('leaves what was there, and nothing else, when its bytes turn out wrong at the end', async () => {
    async function* wrong() {
      yield Buffer.alloc(2 ** 20);
      throw new LabctlError('CHECKSUM_MISMATCH', 'not what was wanted');
    }
    const writing = writeWholeFile(path, Readable.from(wrong()), signal);
    await assert.rejects(writing, { code: 'CHECKSUM_MISMATCH' });
    await assertUntouched();
  });

  it('leaves what was there, and nothing else, when it is stopped', async () => {
    const stop = new AbortController();
    async function* endless() {
      for (;;) {
        yield Buffer.alloc(2 ** 20);
        stop.abort(new LabctlError('CANCELLED', 'enough'));
      }
    }
    await assert.rejects(writeWholeFile(path, Readable.from(endless()), stop.signal));
    await assertUntouched();
  });
});
