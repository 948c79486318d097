/** Images that are read from the bucket over connections that break. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultLab } from './fault-lab.ts';
import type { FaultRow } from './fault-row.ts';
import type { LabBucket } from './shared-server.ts';
import { IMAGE, openPublished, TALOS_KEY } from './store-case.ts';

export const READ_ROWS: readonly FaultRow[] = [
  {
    row: 78,
    fault: 'The connection breaks while an image is downloaded from the bucket',
    labctl:
      'Goes on where it broke, in the same version of the object only; gives up after five answers in a row without a byte.',
    needs: ['s3'],
    cases: {
      async 'a download that breaks again and again is whole in the end'(lab) {
        const bucket = await openPublished(lab, IMAGE);
        bucket.proxy.fault({ kind: 'GetObject', key: TALOS_KEY, times: 3, how: 'truncate' });
        const ran = await downloadTalos(lab, bucket);
        assert.equal(ran.code, 0, ran.stderr);
        assert.ok((await readFile(join(lab.folder, 'talos.raw'))).equals(IMAGE));
        assert.equal(bucket.proxy.count('GetObject', TALOS_KEY), 4);
      },
      async 'an object that is overwritten meanwhile is not joined to the one before'(lab) {
        const bucket = await openPublished(lab, IMAGE);
        const how = { status: 412, body: '<Error><Code>PreconditionFailed</Code></Error>' };
        bucket.proxy.fault({ kind: 'GetObject', key: TALOS_KEY, times: 1, how: 'truncate' });
        bucket.proxy.fault({ kind: 'GetObject', key: TALOS_KEY, how });
        const ran = await downloadTalos(lab, bucket);
        assert.equal(ran.code, 1);
        assert.match(ran.stderr, /overwritten meanwhile; run again/);
        const left = (await readdir(lab.folder)).filter((name) => name.includes('talos.raw'));
        assert.deepEqual(left, []);
      },
    },
    shownBy: [
      'reads an object whole over connections that all break',
      'goes on where a body was cut off, in the same version only',
      'never joins two versions, whether the store looks at the condition or not',
      'gives up a body after five answers in a row without a byte',
    ],
  },
];

function downloadTalos(lab: FaultLab, { env }: LabBucket) {
  return lab.images(['download', '--name', 'talos', '--output', 'talos.raw'], { env });
}
