/** Reads a listing page by page, in whatever way its server lets it be read, and never stops before its end. */
import { LabctlError } from '../../../base/errors.ts';
import type { ListedObject } from '../../store.ts';
import { codeOf, statusOf } from '../errors.ts';
import { headObject, plainEtag } from '../object.ts';
import { createKeyEncoding, type KeyEncoding } from './key-encoding.ts';
import { type ObjectPage, type PageRequest, readObjectPage, type Start, type Way } from './page.ts';

export type Listing = PageRequest & {
  /** `s3://bucket at host`, for errors. */
  readonly label: string;
  readonly habits: ListingHabits;
};

/** What the listings of a run have found out about the server. */
export type ListingHabits = {
  readonly keys: KeyEncoding;
  /** The ways to ask that it may know. */
  ways: readonly Way[];
};

/** Nothing is known yet. */
export function createListingHabits(): ListingHabits {
  const ways = [
    { version: 2, encoded: true },
    { version: 1, encoded: true },
    { version: 2, encoded: false },
    { version: 1, encoded: false },
  ] as const;
  return { keys: createKeyEncoding(), ways };
}

/** All pages of it. Throws SDK errors, and STORE_INVALID where the rest cannot be had. */
export async function readPages(listing: Listing): Promise<ObjectPage[]> {
  const { habits } = listing;
  for (;;) {
    const [way, ...others] = habits.ways;
    if (way === undefined) throw new LabctlError('INTERNAL', 'no way is left to list');
    try {
      return await readPagesIn(way, listing);
    } catch (error) {
      if (others.length === 0 || !isNotUnderstood(error)) throw error;
      if (habits.ways[0] === way) habits.ways = others;
    }
  }
}

/** As some servers send them between others; one that sends nothing else is not waited for. */
const MOST_PAGES_WITHOUT_NEWS = 1000;

async function readPagesIn(way: Way, listing: Listing): Promise<ObjectPage[]> {
  const pages: ObjectPage[] = [];
  const known = new Set<string>();
  const starts = new Set<string>();
  let start: Start | undefined;
  for (let idle = 0; idle <= MOST_PAGES_WITHOUT_NEWS; ) {
    const page = await readPage(way, start, listing);
    const texts = page === undefined ? [] : textsOf(page);
    const hasNews = texts.some((text) => !known.has(text));
    const isStuck = page === undefined || (texts.length > 0 && !hasNews);
    idle = hasNews ? 0 : idle + 1;
    for (const text of texts) known.add(text);
    if (page !== undefined && !isStuck) pages.push(page);
    if (page?.truncated === false) return pages;
    const next = await following(pages, { way, start, isStuck, starts }, listing);
    if (next === undefined) break;
    start = next;
    starts.add(JSON.stringify(start));
  }
  const what =
    start === undefined
      ? 'a page is cut off without a word on the next'
      : 'the same page comes again and again';
  throw invalid(listing, what);
}

/** `undefined` where a server of the second version does not know the marker of the first. */
async function readPage(
  way: Way,
  start: Start | undefined,
  listing: Listing,
): Promise<ObjectPage | undefined> {
  try {
    return await readObjectPage(listing, way, start);
  } catch (error) {
    if (way.version === 2 && start?.by === 'marker' && isNotUnderstood(error)) return undefined;
    throw error;
  }
}

type Progress = {
  readonly way: Way;
  readonly start: Start | undefined;
  /** Whether `start` led to nothing but what was known. */
  readonly isStuck: boolean;
  /** All that was asked for so far. */
  readonly starts: ReadonlySet<string>;
};

/**
 * Where to go on: at the token of the last page; without one, as of a server that knows only the first version of the
 * API and ignores what it is asked for of the second, after the last key. `undefined` where nothing is left to try.
 */
async function following(
  pages: readonly ObjectPage[],
  { way, start, isStuck, starts }: Progress,
  listing: Listing,
): Promise<Start | undefined> {
  const isNew = (next: Start) => !starts.has(JSON.stringify(next));
  const token = pages.at(-1)?.token;
  const byToken = token === undefined ? undefined : ({ by: 'token', token } as const);
  if (byToken !== undefined && isNew(byToken)) return byToken;

  const key = await lastKey(pages, listing);
  if (key === undefined) return undefined;
  const marker = { by: 'marker', key } as const;
  const startAfter = { by: 'start-after', key } as const;
  const isMarkerKnown = start?.by !== 'start-after' && !(isStuck && start?.by === 'marker');
  if (isMarkerKnown && isNew(marker)) return marker;
  return way.version === 2 && isNew(startAfter) ? startAfter : undefined;
}

/** Without a delimiter the first version names no next marker: it is the last key. */
async function lastKey(
  pages: readonly ObjectPage[],
  listing: Listing,
): Promise<string | undefined> {
  const last = pages.findLast((page) => page.marker !== undefined || textsOf(page).length > 0);
  if (last === undefined) return undefined;
  const keys = await learnKeys([last], listing);
  return keys.decode(last.marker ?? textsOf(last).at(-1) ?? '');
}

export type Keys = { readonly decode: (text: string) => string | undefined };

/** Reads the keys of these pages as their server writes keys. */
export async function learnKeys(pages: readonly ObjectPage[], listing: Listing): Promise<Keys> {
  const { keys } = listing.habits;
  const announced = pages.some((page) => page.announced);
  const written = pages
    .flatMap(({ objects }) => objects)
    .map(({ Key = '', Size = 0, ETag = '' }) => ({ text: Key, size: Size, etag: plainEtag(ETag) }));
  await keys.learn({ written, announced, find: (key) => find(key, listing) });
  return { decode: (text) => keys.decode(text, announced) };
}

/** A key may be allowed to list and not to ask for what somebody else has put there. */
async function find(key: string, listing: Listing): Promise<ListedObject | undefined> {
  try {
    return await headObject({ ...listing, key });
  } catch {
    listing.signal.throwIfAborted();
    return undefined;
  }
}

function textsOf({ objects, folders }: ObjectPage): string[] {
  return [...objects.flatMap(({ Key }) => Key ?? []), ...folders];
}

/** What has nothing to do with the way to ask. */
const OTHER_REASONS =
  /^(Authorization|ExpiredToken|InvalidToken|InvalidAccessKey|InvalidBucket|NoSuchBucket|IllegalLocation|RequestTime|Signature|.*Region)/;

/** Whether the server does not know the version of the API, or a parameter. */
function isNotUnderstood(error: unknown): boolean {
  const status = statusOf(error) ?? 0;
  return [400, 405, 501].includes(status) && !OTHER_REASONS.test(codeOf(error));
}

export function invalid({ label, prefix }: Listing, what: string): LabctlError {
  return new LabctlError('STORE_INVALID', `cannot list ${prefix} in ${label}: ${what}`);
}
