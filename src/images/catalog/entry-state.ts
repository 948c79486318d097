/** What an entry of the bucket is worth: the one view of it that `list` shows and `download` goes by. */
import type { Entry } from './entry.ts';
import { damageOf } from './evidence.ts';
import type { Metadata } from './metadata/metadata.ts';

export type EntryState =
  | { readonly state: 'ok'; readonly metadata: Metadata }
  /** Object and metadata disagree, or one of them is gone or unreadable. */
  | { readonly state: 'damaged'; readonly reason: string; readonly metadata?: Metadata }
  /** Nothing that labctl can read tells what the bytes must be. */
  | { readonly state: 'unknown'; readonly reason: string };

export function stateOf(entry: Entry): EntryState {
  const { metadata, object } = entry;
  switch (metadata?.kind) {
    case 'metadata': {
      const reason = damageOf(entry);
      if (reason === undefined) return { state: 'ok', metadata: metadata.metadata };
      return { state: 'damaged', reason, metadata: metadata.metadata };
    }
    case 'invalid':
      return { state: 'damaged', reason: `the metadata is unreadable (${metadata.reason})` };
    case 'newer':
      if (object === undefined) return { state: 'damaged', reason: 'the object is gone' };
      return {
        state: 'unknown',
        reason: `a newer labctl wrote the metadata (version ${metadata.version})`,
      };
    case 'transformed':
      return { state: 'unknown', reason: 'hooks of another tool have changed it' };
    case undefined:
      return { state: 'unknown', reason: 'no metadata' };
  }
}
