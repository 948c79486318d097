/** Mutants of src/catalog: what labctl believes about the objects of a bucket, and what it may delete. */
import type { Mutant } from './mutant.ts';

export const CATALOG_MUTANTS: readonly Mutant[] = [
  {
    rule: 'metadata counts only if it is from this manifest',
    file: 'src/images/catalog/evidence.ts',
    find: 'return etag === object.etag && size === object.size && managedBy === owner;',
    replace: 'return etag === object.etag && size === object.size;',
    test: '__tests__/unit/images/catalog/plan.test.ts',
  },
  {
    rule: 'metadata counts only for the version that it describes',
    file: 'src/images/catalog/evidence.ts',
    find: 'return etag === object.etag && size === object.size && managedBy === owner;',
    replace: 'return size === object.size && managedBy === owner;',
    test: '__tests__/unit/images/catalog/plan.test.ts',
  },
  {
    rule: 'an object is copied only if a run of this manifest has recorded it',
    file: 'src/images/catalog/find-copy.ts',
    find: '    if (!isRecorded(entry, owner)) continue;\n',
    replace: '',
    test: '__tests__/unit/images/verbs/sync.test.ts',
    title: 'is not trusted',
  },
  {
    rule: 'an object is copied only if it carries the checksum itself',
    file: 'src/images/catalog/find-copy.ts',
    find: "if (now?.etag === object.etag && now.meta['checksum'] === wanted) return object;",
    replace: 'if (now?.etag === object.etag) return object;',
    test: '__tests__/unit/images/verbs/sync.test.ts',
    title: 'is not trusted',
  },
  {
    rule: 'an object without metadata is left alone for an hour',
    file: 'src/images/catalog/orphans.ts',
    find: 'const GRACE_MS = 3_600_000;',
    replace: 'const GRACE_MS = 60_000;',
    test: '__tests__/unit/images/verbs/prune.test.ts',
  },
  {
    rule: 'a metadata file that is there decides who owns the object',
    file: 'src/images/catalog/orphans.ts',
    find: "return metadata.kind === 'metadata' ? metadata.metadata.managedBy : undefined;",
    replace: "if (metadata.kind === 'metadata') return metadata.metadata.managedBy;",
    test: '__tests__/unit/images/verbs/prune.test.ts',
  },
  {
    rule: 'JSON that is nested too deeply is not parsed',
    file: 'src/images/catalog/metadata/bounded-json.ts',
    find: ' || depthOf(text) > MAX_DEPTH',
    replace: '',
    test: '__tests__/unit/images/catalog/metadata.test.ts',
  },
  {
    rule: 'an object that the listing does not show is not published again and again',
    file: 'src/images/catalog/unlisted.ts',
    find: 'if ((await store.head(key, signal)) === undefined) return;',
    replace: 'return;',
    test: '__tests__/system/faults/store.test.ts',
    title: 'fault 84',
  },
];
