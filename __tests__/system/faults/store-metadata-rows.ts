/** Objects and metadata files that do not belong together any more. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import type { FaultLab } from './fault-lab.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess } from './fault-run.ts';
import type { LabBucket } from './shared-server.ts';
import {
  BROKEN,
  expectConvergence,
  never,
  openBucket,
  openPublished,
  SMALL,
  TALOS,
  TALOS_KEY,
  TALOS_METADATA,
} from './store-case.ts';

export const METADATA_ROWS: readonly FaultRow[] = [
  {
    row: 36,
    fault: 'Object and metadata file do not agree, or one of them is missing or unreadable',
    labctl:
      'Describes an object again that carries the wanted checksum itself, once it was read where nothing but that says so; everything else is published again. What a newer labctl has described is left alone.',
    needs: ['s3'],
    cases: {
      'an object that is gone is published again': mends('uploaded', ({ store }) =>
        store.remove(TALOS_KEY, never),
      ),
      'an object that was overwritten is published again': mends('uploaded', (bucket) =>
        write(bucket, TALOS_KEY, Buffer.alloc(SMALL.length, 'x')),
      ),
      'an object of another size is published again': mends('uploaded', (bucket) =>
        write(bucket, TALOS_KEY, 'short'),
      ),
      'an object of unknown content without metadata is published again': mends(
        'uploaded',
        async (bucket) => {
          await write(bucket, TALOS_KEY, SMALL);
          await bucket.store.remove(TALOS_METADATA, never);
        },
      ),
      'a metadata file that is gone is written again': mends('repaired', ({ store }) =>
        store.remove(TALOS_METADATA, never),
      ),
      'a metadata file that is no JSON is written again': mendsMetadata('{ "name": '),
      'a metadata file of another kind is written again': mendsMetadata('{"hello":"world"}'),
      'a metadata file without a byte is written again': mendsMetadata(''),
      'a metadata file of 5 MB is written again, and not read': mendsMetadata(
        JSON.stringify({ name: 'x'.repeat(5_000_000) }),
      ),
      async 'a metadata file of a newer labctl is left alone, and so is its object'(lab) {
        const bucket = await openPublished(lab);
        const newer = JSON.stringify({ version: 2, anything: true });
        await write(bucket, TALOS_METADATA, newer);
        const writes = bucket.proxy.writes();
        const run = await lab.syncHere();
        const says = [TALOS_METADATA, 'version 2'];
        expectFailures(run, { talos: { code: 'METADATA_INVALID', says } });
        assert.deepEqual(written(bucket).slice(writes), ['metadata/index.json']);
        await lab.expectOnly({ objects: [TALOS], metadata: [TALOS] });
      },
    },
  },
  {
    row: 37,
    fault: 'The metadata file cannot be written after its object was published',
    labctl:
      'Fails; the next run sees the checksum on the object, reads it once, and describes it without a download.',
    needs: ['s3'],
    cases: {
      'the store answers 500': adoptsLater(BROKEN),
      'the connection is reset': adoptsLater('reset'),
      async 'one failure is tried again'(lab) {
        const { proxy } = await openBucket(lab, SMALL);
        proxy.fault({ kind: 'PutObject', key: TALOS_METADATA, times: 1, how: BROKEN });
        expectSuccess(await lab.syncHere());
        await lab.expectPublished('talos');
      },
    },
  },
];

function mends(
  outcome: 'uploaded' | 'repaired',
  damage: (bucket: LabBucket) => Promise<unknown>,
): FaultCase {
  return async (lab) => {
    const bucket = await openPublished(lab);
    await damage(bucket);
    const downloads = lab.origin.requests.length;
    expectSuccess(await lab.syncHere(), outcome);
    assert.equal(lab.origin.requests.length, outcome === 'repaired' ? downloads : downloads + 1);
    await expectWhole(lab, bucket);
  };
}

function mendsMetadata(content: string): FaultCase {
  return mends('repaired', (bucket) => write(bucket, TALOS_METADATA, content));
}

function adoptsLater(how: typeof BROKEN | 'reset'): FaultCase {
  return async (lab) => {
    const bucket = await openBucket(lab, SMALL);
    bucket.proxy.fault({ kind: 'PutObject', key: TALOS_METADATA, how });
    const says = [`cannot put ${TALOS_METADATA}`];
    expectFailures(await lab.syncHere(), { talos: { code: 'STORE_UNREACHABLE', says } });
    await lab.expectOnly({ objects: [TALOS] });
    bucket.proxy.forget();
    const downloads = lab.origin.requests.length;
    expectSuccess(await lab.syncHere(), 'repaired');
    assert.equal(lab.origin.requests.length, downloads);
    await expectWhole(lab, bucket);
  };
}

async function expectWhole(lab: FaultLab, bucket: LabBucket): Promise<void> {
  await lab.expectPublished('talos');
  await expectConvergence(lab, bucket);
}

/** As another program would, past labctl. */
function write({ store }: LabBucket, key: string, bytes: Buffer | string): Promise<unknown> {
  return store.put(key, Readable.from([Buffer.from(bytes)]), { signal: never });
}

function written({ proxy }: LabBucket): string[] {
  return proxy.requests.filter(({ kind }) => kind === 'PutObject').map(({ key }) => key);
}
