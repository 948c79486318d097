/** Brings the bytes of one image into the store, from its source or its build, and describes what is there then. */

import { redactUrl } from '../../base/redact.ts';
import type { ListedObject } from '../../store/store.ts';
import type { Checksum } from '../../stream/hash/checksum.ts';
import { removeMetadata, writeMetadata } from '../catalog/catalog.ts';
import { isRecorded } from '../catalog/evidence.ts';
import { imageKey, imageMeta, type Metadata } from '../catalog/metadata/metadata.ts';
import { effectiveChecksum } from '../catalog/plan.ts';
import type { PackerImageSource } from '../manifest/image.ts';
import type { ImageResult } from '../report.ts';
import type { Work } from './image-run.ts';
import { hashFile, publishFile } from './local-file.ts';
import { isStillThere } from './prove-object.ts';
import { transferImage } from './transfer.ts';

/** Downloads, verifies, and publishes. */
export async function downloadAndPublish(work: Work): Promise<ListedObject> {
  const { image, run, task } = work;
  const checksum = effectiveChecksum(image);
  return transferImage({
    image,
    context: run,
    task,
    signal: run.signal,
    beforePublish: () => removeDescription(work),
    sink: (body, { size, maxSize, signal }) =>
      run.store.put(imageKey(image.destination), body, {
        meta: imageMeta({ checksum, managedBy: run.owner }),
        contentType: 'application/octet-stream',
        ...(size !== undefined && { size }),
        ...(maxSize !== undefined && { maxSize }),
        signal,
      }),
  });
}

/** Where a build gives the bytes that are there already, only their metadata is written again. */
export async function buildAndPublish(
  work: Work,
  source: PackerImageSource,
): Promise<ImageResult['outcome']> {
  const { image, run, task } = work;
  const { destination } = image;
  const reading = { source: await run.builder.build(source, task), task, signal: run.signal };
  const hashed = await hashFile(reading, image.expected);
  const { checksum } = hashed;
  const there = await findInPlace(work, checksum);
  if (there !== undefined) {
    task.note('the build gave the image that is in place');
    await describeObject(work, { ...there, checksum });
    return 'skipped';
  }
  const object = await publishFile(reading, {
    store: run.store,
    destination,
    hashed,
    owner: run.owner,
    beforePublish: () => removeDescription(work),
  });
  await run.onStep?.('published', image.name);
  await describeObject(work, { object, checksum, written: run.clock.now() });
  return 'uploaded';
}

/** What a run of ours has published with that checksum, where it is there yet: a build takes its time. */
async function findInPlace(
  { image, run }: Work,
  checksum: Checksum,
): Promise<{ object: ListedObject; written: number } | undefined> {
  const entry = run.catalog.entries.get(image.destination);
  if (entry?.object === undefined || entry.metadata?.kind !== 'metadata') return undefined;
  const { metadata } = entry.metadata;
  if (metadata.checksum !== checksum || !isRecorded(entry, run.owner)) return undefined;
  if ((await isStillThere(entry.object, run)) !== undefined) return undefined;
  return { object: entry.object, written: Date.parse(metadata.uploadedAt) || run.clock.now() };
}

/** What is verified now may take the object's place. */
async function removeDescription({ image, run }: Work): Promise<void> {
  await run.onStep?.('verified', image.name);
  await removeMetadata(run, image.destination, run.signal);
  await run.onStep?.('metadata-removed', image.name);
}

/** Writes the metadata of an object that is in place; `written` in milliseconds since the epoch. */
export async function describeObject(
  { image, fingerprint, run }: Work,
  of: { object: ListedObject; checksum: Checksum; written: number },
): Promise<void> {
  const { source, destination } = image;
  const metadata: Metadata = {
    name: image.name,
    checksum: of.checksum,
    size: of.object.size,
    uploadedAt: new Date(of.written).toISOString(),
    source:
      source.type === 'http'
        ? { type: 'http', url: redactUrl(source.url) }
        : { type: 'packer', path: source.path, ...(fingerprint !== undefined && { fingerprint }) },
    etag: of.object.etag,
    ...(source.type === 'http' && { sourceChecksum: source.checksum }),
    managedBy: run.owner,
  };
  await writeMetadata(run, { destination, object: of.object, metadata }, run.signal);
  await run.onStep?.('metadata-written', image.name);
}
