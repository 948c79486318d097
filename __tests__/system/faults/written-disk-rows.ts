/** Disks that images are written to: a folder as the store, the file of a download, and how large a file may be. */
import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { nodeOfBundle } from '../e2e/labctl.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultRow } from './fault-row.ts';
import { expectFailures, expectRefused, type Failure, runOfBundle } from './fault-run.ts';
import { NO_PRIVATE_DISK, privateDisk } from './private-disk.ts';

const MIB = 2 ** 20;
const SMALL_BYTES = 100_000;
const DISK_MIB = 4;

export const WRITTEN_DISK_ROWS: readonly FaultRow[] = [
  {
    row: 71,
    fault: 'The disk that images are written to fills up, is read-only, or takes no file as large',
    labctl:
      'Fails that image with the path, the reason, the space that is free there and what helps; no part of it stays.',
    needs: ['unshare', 'prlimit'],
    cases: {
      async 'a folder that fills up is named, for plain and for compressed images'(lab, test) {
        if (NO_PRIVATE_DISK) return test.skip(NO_PRIVATE_DISK);
        const store = join(lab.folder, 'store');
        const disk = await privateDisk(lab, store, `size=${DISK_MIB}m`);
        await offerLarge(lab);
        const run = await lab.sync(['--concurrency', '1'], disk.options);
        const full = fullAt(store, 'free some space there');
        expectFailures(run, { plain: full, packed: full });
        assert.deepEqual(
          (await disk.filesLeft()).filter((file) => !file.startsWith('.labctl/meta/')),
          ['images/small/small.iso', 'metadata/index.json', 'metadata/small/small.iso.json'],
        );
        await lab.expectNothingLeft();
      },
      async 'a download onto a full disk names its file, wherever it comes from'(lab, test) {
        if (NO_PRIVATE_DISK) return test.skip(NO_PRIVATE_DISK);
        await offerLarge(lab);
        const published = await lab.sync(['--concurrency', '1']);
        assert.equal(published.code, 0, published.log);
        const out = join(lab.folder, 'out');
        for (const from of [
          ['--from', 'manifest', '--manifest', 'images.yaml'],
          ['--store', './store'],
        ]) {
          for (const name of ['plain', 'packed']) {
            const disk = await privateDisk(lab, out, `size=${DISK_MIB}m`);
            const file = join(out, `${name}.raw`);
            const run = await download(lab, [name, ...from, '--output', file], disk.options);
            expectRefused(run, fullAt(file, '`--output`'));
            assert.deepEqual(await disk.filesLeft(), []);
          }
        }
      },
      async 'a download from a bucket onto a full disk names its file'(lab, test) {
        if (NO_PRIVATE_DISK) return test.skip(NO_PRIVATE_DISK);
        const bucket = await lab.useBucket();
        await offerLarge(lab);
        const published = await lab.sync(['--concurrency', '1']);
        assert.equal(published.code, 0, published.log);
        const out = join(lab.folder, 'out');
        const disk = await privateDisk(lab, out, `size=${DISK_MIB}m`);
        const file = join(out, 'plain.raw');
        const run = await download(lab, ['plain', '--output', file], {
          ...disk.options,
          env: bucket.env,
        });
        expectRefused(run, fullAt(file, '`--output`'));
        assert.deepEqual(await disk.filesLeft(), []);
      },
      async 'a file that is larger than the system allows is named, with what limits it'(lab) {
        await offerLarge(lab);
        const node = await nodeWithLimit(lab, 2 * MIB);
        const run = await lab.sync(['--concurrency', '1'], { node });
        const says = ['EFBIG', join(lab.folder, 'store'), 'ulimit -f'];
        const tooLarge = { code: 'FILE_FAILED', says };
        expectFailures(run, { plain: tooLarge, packed: tooLarge });
        await lab.expectPublished('small');
        const out = join(lab.folder, 'out');
        await mkdir(out);
        const file = join(out, 'plain.raw');
        const args = ['plain', '--from', 'manifest', '--manifest', 'images.yaml', '--output', file];
        const refused = await download(lab, args, { node });
        expectRefused(refused, { code: 'FILE_FAILED', says: ['EFBIG', file, 'ulimit -f'] });
        assert.deepEqual(await readdir(out), []);
      },
      async 'a folder that is read-only is named'(lab, test) {
        if (NO_PRIVATE_DISK) return test.skip(NO_PRIVATE_DISK);
        const store = join(lab.folder, 'store');
        const disk = await privateDisk(lab, store, 'ro');
        await offerLarge(lab);
        const run = await lab.sync([], disk.options);
        const says = ['EROFS', store];
        const refused = { code: 'FILE_FAILED', says, hides: ['temp-dir'] };
        expectFailures(run, { small: refused, plain: refused, packed: refused });
        await lab.expectNothingLeft();
      },
    },
  },
];

/** What is told of a full disk: the place, its space, this remedy and no other one. */
function fullAt(path: string, remedy: string): Failure {
  const says = [path, 'ENOSPC', /free \d+ MiB in /, remedy];
  return { code: 'DISK_FULL', says, hides: ['temp-dir', 'aborted'] };
}

/** One image that fits, and two of which only the beginning does: as it is, and compressed to next to nothing. */
async function offerLarge(lab: FaultLab): Promise<void> {
  const [plain, packed] = ['plain ', 'packed '].map((text) =>
    Buffer.alloc(3 * DISK_MIB * MIB, text),
  );
  assert.ok(plain && packed);
  await lab.offer('plain', plain);
  await lab.offer('packed', gzipSync(packed), { decompress: 'gzip', raw: packed });
  await lab.offer('small', plain.subarray(0, SMALL_BYTES));
}

async function download(
  lab: FaultLab,
  args: readonly string[],
  options: Parameters<FaultLab['images']>[1],
) {
  const [name = '', ...more] = args;
  return runOfBundle(await lab.images(['download', '--name', name, '--json', ...more], options));
}

/** A Node that may write no file of more than so many bytes. */
async function nodeWithLimit(lab: FaultLab, bytes: number): Promise<string> {
  const path = join(lab.folder, 'node-with-limit');
  const script = `#!/bin/sh\nexec prlimit --fsize=${bytes} "${nodeOfBundle()}" "$@"\n`;
  await writeFile(path, script);
  await chmod(path, 0o755);
  return path;
}
