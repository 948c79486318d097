/** What counts as knowledge of an object's bytes: that labctl has recorded this very version of it. */
import type { ListedObject } from '../../store/store.ts';
import type { Checksum } from '../../stream/hash/checksum.ts';
import type { Entry } from './entry.ts';
import type { Metadata } from './metadata/metadata.ts';
import { lastIndexed, type MetadataIndex } from './metadata/metadata-index.ts';

/** Whether metadata and object of an entry agree; the reason when they do not. */
export function damageOf(entry: Entry): string | undefined {
  if (entry.metadata?.kind !== 'metadata') return undefined;
  const { size, etag } = entry.metadata.metadata;
  if (entry.object === undefined) return 'the object is gone';
  if (entry.object.size !== size) return `the object has ${entry.object.size} bytes, want ${size}`;
  if (etag !== undefined && etag !== entry.object.etag) return 'the object was overwritten';
  return undefined;
}

/**
 * Whether a run of this owner has described the object as it is. Without an ETag, or by somebody else, its metadata
 * may speak of other bytes: who can write the object alone could have replaced it.
 */
export function isRecorded({ object, metadata }: Entry, owner: string): boolean {
  return (
    object !== undefined &&
    metadata?.kind === 'metadata' &&
    describes(metadata.metadata, { object, owner })
  );
}

/** The same of an object whose metadata file is lost, by the index that was read in this run. */
export function isRemembered(
  index: MetadataIndex,
  of: { destination: string; object: ListedObject; checksum: Checksum; owner: string },
): boolean {
  const metadata = lastIndexed(index, of.destination);
  return metadata?.checksum === of.checksum && describes(metadata, of);
}

function describes(
  { size, etag, managedBy }: Metadata,
  { object, owner }: { object: ListedObject; owner: string },
): boolean {
  return etag === object.etag && size === object.size && managedBy === owner;
}
