/** One place of the bucket: its object and its metadata file, as far as they are there. */
import type { ListedObject } from '../../store/store.ts';
import type { ParsedMetadata } from './metadata/metadata.ts';

export type Entry = {
  readonly destination: string;
  readonly object: ListedObject | undefined;
  /** ETag of the metadata file, where there is one. */
  readonly metadataEtag: string | undefined;
  readonly metadata: ParsedMetadata | undefined;
};
