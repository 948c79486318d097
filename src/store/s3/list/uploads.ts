/** Reads which uploads of a bucket were begun and neither completed nor aborted. */
import { LabctlError } from '../../../base/errors.ts';
import type { PendingUpload } from '../../store.ts';
import { statusOf } from '../errors.ts';
import { readUploadPage, type UploadPage, type UploadStart } from './page.ts';
import type { Listing } from './pages.ts';

/** Those below the prefix; none where the store cannot list them. Throws SDK errors, and STORE_INVALID for a gap. */
export async function listUploads(listing: Listing): Promise<PendingUpload[]> {
  try {
    const uploads = await readPages(listing);
    return uploads.filter(({ key }) => key.startsWith(listing.prefix));
  } catch (error) {
    if ([405, 501].includes(statusOf(error) ?? 0)) return [];
    throw error;
  }
}

/** More than any store holds: 1,000 uploads each. */
const MOST_PAGES = 10_000;

async function readPages(listing: Listing): Promise<PendingUpload[]> {
  const uploads: PendingUpload[] = [];
  const seen = new Set<string>();
  let start: UploadStart | undefined;
  for (;;) {
    const page = await readUploadPage(listing, start);
    uploads.push(...toUploads(page, listing));
    if (!page.truncated) return uploads;
    if (page.marker === undefined)
      throw invalid(listing, 'a page is cut off without a word on the next');
    start = { key: decode(page.marker, page, listing), id: page.idMarker };
    const place = JSON.stringify(start);
    if (seen.has(place) || seen.size > MOST_PAGES)
      throw invalid(listing, 'the same page comes again and again');
    seen.add(place);
  }
}

function toUploads(page: UploadPage, listing: Listing): PendingUpload[] {
  return page.uploads.map(({ Key, UploadId, Initiated }) => {
    if (!Key || !UploadId) throw invalid(listing, 'an upload lacks key or id');
    return { key: decode(Key, page, listing), id: UploadId, started: Initiated?.getTime() };
  });
}

function decode(text: string, { announced }: UploadPage, listing: Listing): string {
  const key = listing.habits.keys.decode(text, announced);
  if (key === undefined) throw invalid(listing, 'a key that is not encoded as other keys are');
  return key;
}

function invalid({ label }: Listing, what: string): LabctlError {
  return new LabctlError('STORE_INVALID', `cannot list the uploads in ${label}: ${what}`);
}
