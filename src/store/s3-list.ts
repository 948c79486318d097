/** Reads whole listings of a bucket, page by page, and refuses those that cannot be complete. */
import {
  type _Object,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { LabctlError } from '../errors.ts';
import { compareKeys } from './object-key.ts';
import type { S3Sender } from './s3-client.ts';
import { statusOf } from './s3-errors.ts';
import { isSize, plainEtag } from './s3-object.ts';
import type { ListedObject, PendingUpload } from './store.ts';

export type Listing = {
  readonly client: S3Sender;
  readonly bucket: string;
  /** `s3://bucket at host`, for errors. */
  readonly label: string;
  readonly prefix: string;
  readonly signal: AbortSignal;
};

/** All objects below the prefix, ascending. Throws SDK errors, and STORE_INVALID for a listing with a gap. */
export async function listObjects(listing: Listing): Promise<ListedObject[]> {
  const objects = await readObjects(listing);
  return objects.sort((a, b) => compareKeys(a.key, b.key));
}

async function readObjects(listing: Listing): Promise<ListedObject[]> {
  try {
    return await readPages(listing, listPageV2);
  } catch (error) {
    // Older stores know the first version only.
    if (statusOf(error) !== 501) throw error;
    return readPages(listing, listPageV1);
  }
}

/** All uploads below the prefix that are neither completed nor aborted; none where the store cannot list them. */
export async function listUploads(listing: Listing): Promise<PendingUpload[]> {
  try {
    const uploads = await readPages(listing, listUploadPage);
    return uploads.filter(({ key }) => key.startsWith(listing.prefix));
  } catch (error) {
    if (statusOf(error) === 501) return [];
    throw error;
  }
}

type Page<Item> = {
  readonly items: readonly Item[];
  readonly truncated: boolean;
  /** Where the next page begins; a page that says "there is more" without it is an error. */
  readonly next: string | undefined;
};

type PageReader<Item> = (listing: Listing, from: string | undefined) => Promise<Page<Item>>;

async function readPages<Item>(listing: Listing, read: PageReader<Item>): Promise<Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  for (let from: string | undefined; ; ) {
    const page = await read(listing, from);
    items.push(...page.items);
    if (!page.truncated) return items;
    if (page.next === undefined)
      throw invalid(listing, 'a page is cut off without a word on the next');
    if (seen.has(page.next)) throw invalid(listing, 'the same page comes again and again');
    seen.add(page.next);
    from = page.next;
  }
}

async function listPageV2(listing: Listing, from: string | undefined) {
  const { client, bucket, prefix, signal } = listing;
  const page = await client.send(
    new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      EncodingType: 'url',
      ContinuationToken: from,
    }),
    { abortSignal: signal },
  );
  return {
    items: (page.Contents ?? []).map((object) => toListed(object, page.EncodingType, listing)),
    truncated: page.IsTruncated ?? false,
    next: page.NextContinuationToken || undefined,
  };
}

async function listPageV1(listing: Listing, from: string | undefined) {
  const { client, bucket, prefix, signal } = listing;
  const page = await client.send(
    new ListObjectsCommand({ Bucket: bucket, Prefix: prefix, EncodingType: 'url', Marker: from }),
    { abortSignal: signal },
  );
  const items = (page.Contents ?? []).map((object) => toListed(object, page.EncodingType, listing));
  // Without a delimiter V1 names no next marker: it is the last key.
  const next = page.NextMarker
    ? decodeKey(page.NextMarker, page.EncodingType, listing)
    : items.at(-1)?.key;
  return { items, truncated: page.IsTruncated ?? false, next };
}

async function listUploadPage(listing: Listing, from: string | undefined) {
  const { client, bucket, signal } = listing;
  const markers = from === undefined ? undefined : (JSON.parse(from) as UploadMarkers);
  const page = await client.send(
    new ListMultipartUploadsCommand({
      Bucket: bucket,
      EncodingType: 'url',
      // No prefix: MinIO, and what is made from it, takes a prefix for the whole key and finds nothing else.
      ...markers,
    }),
    { abortSignal: signal },
  );
  const items = (page.Uploads ?? []).map(({ Key, UploadId, Initiated }): PendingUpload => {
    if (!Key || !UploadId || !Initiated) throw invalid(listing, 'an upload lacks key, id or date');
    const key = decodeKey(Key, page.EncodingType, listing);
    const started = Initiated.getTime();
    if (Number.isNaN(started)) throw invalid(listing, 'an upload has a date that is none');
    return { key, id: UploadId, started };
  });
  const next: UploadMarkers | undefined = page.NextKeyMarker
    ? {
        KeyMarker: decodeKey(page.NextKeyMarker, page.EncodingType, listing),
        UploadIdMarker: page.NextUploadIdMarker,
      }
    : undefined;
  return { items, truncated: page.IsTruncated ?? false, next: next && JSON.stringify(next) };
}

type UploadMarkers = { KeyMarker: string; UploadIdMarker: string | undefined };

function toListed(object: _Object, encoding: string | undefined, listing: Listing): ListedObject {
  const { Key, Size, ETag, LastModified } = object;
  if (!Key || Size === undefined || !ETag || !LastModified) {
    throw invalid(listing, 'an object lacks key, size, ETag or date');
  }
  const key = decodeKey(Key, encoding, listing);
  if (!key.startsWith(listing.prefix)) throw invalid(listing, 'a key that was not asked for');
  const modified = LastModified.getTime();
  if (!isSize(Size) || Number.isNaN(modified))
    throw invalid(listing, 'a size or a date that is none');
  return { key, size: Size, etag: plainEtag(ETag), modified };
}

/** Not every store encodes the keys when asked to; those that do say so. */
function decodeKey(key: string, encoding: string | undefined, listing: Listing): string {
  if (encoding !== 'url') return key;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw invalid(listing, 'a key that is not URL-encoded as announced');
  }
}

function invalid({ label, prefix }: Listing, what: string): LabctlError {
  return new LabctlError('STORE_INVALID', `cannot list ${prefix} in ${label}: ${what}`);
}
