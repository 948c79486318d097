/** `list`: what is in the bucket, and whether object and metadata agree. */

import type { Store } from '../../store/store.ts';
import { readCatalog } from '../catalog/catalog.ts';
import type { Entry } from '../catalog/entry.ts';
import { stateOf } from '../catalog/entry-state.ts';
import type { ListedImage, ListReport } from '../report.ts';

/** Lists the entries whose destination begins with `prefix`, in order of their destinations. */
export async function list(
  prefix: string,
  { store, signal }: { store: Store; signal: AbortSignal },
): Promise<ListReport> {
  const { entries } = await readCatalog(store, signal);
  const images = [...entries.values()]
    .filter((entry) => entry.destination.startsWith(prefix))
    .sort((a, b) => (a.destination < b.destination ? -1 : 1))
    .map(describeEntry);
  return { verb: 'list', store: store.label, prefix, images };
}

function describeEntry(entry: Entry): ListedImage {
  const { destination, object } = entry;
  const found = stateOf(entry);
  const known = found.state === 'unknown' ? undefined : found.metadata;
  return {
    name: known?.name ?? '-',
    destination,
    size: object?.size ?? known?.size,
    checksum: known?.checksum,
    uploadedAt: known?.uploadedAt,
    state: found.state,
    reason: found.state === 'ok' ? '' : found.reason,
    managedBy: known?.managedBy,
  };
}
