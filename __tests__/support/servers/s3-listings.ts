/** Listings as other servers give them than those that the tests can start, of the objects that are really there. */
import type { ListedObject } from '../../../src/store/store.ts';
import type { S3Answer, S3Proxy, S3Request } from './s3-proxy.ts';

export type ListingManners = {
  /**
   * - `tokens`: as S3 has it
   * - `markers`: knows the first version of the API and ignores what it is asked for of the second
   * - `start-after`: the second version without its tokens, and not the first
   * - `first-page`: the first page, whatever it is asked for
   */
  readonly pages?: 'tokens' | 'markers' | 'start-after' | 'first-page';
  /** Keys of a page. */
  readonly pageSize?: number;
  /** Whether a last key is named as the next marker, too. */
  readonly nextMarker?: boolean;
  /** An empty page, with a token, before each other. */
  readonly emptyPages?: boolean;
  /** What is said of whether there is more; nothing where it is `undefined`. */
  readonly truncated?: (more: boolean) => string | undefined;
  /** How keys are written; as they are in XML unless told. */
  readonly write?: (key: string) => string;
  /** Whether it says that keys are encoded. */
  readonly says?: boolean;
  /** The whole element with the date. */
  readonly date?: (modified: number) => string;
  /** Before the names of all elements. */
  readonly namespace?: string;
  /** Up to the next slash behind the prefix, as `CommonPrefixes`. */
  readonly folders?: boolean;
  /** Changes what is listed, or its order. */
  readonly shows?: (objects: readonly ListedObject[]) => readonly ListedObject[];
  /** Further elements in each page of the listing of this prefix. */
  readonly also?: (prefix: string) => string;
};

/** From now on the proxy gives the listings of objects in this manner. */
export function listAs(
  proxy: S3Proxy,
  manners: ListingManners,
  objects: () => Promise<readonly ListedObject[]>,
): void {
  const instead = async (request: S3Request) => answerListing(request, await objects(), manners);
  proxy.fault({ kind: 'ListObjects', how: { instead } });
  proxy.fault({ kind: 'ListObjectsV2', how: { instead } });
}

/** The page that is asked for. */
export function answerListing(
  { kind, query }: Pick<S3Request, 'kind' | 'query'>,
  objects: readonly ListedObject[],
  manners: ListingManners,
): S3Answer {
  const { pages = 'tokens', pageSize = 1000, emptyPages, folders } = manners;
  if (pages === 'start-after' && kind === 'ListObjects') return notImplemented;
  const prefix = query.get('prefix') ?? '';
  const { shows = (all) => all } = manners;
  const all = shows(objects.filter(({ key }) => key.startsWith(prefix)));
  const { keys, below } = folders ? foldersOf(all, prefix) : { keys: all, below: [] };

  const token = query.get('continuation-token') ?? '';
  if (emptyPages && pages === 'tokens' && !token.startsWith('page-')) {
    return page({ prefix, keys: [], below: [], more: true, next: `page-${token}` }, manners);
  }
  const after = startOf(pages, query, kind === 'ListObjects');
  const at = after === undefined ? 0 : keys.findIndex(({ key }) => key === after) + 1;
  const shown = keys.slice(at, at + pageSize);
  const more = at + pageSize < keys.length;
  return page({ prefix, keys: shown, below, more, next: shown.at(-1)?.key ?? '' }, manners);
}

function startOf(
  pages: ListingManners['pages'],
  query: URLSearchParams,
  isFirstVersion: boolean,
): string | undefined {
  if (pages === 'first-page') return undefined;
  if (pages === 'start-after') return query.get('start-after') ?? undefined;
  if (pages === 'markers' || isFirstVersion) return query.get('marker') ?? undefined;
  return query.get('continuation-token')?.replace('page-', '') || undefined;
}

function foldersOf(objects: readonly ListedObject[], prefix: string) {
  const below = new Set<string>();
  const keys = objects.filter(({ key }) => {
    const slash = key.indexOf('/', prefix.length);
    if (slash >= 0) below.add(key.slice(0, slash + 1));
    return slash < 0;
  });
  return { keys, below: [...below] };
}

type Shown = {
  readonly prefix: string;
  readonly keys: readonly ListedObject[];
  readonly below: readonly string[];
  readonly more: boolean;
  readonly next: string;
};

function page({ prefix, keys, below, more, next }: Shown, manners: ListingManners): S3Answer {
  const { pages = 'tokens', write = escaped, says, namespace = '', also } = manners;
  const { date = isoDate, truncated = String, nextMarker } = manners;
  const truncation = truncated(more);
  const contents = keys.map(
    ({ key, size, etag, modified }) =>
      `<Contents><Key>${write(key)}</Key>${date(modified ?? 0)}<ETag>&quot;${etag}&quot;</ETag><Size>${size}</Size></Contents>`,
  );
  const prefixes = below.map(
    (folder) => `<CommonPrefixes><Prefix>${write(folder)}</Prefix></CommonPrefixes>`,
  );
  const xml = [
    '<ListBucketResult>',
    says ? '<EncodingType>url</EncodingType>' : '',
    truncation === undefined ? '' : `<IsTruncated>${truncation}</IsTruncated>`,
    more && pages === 'tokens'
      ? `<NextContinuationToken>${escaped(next)}</NextContinuationToken>`
      : '',
    more && nextMarker ? `<NextMarker>${write(next)}</NextMarker>` : '',
    ...[also?.(prefix) ?? '', ...contents, ...prefixes, '</ListBucketResult>'],
  ].join('');
  const named = namespace === '' ? xml : xml.replace(/<(\/?)/g, `<$1${namespace}:`);
  return { status: 200, body: `<?xml version="1.0"?>${named}` };
}

const notImplemented: S3Answer = {
  status: 501,
  body: '<?xml version="1.0"?><Error><Code>NotImplemented</Code><Message>No.</Message></Error>',
};

/** As XML wants it, and no more. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** As S3 encodes keys. */
export function asS3Does(key: string): string {
  return withPercent(key).replaceAll('%20', '+');
}

/** As RFC 3986 has it, slashes left. */
export function withPercent(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/');
}

/** As Go's `url.PathEscape`: plus signs stay. */
export function asGoDoes(key: string): string {
  return escaped(withPercent(key).replaceAll('%2B', '+').replaceAll('%26', '&'));
}

function isoDate(modified: number): string {
  return `<LastModified>${new Date(modified).toISOString()}</LastModified>`;
}
