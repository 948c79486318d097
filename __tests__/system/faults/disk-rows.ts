/** Disks that are full or read-only, and a process that may open no more files, while images are on their way. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { bufferContent, type Content, generatedContent } from '../../support/servers/content.ts';
import { sha256 } from '../e2e/lab.ts';
import { xz } from './compressed-files.ts';
import type { FaultRow } from './fault-row.ts';
import { expectFailures, expectRefused } from './fault-run.ts';
import { AS_GZIP, IMAGE, PACKED, RAW } from './images.ts';
import { NO_PRIVATE_DISK, privateDisk } from './private-disk.ts';

const MIB = 2 ** 20;

export const DISK_ROWS: readonly FaultRow[] = [
  {
    row: 22,
    fault: 'The disk is full or read-only, or no more files can be opened',
    labctl:
      'Fails that image with the folder and the reason, and gives its space back; the next image may fit.',
    needs: ['xz', 'unshare', 'prlimit', 'fallocate'],
    cases: {
      async 'a file that cannot fit is refused before it is downloaded, and the next one fits'(
        lab,
        test,
      ) {
        if (NO_PRIVATE_DISK) return test.skip(NO_PRIVATE_DISK);
        const disk = await privateDisk(lab, lab.temp, 'size=300m');
        await lab.offer('large', PACKED, { ...AS_GZIP, checksum: sha256('never read') });
        lab.origin.serve('/large.iso', generatedContent(100 * MIB));
        await lab.offer('small', PACKED, AS_GZIP);
        const run = await lab.sync(['--concurrency', '1'], disk.options);
        const says = ['not enough disk', lab.temp, '100 MiB for the file', 'free 300 MiB'];
        expectFailures(run, { large: { code: 'DISK_FULL', says } });
        const [large] = lab.origin.requests;
        assert.ok((large?.bytesSent ?? 0) < 50 * MIB, `${large?.bytesSent} bytes`);
        assert.deepEqual(await disk.filesLeft(), []);
        await lab.expectPublished('small');
      },
      async 'a disk that fills up amid a download fails that image, and its space comes back'(
        lab,
        test,
      ) {
        if (NO_PRIVATE_DISK) return test.skip(NO_PRIVATE_DISK);
        const disk = await privateDisk(lab, lab.temp, 'size=400m');
        const filler = () => join(disk.path(), 'filler');
        const fill = () => {
          const { bavail, bsize } = statfsSync(disk.path());
          // What the client is just writing needs a place while this goes on.
          const bytes = bavail * bsize - 16 * MIB;
          const filled = spawnSync('fallocate', ['-l', `${bytes}`, filler()]);
          assert.equal(filled.status, 0, String(filled.stderr));
        };
        const free = () => void spawnSync('rm', [filler()]);
        await lab.offer('large', PACKED, { ...AS_GZIP, checksum: sha256('never read') });
        // With half of it sent the client has read some, and so has begun its temporary file.
        lab.origin.serve('/large.iso', whenRead(generatedContent(64 * MIB), 32 * MIB, fill));
        await lab.offer('plain', IMAGE);
        const freeing = whenRead(bufferContent(IMAGE), 0, free);
        // With its ETag told, it is not read before it is downloaded.
        lab.origin.serve('/plain.iso', { content: freeing, etag: '"plain"' });
        await lab.offer('small', PACKED, AS_GZIP);
        const run = await lab.sync(['--concurrency', '1'], disk.options);
        const says = ['no space left', lab.temp];
        expectFailures(run, { large: { code: 'DISK_FULL', says } });
        assert.deepEqual(await disk.filesLeft(), []);
        await lab.expectPublished('plain', 'small');
      },
      async 'a store folder that is full keeps the images that fit, and no part of the others'(
        lab,
        test,
      ) {
        if (NO_PRIVATE_DISK) return test.skip(NO_PRIVATE_DISK);
        const store = join(lab.folder, 'store');
        const disk = await privateDisk(lab, store, 'size=2m');
        await lab.offer('large', IMAGE);
        await lab.offer('packed', PACKED, { ...AS_GZIP, expected: sha256('never written') });
        await lab.offer('small', IMAGE.subarray(0, 100_000));
        const run = await lab.sync(['--concurrency', '1'], disk.options);
        const says = ['ENOSPC', store];
        expectFailures(run, {
          large: { code: 'DISK_FULL', says },
          packed: { code: 'CHECKSUM_MISMATCH' },
        });
        assert.deepEqual(
          (await disk.filesLeft()).filter((file) => !file.startsWith('.labctl/meta/')),
          ['images/small/small.iso', 'metadata/index.json', 'metadata/small/small.iso.json'],
        );
        await lab.expectNothingLeft();
      },
      async 'a temporary folder that is read-only is named, and plain images need none'(lab, test) {
        if (NO_PRIVATE_DISK) return test.skip(NO_PRIVATE_DISK);
        const disk = await privateDisk(lab, lab.temp, 'ro');
        await lab.offer('packed', PACKED, AS_GZIP);
        await lab.offer('plain', IMAGE);
        const run = await lab.sync([], disk.options);
        const says = ['cannot keep', lab.temp, 'read-only'];
        expectFailures(run, { packed: { code: 'FILE_FAILED', says } });
        await lab.expectPublished('plain');
      },
      async 'a temporary folder without permission, or that is not there, is named'(lab, test) {
        await lab.offer('packed', PACKED, AS_GZIP);
        const missing = join(lab.folder, 'no-such-folder');
        const absent = { code: 'INPUT_INVALID', says: ['temp-dir', missing, 'not there'] };
        expectRefused(await lab.sync(['--temp-dir', missing]), absent);
        await lab.expectNothingLeft();
        if (process.getuid?.() === 0) return test.diagnostic('root may write everywhere');
        await chmod(lab.temp, 0o500);
        const denied = { code: 'FILE_FAILED', says: [lab.temp, 'EACCES'] };
        expectFailures(await lab.sync(), { packed: denied });
        await lab.expectNothingLeft();
      },
      async 'a process that may open no more files fails its images and ends'(lab) {
        const file = xz(RAW);
        let pid = 0;
        const limit = () => {
          const limited = spawnSync('prlimit', ['--pid', `${pid}`, '--nofile=1:']);
          assert.equal(limited.status, 0, String(limited.stderr));
        };
        await lab.offer('packed', file, { decompress: 'xz', raw: RAW });
        lab.origin.serve('/packed.iso', whenRead(bufferContent(file), file.length >> 1, limit));
        await lab.offer('plain', IMAGE);
        const run = await lab.sync(['--concurrency', '1'], {
          started: (child) => {
            pid = child.pid ?? 0;
          },
        });
        const [packed, plain] = run.images;
        assert.deepEqual([packed?.outcome, plain?.outcome, run.code], ['failed', 'failed', 1]);
        assert.match(packed?.error?.message ?? '', /EMFILE/);
        assert.match(plain?.error?.message ?? '', /EMFILE/);
        await lab.expectNothingLeft();
      },
    },
  },
];

/** `content`, of which reading beyond `at` has an effect first. */
function whenRead(content: Content, at: number, effect: () => void): Content {
  let done = false;
  return {
    size: content.size,
    *read(start, end) {
      for (const chunk of content.read(start, end)) {
        if (!done && start >= at) {
          done = true;
          effect();
        }
        start += chunk.length;
        yield chunk;
      }
    },
  };
}
