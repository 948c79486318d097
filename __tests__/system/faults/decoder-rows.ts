/** Compressed files that are damaged, hostile or of another content. */
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { sha256 } from '../e2e/lab.ts';
import { judgedFiles, withXzDictionary, withZstdWindow, xz, zstd } from './compressed-files.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, type Failure, type FaultRun } from './fault-run.ts';
import { PACKED, RAW } from './images.ts';
import { NO_XZ } from './xz-program-rows.ts';

const MIB = 2 ** 20;
const MAX_MEMORY_BYTES = 512e6;

export const DECODER_ROWS: readonly FaultRow[] = [
  {
    row: 20,
    fault: 'A compressed file is cut, damaged, padded, concatenated, or of another format',
    labctl:
      'Accepts exactly what `xz -t`, `gzip -t` and `zstd -t` accept, and publishes all of it.',
    needs: ['xz', 'gzip', 'zstd'],
    cases: {
      'xz, gzip and zstd files are judged as their tools judge them': judgesAsTheTools((lab) =>
        lab.sync(),
      ),
      'the same files are judged the same where there is no xz program': judgesAsTheTools((lab) =>
        lab.sync([], { env: NO_XZ }),
      ),
    },
  },
  {
    row: 21,
    fault: 'A small file decompresses to gigabytes, or asks for gigabytes of memory',
    labctl: 'Stops at `--max-decoded-size`, and stays below 512 MB of memory.',
    needs: ['xz', 'zstd', 's3'],
    cases: {
      async 'bombs of 2 GiB are stopped at the limit, and their uploads taken back'(lab) {
        const { proxy } = await lab.useBucket();
        const part = Buffer.alloc(64 * MIB);
        const bombs = { xz: xz(part, '-0'), gzip: gzipSync(part, { level: 1 }), zstd: zstd(part) };
        for (const [decompress, bytes] of Object.entries(bombs)) {
          const bomb = Buffer.concat(Array<Buffer>(32).fill(bytes));
          await lab.offer(decompress, bomb, { decompress, expected: sha256('anything') });
        }
        const run = await lab.sync(['--max-decoded-size', `${100 * MIB}`]);
        const says = [
          `got more than ${100 * MIB} bytes`,
          /over \d+ times its \d+ compressed bytes/,
        ];
        const stopped = { code: 'DECODED_TOO_LARGE', says };
        expectFailures(run, { xz: stopped, gzip: stopped, zstd: stopped });
        assert.ok(run.peakBytes < MAX_MEMORY_BYTES, `${run.peakBytes} bytes`);
        assert.ok(proxy.count('CreateMultipartUpload') > 0);
        assert.equal(proxy.count('CompleteMultipartUpload'), 0);
        await lab.expectNothingLeft();
      },
      async 'a dictionary of 4 GiB and a window of 2 GiB are refused'(lab) {
        for (const env of [{}, NO_XZ]) {
          const hungry = { xz: withXzDictionary(40), zstd: withZstdWindow(31) };
          for (const [decompress, bytes] of Object.entries(hungry)) {
            await lab.offer(decompress, bytes, { decompress, expected: sha256('anything') });
          }
          const run = await lab.sync([], { env });
          const refused = (says: RegExp) => ({ code: 'DECODE_FAILED', says: [says] });
          expectFailures(run, { xz: refused(/[Mm]emory/), zstd: refused(/window of 2048 MiB/) });
          assert.ok(run.peakBytes < MAX_MEMORY_BYTES, `${run.peakBytes} bytes`);
        }
        await lab.expectNothingLeft();
      },
    },
  },
  {
    row: 23,
    fault: 'The file is right, but what it decompresses to is not',
    labctl: 'Publishes nothing of it, and names both checksums and the length.',
    needs: ['xz', 'zstd', 's3'],
    cases: {
      async 'nothing reaches the bucket, in no format'(lab) {
        const { proxy } = await lab.useBucket();
        const formats = { xz: xz(RAW), gzip: PACKED, zstd: zstd(RAW) };
        const wanted = sha256('another image');
        const says = [
          `got ${sha256(RAW)}`,
          `want ${wanted}`,
          `${RAW.length} bytes`,
          'decompressed',
        ];
        const wrong = { code: 'CHECKSUM_MISMATCH', says };
        for (const [decompress, bytes] of Object.entries(formats)) {
          await lab.offer(decompress, bytes, { decompress, expected: wanted });
        }
        expectFailures(await lab.sync(), { xz: wrong, gzip: wrong, zstd: wrong });
        assert.equal(lab.origin.requests.length, 3);
        for (const format of Object.keys(formats)) {
          assert.equal(proxy.count('PutObject', `images/${format}/${format}.iso`), 0);
        }
        await lab.expectNothingLeft();
      },
    },
  },
];

function judgesAsTheTools(sync: (lab: FaultLab) => Promise<FaultRun>): FaultCase {
  return async (lab) => {
    const accepted: string[] = [];
    const failures: Record<string, Failure> = {};
    for (const [name, { format, bytes, raw, isMisnamed }] of judgedFiles()) {
      const how = raw === undefined ? { expected: sha256('anything') } : { raw };
      await lab.offer(name, bytes, { decompress: format, ...how });
      const says = ['cannot decompress', `as ${format}`, ...(isMisnamed ? ['looks like'] : [])];
      if (raw === undefined) failures[name] = { code: 'DECODE_FAILED', says };
      else accepted.push(name);
    }
    assert.ok(accepted.length > 15 && Object.keys(failures).length > 30);
    expectFailures(await sync(lab), failures);
    await lab.expectPublished(...accepted);
  };
}
