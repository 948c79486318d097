/** Reads whole listings of a bucket, and refuses those that cannot be complete. */
import type { _Object } from '@aws-sdk/client-s3';
import { printable } from '../../../base/redact.ts';
import { compareKeys } from '../../object-key.ts';
import type { ListedObject } from '../../store.ts';
import { isSize, plainEtag } from '../object.ts';
import { invalid, type Keys, type Listing, learnKeys, readPages } from './pages.ts';

/** All objects below the prefix, ascending. Throws SDK errors, and STORE_INVALID for a listing with a gap. */
export async function listObjects(listing: Listing): Promise<ListedObject[]> {
  const found = new Map<string, ListedObject>();
  await readFolder(listing, found);
  return [...found.values()].sort((a, b) => compareKeys(a.key, b.key));
}

/** A server that shows folders instead of the keys in them is asked about each. */
async function readFolder(listing: Listing, found: Map<string, ListedObject>): Promise<void> {
  const { prefix } = listing;
  const pages = await readPages(listing);
  const keys = await learnKeys(pages, listing);
  for (const object of pages.flatMap(({ objects }) => objects)) {
    const listed = toListed(object, keys, listing);
    // What comes again on a later page was written meanwhile.
    if (listed !== undefined) found.set(listed.key, listed);
  }
  for (const text of new Set(pages.flatMap(({ folders }) => folders))) {
    const folder = keys.decode(text) ?? '';
    if (folder === prefix) continue;
    if (!folder.startsWith(prefix) || folder.length > MAX_KEY_LENGTH)
      throw invalid(listing, `${printable(text, 200)}, which was not asked for`);
    await readFolder({ ...listing, prefix: folder }, found);
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_LENGTH = 1024;

function toListed(object: _Object, keys: Keys, listing: Listing): ListedObject | undefined {
  const { Key, Size, ETag, LastModified } = object;
  if (!Key) throw invalid(listing, 'an object without a key');
  const shown = printable(Key, 200);
  const key = keys.decode(Key);
  if (key === undefined) throw invalid(listing, `${shown} is not encoded as other keys are`);
  if (!key.startsWith(listing.prefix)) throw invalid(listing, `${shown}, which was not asked for`);
  if (!isSize(Size) || !ETag) {
    // The marker of a folder, which some servers make up.
    if (key.endsWith('/')) return undefined;
    throw invalid(listing, `${shown} has no ${ETag ? 'size' : 'ETag'}`);
  }
  return { key, size: Size, etag: plainEtag(ETag), modified: LastModified?.getTime() };
}
