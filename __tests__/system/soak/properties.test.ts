/** The checker itself: a bucket that is wrong in one way, for each property, and one that is right. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderEntry, renderIndex } from '../../../src/images/catalog/metadata/metadata-index.ts';
import { sha256Of } from '../../support/builders/image-builder.ts';
import {
  checkContents,
  checkFree,
  checkInPlace,
  checkNoLies,
  checkNoSecrets,
  checkNothingLeft,
  checkUnharmed,
  type Violation,
} from './properties.ts';
import type { SeenObject, Snapshot } from './snapshot.ts';

const OWNER = 'manifest/lab';
const WANTED = [{ destination: 'a.raw', checksum: sha256Of('good'), owner: OWNER }];

function anObject(bytes: string, more: Partial<SeenObject> = {}): SeenObject {
  const checksum = sha256Of(bytes);
  const etag = `etag of ${bytes}`;
  return { size: bytes.length, etag, checksum, meta: { checksum }, ...more };
}

function aMetadataFile(of: SeenObject, more: object = {}): SeenObject {
  const { checksum, size, etag } = of;
  const text = JSON.stringify({ name: 'a', checksum, size, etag, managedBy: OWNER, ...more });
  return anObject(text, { meta: {}, text });
}

function bucketOf(objects: Record<string, SeenObject>, uploads: string[] = []): Snapshot {
  return { objects: new Map(Object.entries(objects)), uploads };
}

/** With one image in place, and whatever else is given. */
function goodBucket(objects: Record<string, SeenObject> = {}): Snapshot {
  const object = anObject('good');
  return bucketOf({
    'images/a.raw': object,
    'metadata/a.raw.json': aMetadataFile(object),
    ...objects,
  });
}

const letters = (violations: readonly Violation[]) => violations.map(({ property }) => property);

describe('the checker of the soak', () => {
  it('finds nothing wrong with a bucket that is right', () => {
    const bucket = goodBucket();
    assert.deepEqual(checkInPlace(bucket, WANTED), []);
    assert.deepEqual(checkNoLies(bucket), []);
    assert.deepEqual(checkNothingLeft(bucket, []), []);
    assert.deepEqual(checkNoSecrets(['all is well'], bucket, ['secret']), []);
    assert.deepEqual(
      checkUnharmed(bucket, bucket, () => false),
      [],
    );
    const idle = { writes: 0, downloads: 0, proposals: 0 };
    assert.deepEqual(checkFree(idle, bucket, bucket), []);
  });

  for (const [what, bucket] of Object.entries({
    'an object that is missing': bucketOf({}),
    'another content': goodBucket({
      'images/a.raw': anObject('evil', { etag: anObject('good').etag }),
    }),
    'an object that says another checksum of itself': goodBucket({
      'images/a.raw': anObject('good', { meta: { checksum: sha256Of('evil') } }),
    }),
    'metadata that is missing': bucketOf({ 'images/a.raw': anObject('good') }),
    'metadata of another checksum': goodBucket({
      'metadata/a.raw.json': aMetadataFile(anObject('good', { checksum: sha256Of('evil') })),
    }),
    'metadata of another version of the object': goodBucket({
      'metadata/a.raw.json': aMetadataFile(anObject('good', { etag: 'older' })),
    }),
    'metadata of another owner': goodBucket({
      'metadata/a.raw.json': aMetadataFile(anObject('good'), { managedBy: 'manifest/other' }),
    }),
  })) {
    it(`(a) finds ${what}`, () => {
      assert.deepEqual([...new Set(letters(checkInPlace(bucket, WANTED)))], ['a']);
    });
  }

  it('(a) lets two runs disagree about metadata, not about content', () => {
    const stale = aMetadataFile(anObject('good', { etag: 'older' }));
    assert.deepEqual(checkContents(goodBucket({ 'metadata/a.raw.json': stale }), WANTED), []);
    const evil = goodBucket({ 'images/a.raw': anObject('evil') });
    assert.deepEqual(letters(checkContents(evil, WANTED)), ['a']);
  });

  it('(b) finds metadata that matches an object of other content', () => {
    const evil = anObject('evil', { etag: anObject('good').etag, meta: {} });
    assert.deepEqual(letters(checkNoLies(goodBucket({ 'images/a.raw': evil }))), ['b']);
  });

  it('(b) finds metadata without an ETag that matches by its size', () => {
    const file = aMetadataFile(anObject('good'), { etag: undefined });
    const evil = anObject('evil');
    const bucket = goodBucket({ 'images/a.raw': evil, 'metadata/a.raw.json': file });
    assert.deepEqual(letters(checkNoLies(bucket)), ['b']);
  });

  it('(b) lets metadata be of another size or ETag: nobody believes it', () => {
    for (const object of [anObject('evil'), anObject('evil and long')]) {
      assert.deepEqual(checkNoLies(goodBucket({ 'images/a.raw': object })), []);
    }
  });

  it('(b) finds an object that lies about itself', () => {
    const liar = anObject('evil', { meta: { checksum: sha256Of('good') } });
    assert.deepEqual(letters(checkNoLies(bucketOf({ 'images/a.raw': liar }))), ['b']);
  });

  it('(b) finds an index that makes a lie of a good metadata file', () => {
    const { etag } = aMetadataFile(anObject('good'));
    const object = anObject('good');
    const metadata = { name: 'a', checksum: sha256Of('evil'), uploadedAt: '', source: {} };
    const lying = { ...metadata, size: object.size, etag: object.etag };
    const text = renderIndex(new Map([['a.raw', renderEntry(etag, lying)]]));
    const index = anObject(text, { text });
    assert.deepEqual(letters(checkNoLies(goodBucket({ 'metadata/index.json': index }))), ['b']);
  });

  it('(d) finds writes, downloads, proposals, and changes that nobody counted', () => {
    const bucket = goodBucket();
    for (const busy of ['writes', 'downloads', 'proposals']) {
      const did = { writes: 0, downloads: 0, proposals: 0, [busy]: 1 };
      assert.deepEqual(letters(checkFree(did, bucket, bucket)), ['d'], busy);
    }
    const idle = { writes: 0, downloads: 0, proposals: 0 };
    const rewritten = goodBucket({ 'images/a.raw': anObject('good', { etag: 'newer' }) });
    assert.deepEqual(letters(checkFree(idle, bucket, rewritten)), ['d']);
  });

  it('(e) finds unfinished uploads and temporary files', () => {
    assert.deepEqual(letters(checkNothingLeft(bucketOf({}, ['images/a.raw']), [])), ['e']);
    assert.deepEqual(letters(checkNothingLeft(bucketOf({}), ['x.spool'])), ['e']);
  });

  it('(f) finds a secret in what was said, in metadata, and in user metadata', () => {
    const secrets = ['hush'];
    assert.deepEqual(letters(checkNoSecrets(['do hush now'], bucketOf({}), secrets)), ['f']);
    const file = aMetadataFile(anObject('good'), { source: { url: 'https://x/?key=hush' } });
    const told = goodBucket({ 'metadata/a.raw.json': file });
    assert.deepEqual(letters(checkNoSecrets([], told, secrets)), ['f']);
    const labelled = goodBucket({ 'images/a.raw': anObject('good', { meta: { note: 'hush' } }) });
    assert.deepEqual(letters(checkNoSecrets([], labelled, secrets)), ['f']);
  });

  it('(g) finds objects that were removed or overwritten by a run that had no business there', () => {
    const before = goodBucket({ 'images/b.raw': anObject('b') });
    const removed = goodBucket();
    const overwritten = goodBucket({ 'images/b.raw': anObject('c') });
    for (const after of [removed, overwritten]) {
      const mayChange = (destination: string) => destination === 'a.raw';
      assert.deepEqual(letters(checkUnharmed(before, after, mayChange)), ['g']);
      assert.deepEqual(
        checkUnharmed(before, after, () => true),
        [],
      );
    }
    const owners: unknown[] = [];
    checkUnharmed(goodBucket(), bucketOf({}), (_destination, owner) => {
      owners.push(owner);
      return true;
    });
    assert.deepEqual(owners, [OWNER]);
  });
});
