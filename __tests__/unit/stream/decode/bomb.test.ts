import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { needs, output, xzProgram } from './cli.ts';

const run = promisify(execFile);
const READER = new URL('./bomb-reader.ts', import.meta.url).pathname;
const PART_BYTES = 64 * 2 ** 20;
const PARTS = 32;
const MAX_MEMORY_MIB = 320;

describe('a bomb of 2 GiB of zeros and a slow reader', needs('xz', 'zstd'), () => {
  let folder = '';
  const bombs: Record<string, string> = {};

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labctl-bomb-'));
    const part = Buffer.alloc(PART_BYTES);
    const parts = {
      xz: output('xz', ['-c', '-0'], part),
      gzip: gzipSync(part, { level: 1 }),
      zstd: output('zstd', ['-c', '-q'], part),
    };
    for (const [format, bytes] of Object.entries(parts)) {
      bombs[format] = join(folder, format);
      await writeFile(bombs[format], Buffer.concat(Array(PARTS).fill(bytes)));
    }
  });
  after(() => rm(folder, { recursive: true }));

  for (const decoder of ['xz-library', 'xz-program', 'gzip', 'zstd']) {
    test(`do not fill the memory of ${decoder}`, async () => {
      const [format = ''] = decoder.split('-');
      const { stdout } = await run(process.execPath, [
        READER,
        decoder,
        bombs[format] ?? '',
        await xzProgram(),
      ]);
      assert.ok(Number(stdout) < MAX_MEMORY_MIB, `${stdout} MiB`);
    });
  }
});
