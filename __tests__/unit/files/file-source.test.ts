/** Local files that are not there, no files, or change while they are read. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createFileSource } from '../../../src/files/file-source.ts';
import { download, failsWith, never } from '../http/loopback.ts';

describe('a file source', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labctl-files-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('says NOT_FOUND of a file that is not there', async () => {
    const path = join(folder, 'absent.raw');
    await assert.rejects(createFileSource(path).open(never), failsWith('NOT_FOUND', path));
    const below = join(folder, 'file', 'absent.raw');
    await writeFile(join(folder, 'file'), '');
    await assert.rejects(createFileSource(below).open(never), failsWith('NOT_FOUND', below));
  });

  it('refuses a folder, and a pipe without waiting for its writer', async () => {
    await assert.rejects(
      createFileSource(folder).open(never),
      failsWith('INPUT_INVALID', 'a folder, want a regular file'),
    );
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await assert.rejects(createFileSource(pipe).open(never), failsWith('INPUT_INVALID', 'a pipe'));
  });

  it('says FILE_FAILED of a file that cannot be opened', async () => {
    const path = join(folder, 'x'.repeat(300));
    await assert.rejects(
      createFileSource(path).open(never),
      failsWith('FILE_FAILED', 'ENAMETOOLONG'),
    );
  });

  it('keeps control characters out of its label', () => {
    assert.equal(createFileSource('a\u001b[2Jb').label, 'a\\u001b[2Jb');
  });

  it('reads an empty file', async () => {
    const path = join(folder, 'empty');
    await writeFile(path, '');
    const { bytes, size } = await download(createFileSource(path));
    assert.deepEqual([bytes.length, size], [0, 0]);
  });

  it('announces the size at the beginning and hands on what is there when it is read', async () => {
    const path = join(folder, 'changing');
    for (const [change, length] of [
      [(file: string) => appendFile(file, 'more'), 1_000_004],
      [(file: string) => truncate(file, 10), 10],
    ] as const) {
      await writeFile(path, Buffer.alloc(1_000_000));
      const { body, size } = await createFileSource(path).open(never);
      await change(path);
      assert.equal(Buffer.concat(await body.toArray()).length, length);
      assert.equal(size, 1_000_000);
    }
  });
});
