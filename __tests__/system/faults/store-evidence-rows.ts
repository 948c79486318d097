/** Objects, metadata and lines of the index that say what is not true, and others who write in between. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { INDEX_KEY } from '../../../src/images/catalog/metadata/metadata.ts';
import { systemError, watchFileHandles } from '../../support/servers/file-handles.ts';
import { sha256 } from '../e2e/lab.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess } from './fault-run.ts';
import type { LabBucket } from './shared-server.ts';
import {
  expectConvergence,
  never,
  openBucket,
  openPublished,
  pruneHere,
  SMALL,
  TALOS_KEY,
  TALOS_METADATA,
} from './store-case.ts';

/** As long as the image. */
const EVIL = Buffer.alloc(SMALL.length, 'evil');
const OTHER = 'other/other.iso';

export const EVIDENCE_ROWS: readonly FaultRow[] = [
  {
    row: 61,
    fault: 'An object, or the metadata of somebody else, says that it is the image',
    labctl:
      'Reads the object once and hashes it before it is described; what has other bytes is published again. What a run of this manifest has recorded of this very version is not read.',
    needs: ['s3'],
    cases: {
      'an object that calls itself the image is published again where its bytes are others': lies(
        (bucket) => put(bucket, TALOS_KEY, EVIL, { checksum: sha256(SMALL) }),
      ),
      'metadata of another tool does not make other bytes of the same size the image': lies(
        async (bucket) => {
          await put(bucket, TALOS_KEY, EVIL);
          await put(bucket, TALOS_METADATA, metadata({}));
        },
      ),
      'the word of another manifest does not make other bytes the image': lies(async (bucket) => {
        const { etag } = await put(bucket, TALOS_KEY, EVIL, { checksum: sha256(SMALL) });
        await put(bucket, TALOS_METADATA, metadata({ etag, managedBy: 'manifest/other' }));
      }),
      async 'the right bytes are read once, and not downloaded'(lab) {
        const bucket = await openBucket(lab, SMALL);
        await put(bucket, TALOS_KEY, SMALL);
        await put(bucket, TALOS_METADATA, metadata({}));
        bucket.proxy.forget();
        expectSuccess(await lab.syncHere(), 'repaired');
        assert.equal(bucket.proxy.count('GetObject', TALOS_KEY), 1);
        assert.equal(lab.origin.requests.length, 0);
        await expectConvergence(lab, bucket);
        assert.equal(bucket.proxy.count('GetObject', TALOS_KEY), 0);
      },
      async 'an object that the index remembers is not read when its metadata is lost'(lab) {
        const bucket = await openPublished(lab);
        await bucket.store.remove(TALOS_METADATA, never);
        expectSuccess(await lab.syncHere(), 'repaired');
        assert.equal(bucket.proxy.count('GetObject', TALOS_KEY), 0);
        await lab.expectPublished('talos');
      },
      async 'an object that is pruned while it is read is published'(lab) {
        const bucket = await openBucket(lab, SMALL);
        await put(bucket, TALOS_KEY, SMALL);
        await put(bucket, TALOS_METADATA, metadata({}));
        const before = () => bucket.store.remove(TALOS_KEY, never);
        bucket.proxy.fault({ kind: 'HeadObject', key: TALOS_KEY, times: 1, how: { before } });
        expectSuccess(await lab.syncHere());
        await lab.expectPublished('talos');
      },
    },
    shownBy: [
      'is published where it was pruned while its build went on, or described by somebody else',
    ],
  },
  {
    row: 62,
    fault: 'A key for one folder of the bucket writes a lie about what lies there',
    labctl:
      'Copies only what a run of this manifest has recorded itself; nobody else has a line of the index written for him.',
    needs: ['s3'],
    cases: {
      async 'a lie beside the images is neither copied nor noted in the index'(lab) {
        const bucket = await openBucket(lab, SMALL);
        const { etag } = await put(bucket, 'images/team/x.iso', EVIL, { checksum: sha256(SMALL) });
        const lie = metadata({ etag, managedBy: 'manifest/lab', version: 1 });
        await put(bucket, 'metadata/team/x.iso.json', lie);
        expectSuccess(await lab.syncHere());
        assert.equal(bucket.proxy.count('CopyObject'), 0);
        assert.doesNotMatch(await textOf(bucket, INDEX_KEY), /team/);
        await lab.offer('other', SMALL);
        expectSuccess(await lab.syncHere({ force: true }));
      },
    },
    shownBy: ['cannot have a lie copied out of it, nor noted in the index by a prune'],
  },
  {
    row: 63,
    fault:
      'A file in a folder as the store has other bytes than when it was published, of the same size and time',
    labctl:
      'Hashes what it copies: the file is reported as damaged, its metadata goes, both images are published anew.',
    cases: {
      async 'a damaged file is not copied, and is mended in the same run'(lab) {
        await lab.offer('talos', SMALL);
        expectSuccess(await lab.syncHere());
        const file = join(lab.folder, 'store', TALOS_KEY);
        const clock = join(lab.folder, 'clock');
        await writeFile(clock, '');
        execFileSync('touch', ['-r', file, clock]);
        await writeFile(file, EVIL);
        execFileSync('touch', ['-r', clock, file]);
        await lab.offer('other', SMALL);
        const run = await lab.syncHere();
        assert.equal(run.code, 0, run.log);
        assert.deepEqual(
          run.images.map(({ state, outcome }) => [state, outcome]),
          [
            ['damaged', 'copied'],
            ['missing', 'uploaded'],
          ],
        );
        assert.match(run.log, /other: warning: talos\/talos\.iso is damaged/);
        await lab.expectPublished('talos', 'other');
      },
    },
    shownBy: [
      'is not published when its source has changed before it was read to its end',
      'is not believed by a later run either, where this one was not to work on it',
    ],
  },
  {
    row: 64,
    fault: 'Somebody writes an image or its metadata at the moment in which `prune` deletes it',
    labctl:
      'Deletes only the version that it has seen: on condition where the store knows conditions, else after a last look. What has been written since stays and is reported.',
    needs: ['s3'],
    cases: {
      'an image that is published right before its deletion stays': staysWith(TALOS_KEY, 'next'),
      'metadata that is written right before its deletion stays': staysWith(TALOS_METADATA, '{}'),
    },
    shownBy: [
      'is refused by such a store when the object is overwritten right before',
      'leaves alone the metadata that somebody has written since it was read',
    ],
  },
  {
    row: 65,
    fault: '`metadata/index.json` has a line of 30 MB, or one that is nested thousands of times',
    labctl:
      'Passes over what it does not understand and reads the metadata files instead; the next run writes the index anew.',
    needs: ['s3'],
    cases: {
      'a line of 30 MB': passesOver(`"long.raw":"${'x'.repeat(30_000_000)}",`),
      'a line of 10,000,000 escapes': passesOver(`"${'\\"'.repeat(10_000_000)}":{},`),
      'a line that is nested 100,000 times': passesOver(`"deep.raw":{"x":${'['.repeat(100_000)}},`),
      'an index that is nested as a whole': passesOver(
        `\n{"version":1,"entries":{"deep.raw":${'{"x":'.repeat(5_000)}1${'}'.repeat(5_000)}}}`,
      ),
    },
  },
  {
    row: 66,
    fault:
      'A folder as the store lies on a mount that lets nobody set times, or cannot sync (Samba, another owner)',
    labctl:
      'Publishes there all the same; the time that the mount gives a file tells its versions apart.',
    cases: {
      'nobody may set the time of a file': livesWith('utimes', 'EPERM'),
      'nothing can be synced': livesWith('sync', 'EINVAL'),
    },
    shownBy: ['does not publish what could not be told from the version before'],
  },
  {
    row: 67,
    fault:
      'A destination needs a folder where another manifest has an image, or the metadata of one',
    labctl:
      'Refuses it before the download, and names what is in the way; the lint does so within a manifest.',
    cases: {
      async 'a place that only a bucket could give is refused before the download'(lab) {
        await lab.offer('talos', SMALL, { destination: 'a' });
        expectSuccess(await lab.syncHere());
        await lab.withdraw('talos');
        const downloads = lab.origin.requests.length;
        await lab.offer('other', SMALL, { destination: 'a.json/b' });
        const says = ['metadata/a.json is a file', 'choose another'];
        expectFailures(await lab.syncHere(), { other: { code: 'MANIFEST_INVALID', says } });
        assert.equal(lab.origin.requests.length, downloads);
        await lab.expectOnly({ objects: ['a'], metadata: ['a'] });
      },
    },
  },
];

/** What the bucket claims is found out, and the image put in its place. */
function lies(plant: (bucket: LabBucket) => Promise<unknown>): FaultCase {
  return async (lab) => {
    const bucket = await openBucket(lab, SMALL);
    await plant(bucket);
    const run = await lab.syncHere();
    expectSuccess(run);
    assert.equal(run.images[0]?.state, 'damaged');
    assert.match(run.log, new RegExp(`talos: warning: .*${sha256(EVIL)}`));
    await lab.expectPublished('talos');
    await expectConvergence(lab, bucket);
  };
}

/** Written after the last look of `prune` but one, and before its deletion. */
function staysWith(key: string, content: string): FaultCase {
  return async (lab) => {
    const bucket = await openPublished(lab);
    await lab.withdraw('talos');
    await lab.offer('other', SMALL, { destination: OTHER });
    bucket.proxy.fault({
      kind: 'HeadObject',
      key,
      after: 1,
      times: 1,
      how: { before: () => put(bucket, key, content) },
    });
    const { report, code } = await pruneHere(lab, bucket);
    assert.equal(code, 1);
    assert.equal(report.images[0]?.error?.code, 'PRUNE_REFUSED');
    assert.equal(await textOf(bucket, key), content);
  };
}

function passesOver(hostile: string): FaultCase {
  return async (lab) => {
    const bucket = await openPublished(lab);
    const index = await textOf(bucket, INDEX_KEY);
    const damaged = hostile.startsWith('\n') ? hostile : index.replace('\n', `\n${hostile}\n`);
    await put(bucket, INDEX_KEY, damaged);
    expectSuccess(await lab.syncHere(), 'skipped');
    await put(bucket, INDEX_KEY, damaged);
    const { report, code } = await pruneHere(lab, bucket);
    assert.deepEqual([report.images, code], [[], 0]);
    await expectConvergence(lab, bucket);
    await lab.expectPublished('talos');
  };
}

function livesWith(method: 'utimes' | 'sync', code: string): FaultCase {
  return async (lab) => {
    const undo = await watchFileHandles(method, () => Promise.reject(systemError(code)));
    try {
      await lab.offer('talos', SMALL);
      expectSuccess(await lab.syncHere());
      expectSuccess(await lab.syncHere(), 'skipped');
      await lab.offer('talos', EVIL);
      expectSuccess(await lab.syncHere());
      await lab.offer('other', EVIL);
      await lab.syncHere();
      expectSuccess(await lab.syncHere(), 'skipped');
      await lab.expectPublished('talos', 'other');
      assert.deepEqual(await readFile(join(lab.folder, 'store', TALOS_KEY)), EVIL);
    } finally {
      undo();
    }
  };
}

/** A metadata file that calls what is there the image. */
function metadata(more: Record<string, unknown>): string {
  const whole = {
    name: 'talos',
    checksum: sha256(SMALL),
    size: SMALL.length,
    uploadedAt: '2026-01-01T00:00:00.000Z',
    source: { url: 'https://example.org/talos.iso' },
  };
  return JSON.stringify({ ...whole, ...more });
}

/** As another program would, past labctl. */
function put(
  { store }: LabBucket,
  key: string,
  bytes: Buffer | string,
  meta: Record<string, string> = {},
) {
  return store.put(key, Readable.from([Buffer.from(bytes)]), { meta, signal: never });
}

async function textOf({ store }: LabBucket, key: string): Promise<string> {
  const found = await store.get(key, never);
  return found === undefined ? '' : String(await buffer(found.body));
}
