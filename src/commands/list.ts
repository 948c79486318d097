/** `list`: what is in the bucket, and whether object and metadata agree. */
import { type Entry, readCatalog } from '../catalog/catalog.ts';
import { damageOf } from '../catalog/evidence.ts';
import type { ListedImage, ListReport } from '../report.ts';
import type { Store } from '../store/store.ts';

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
  return { verb: 'list', store: store.label, images };
}

function describeEntry(entry: Entry): ListedImage {
  const { destination, object } = entry;
  if (entry.metadata?.kind !== 'metadata') {
    return {
      name: '-',
      destination,
      size: object?.size,
      checksum: undefined,
      uploadedAt: undefined,
      state: object === undefined ? 'damaged' : 'unknown',
      reason: describeMissing(entry),
      managedBy: undefined,
    };
  }
  const { name, checksum, uploadedAt, size, managedBy } = entry.metadata.metadata;
  const damage = damageOf(entry);
  return {
    name,
    destination,
    size: object?.size ?? size,
    checksum,
    uploadedAt,
    state: damage === undefined ? 'ok' : 'damaged',
    reason: damage ?? '',
    managedBy,
  };
}

function describeMissing({ metadata }: Entry): string {
  switch (metadata?.kind) {
    case 'invalid':
      return `metadata is unreadable (${metadata.reason})`;
    case 'newer':
      return `metadata has version ${metadata.version}, written by a newer labctl`;
    default:
      return 'no metadata';
  }
}
