/** Which destinations hold the same content, by the checksums that their metadata names. */
import type { Checksum } from '../../stream/hash/checksum.ts';
import type { Entry } from './entry.ts';

type Entries = ReadonlyMap<string, Entry>;

/** Made when it is first asked for, since it takes a look at the metadata of the whole bucket. */
const known = new WeakMap<Entries, Map<string, Set<string>>>();

/** What the metadata says, or once said in this run: whoever relies on an entry looks at it again. */
export function entriesWith(checksum: Checksum, entries: Entries): Entry[] {
  let index = known.get(entries);
  if (index === undefined) {
    index = new Map();
    for (const entry of entries.values()) add(index, entry);
    known.set(entries, index);
  }
  const destinations = [...(index.get(checksum) ?? [])];
  return destinations.flatMap((destination) => entries.get(destination) ?? []);
}

/** To be told of every entry that changes. */
export function noteContent(entry: Entry, entries: Entries): void {
  const index = known.get(entries);
  if (index !== undefined) add(index, entry);
}

function add(index: Map<string, Set<string>>, { destination, metadata }: Entry): void {
  if (metadata?.kind !== 'metadata') return;
  const { checksum } = metadata.metadata;
  const destinations = index.get(checksum) ?? new Set();
  index.set(checksum, destinations.add(destination));
}
