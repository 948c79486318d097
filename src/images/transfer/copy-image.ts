/** An image whose content the bucket has in another place: copied there by the store instead of downloaded. */

import { describeCause, LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import type { Task } from '../../report/reporter.ts';
import type { ListedObject, Store } from '../../store/store.ts';
import { type Catalog, distrust, removeMetadata, writeMetadata } from '../catalog/catalog.ts';
import type { Entry } from '../catalog/entry.ts';
import { damageOf } from '../catalog/evidence.ts';
import { destinationOf, imageKey, imageMeta } from '../catalog/metadata/metadata.ts';
import { effectiveChecksum } from '../catalog/plan.ts';
import type { Image } from '../manifest/image.ts';
import type { OnStep } from './step.ts';

type Context = {
  readonly run: {
    readonly store: Store;
    readonly catalog: Catalog;
    readonly owner: string;
    readonly onStep?: OnStep | undefined;
    readonly signal: AbortSignal;
  };
  readonly task: Task;
};

/** The new object; `undefined` where the store cannot copy it, which is no failure: it can be downloaded. */
export async function copyImage(
  image: Image,
  from: ListedObject,
  { run, task }: Context,
): Promise<ListedObject | undefined> {
  const { store, catalog, owner, signal } = run;
  const { destination } = image;
  const checksum = effectiveChecksum(image);
  const before = catalog.entries.get(destination);
  task.phase('copying');
  await removeMetadata(run, destination, signal);
  await run.onStep?.('metadata-removed', image.name);
  try {
    return await store.copy(from, imageKey(destination), {
      checksum,
      meta: imageMeta({ checksum, managedBy: owner }),
      contentType: 'application/octet-stream',
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    await tellWhy(error, from, { run, task });
    if (before !== undefined) await putMetadataBack(before, run);
    return undefined;
  }
}

/** A store that sees the bytes may find the source damaged, which nobody else would. */
async function tellWhy(
  error: unknown,
  { key }: ListedObject,
  { run, task }: Context,
): Promise<void> {
  const source = destinationOf(key);
  if (!(error instanceof LabctlError && error.code === 'CHECKSUM_MISMATCH')) {
    task.note(`not copied from ${printable(source)} but downloaded: ${describeCause(error)}`);
    return;
  }
  task.warn(
    `${printable(source)} is damaged, and so not copied but downloaded: ${describeCause(error)}`,
  );
  await distrust(run, source, run.signal).catch((reason: unknown) => {
    run.signal.throwIfAborted();
    task.warn(`its metadata could not be removed: ${describeCause(reason)}`);
  });
}

/** What was known of the old object is still true, and stays where the download fails, too. */
async function putMetadataBack(before: Entry, run: Context['run']): Promise<void> {
  const { destination, object, metadata } = before;
  if (object === undefined || metadata?.kind !== 'metadata') return;
  if (damageOf(before) !== undefined) return;
  const now = await run.store.head(object.key, run.signal);
  if (now?.etag !== object.etag) return;
  await writeMetadata(run, { destination, object, metadata: metadata.metadata }, run.signal);
}
