/** Deletions that fail, or that must not happen. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { S3Fault } from '../../support/servers/s3-proxy.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectSuccess } from './fault-run.ts';
import type { LabBucket } from './shared-server.ts';
import {
  BROKEN,
  DENIED,
  never,
  pruneHere,
  pruneWithBundle,
  s3Error,
  TALOS,
  TALOS_KEY,
} from './store-case.ts';

const DEBIAN = 'debian/debian.iso';
const KEPT = 'kept/kept.iso';

export const PRUNE_ROWS: readonly FaultRow[] = [
  {
    row: 43,
    fault: 'A deletion fails, or finds nothing to delete',
    labctl:
      'Deletes the object, then its metadata. A failure is reported and harms no other deletion; the next `prune` ends the work.',
    needs: ['s3'],
    cases: {
      'an object cannot be deleted': endsLater(
        { kind: 'DeleteObject', key: TALOS_KEY, how: BROKEN },
        { objects: [KEPT, TALOS], metadata: [KEPT, TALOS] },
      ),
      'the metadata of a deleted object cannot be deleted': endsLater(
        { kind: 'DeleteObject', key: `metadata/${TALOS}.json`, how: DENIED },
        { objects: [KEPT], metadata: [KEPT, TALOS] },
      ),
      async 'a deletion that has happened without an answer is repeated'(lab) {
        const bucket = await openWithOrphans(lab);
        bucket.proxy.fault({ kind: 'DeleteObject', times: 2, how: 'lose' });
        const { code } = await pruneHere(lab, bucket);
        assert.equal(code, 0);
        await lab.expectPublished('kept');
      },
      async 'an object that is gone already leaves only its metadata to delete'(lab) {
        const bucket = await openWithOrphans(lab);
        await bucket.store.remove(TALOS_KEY, never);
        const { report, code } = await pruneHere(lab, bucket);
        assert.equal(code, 0);
        assert.equal(report.images.length, 2);
        await lab.expectPublished('kept');
      },
      async 'a store that answers 404 to a deletion has nothing to delete'(lab) {
        const bucket = await openWithOrphans(lab);
        const how = { acted: { status: 404, body: s3Error('NoSuchKey') } };
        bucket.proxy.fault({ kind: 'DeleteObject', how });
        assert.equal((await pruneHere(lab, bucket)).code, 0);
        await lab.expectPublished('kept');
      },
    },
  },
  {
    row: 44,
    fault:
      '`prune` with an empty or unreadable manifest, among objects of others, or with too much to delete',
    labctl:
      'Deletes nothing at all with such a manifest or above `--max-delete`, and never what another manifest, an upload or somebody else has put there.',
    needs: ['s3'],
    cases: {
      'a manifest without images deletes nothing': refusesManifest(
        JSON.stringify({
          apiVersion: 'images.lab.gilman.io/v1alpha1',
          kind: 'ImageManifest',
          metadata: { name: 'lab' },
          spec: { images: [] },
        }),
      ),
      'an empty manifest deletes nothing': refusesManifest(''),
      'a manifest that cannot be read deletes nothing': refusesManifest('spec: [unclosed'),
      async 'nothing is deleted where it would be too much'(lab) {
        const bucket = await openWithOrphans(lab);
        const { code, report } = await pruneWithBundle(lab, bucket, ['--max-delete', '1']);
        assert.equal(code, 2);
        assert.equal(report.refusal?.code, 'PRUNE_REFUSED');
        assert.match(report.refusal?.message ?? '', /found 2 images.*at most 1/);
        assert.equal(bucket.proxy.writes(), 0);
      },
      async 'what others have put there stays'(lab) {
        const bucket = await openWithOrphans(lab);
        await plantOthers(lab, bucket);
        const { code, report, log } = await pruneWithBundle(lab, bucket);
        assert.equal(code, 0, log);
        const deleted = report.images.map(({ destination }) => destination);
        assert.deepEqual(deleted.toSorted(), [DEBIAN, TALOS]);
        const { objects, metadata } = await lab.left();
        assert.deepEqual(objects.toSorted(), ['by-hand.raw', KEPT, 'other/other.iso', 'up.raw']);
        assert.deepEqual(metadata.toSorted(), [KEPT, 'other/other.iso', 'up.raw']);
      },
    },
  },
  {
    row: 45,
    fault: 'The bucket keeps what is deleted (versioning), or does not let it go (object lock)',
    labctl:
      'A deletion that is refused is reported and leaves the metadata. A version that the bucket keeps behind a delete marker is its own business: the image is no longer listed.',
    needs: ['s3'],
    cases: {
      'a locked object stays, with its metadata': endsLater(
        {
          kind: 'DeleteObject',
          key: TALOS_KEY,
          how: { status: 403, body: s3Error('AccessDenied', 'Object is WORM protected.') },
        },
        { objects: [KEPT, TALOS], metadata: [KEPT, TALOS] },
        /WORM protected.*s3:DeleteObject/,
      ),
      async 'a delete marker counts as deleted'(lab) {
        const bucket = await openWithOrphans(lab);
        const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': 'v1' };
        bucket.proxy.fault({ kind: 'DeleteObject', how: { acted: { status: 204, headers } } });
        const { code, report } = await pruneHere(lab, bucket);
        assert.equal(code, 0);
        assert.deepEqual([...new Set(report.images.map(({ outcome }) => outcome))], ['deleted']);
        await lab.expectPublished('kept');
      },
    },
  },
];

/** Three images, of which the manifest names only `kept` any more. */
async function openWithOrphans(lab: FaultLab): Promise<LabBucket> {
  const bucket = await lab.useBucket();
  for (const name of ['talos', 'debian', 'kept']) await lab.offer(name, Buffer.from(name));
  expectSuccess(await lab.syncHere());
  for (const name of ['talos', 'debian']) await lab.withdraw(name);
  bucket.proxy.forget();
  return bucket;
}

/** The first prune fails and says so, the second one ends it. */
function endsLater(
  fault: S3Fault,
  left: { objects: readonly string[]; metadata: readonly string[] },
  says: RegExp = /cannot remove/,
): FaultCase {
  return async (lab) => {
    const bucket = await openWithOrphans(lab);
    bucket.proxy.fault(fault);
    const { report, code } = await pruneHere(lab, bucket);
    assert.equal(code, 1);
    assert.deepEqual(
      report.images.map(({ name, outcome }) => [name, outcome]),
      [
        ['debian', 'deleted'],
        ['talos', 'failed'],
      ],
    );
    assert.match(report.images[1]?.error?.message ?? '', says);
    await lab.expectOnly(left);
    bucket.proxy.forget();
    const again = await pruneHere(lab, bucket);
    assert.deepEqual([again.code, again.report.images.length], [0, 1]);
    await lab.expectPublished('kept');
  };
}

function refusesManifest(text: string): FaultCase {
  return async (lab) => {
    const bucket = await openWithOrphans(lab);
    await writeFile(join(lab.folder, 'images.yaml'), text);
    const { code, error, log } = await pruneWithBundle(lab, bucket);
    assert.equal(code, 2, log);
    assert.equal(error?.code, 'MANIFEST_INVALID', log);
    assert.equal(bucket.proxy.count(), 0);
    assert.equal((await lab.left()).objects.length, 3);
  };
}

/** An image of another manifest, one that came by `upload`, and an object of somebody else. */
async function plantOthers(lab: FaultLab, bucket: LabBucket): Promise<void> {
  const manifest = join(lab.folder, 'images.yaml');
  const text = await readFile(manifest, 'utf8');
  await lab.offer('other', Buffer.from('other'));
  const others = JSON.parse(await readFile(manifest, 'utf8'));
  others.metadata.name = 'others';
  others.spec.images = others.spec.images.filter(({ name }: { name: string }) => name === 'other');
  await writeFile(manifest, JSON.stringify(others));
  expectSuccess(await lab.syncHere());
  await writeFile(manifest, text);
  const file = join(lab.folder, 'up.raw');
  await writeFile(file, 'uploaded');
  const args = ['upload', '--source', file, '--destination', 'up.raw'];
  const uploaded = await lab.images(args, { env: { TMPDIR: lab.temp, ...bucket.env } });
  assert.equal(uploaded.code, 0, uploaded.stderr);
  await bucket.store.put('images/by-hand.raw', Readable.from([Buffer.from('x')]), {
    signal: never,
  });
}
