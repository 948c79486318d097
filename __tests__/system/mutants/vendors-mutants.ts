/** Mutants of src/store: how S3 servers differ in listings, keys, dates, lengths and endpoints. */
import type { Mutant } from './mutant.ts';

const LISTING = '__tests__/unit/store/s3/listing.test.ts';
const PAGES = { file: 'src/store/s3/list/pages.ts', test: LISTING };
const KEYS = { file: 'src/store/s3/list/key-encoding.ts', test: LISTING };

export const VENDORS_MUTANTS: readonly Mutant[] = [
  {
    rule: 'a listing goes on at the marker that a page names',
    ...PAGES,
    find: 'if (isMarkerKnown && isNew(marker)) return marker;',
    replace: '',
  },
  {
    rule: 'a listing of the second version without tokens goes on after its last key',
    ...PAGES,
    find: 'return way.version === 2 && isNew(startAfter) ? startAfter : undefined;',
    replace: 'return undefined;',
  },
  {
    rule: 'a server that answers 400 or 405 to the second version of a listing is asked in the first',
    ...PAGES,
    find: 'return [400, 405, 501].includes(status) && !OTHER_REASONS.test(codeOf(error));',
    replace: 'return status === 501;',
  },
  {
    rule: 'a full page that does not say whether there is more is not the last',
    file: 'src/store/s3/list/page.ts',
    find: 'truncated: IsTruncated ?? (Boolean(token || marker) || isFull),',
    replace: 'truncated: IsTruncated ?? false,',
    test: LISTING,
  },
  {
    rule: 'a HEAD that finds one reading of a doubtful key settles how the server encodes keys',
    ...KEYS,
    find: 'if (same.length === 1) possible = possible.filter((scheme) => scheme(text) === same[0]);',
    replace: '',
  },
  {
    rule: 'what one listing has found out about keys is not asked again by the next',
    ...KEYS,
    find: 'settled = learnt.catch(() => undefined);',
    replace: '',
  },
  {
    rule: 'a listing may write its elements with a namespace prefix',
    file: 'src/store/s3/list/answer.ts',
    find: "\n    .replace(/(<\\/?)[A-Za-z_][\\w.-]*:(?=[A-Za-z_])/g, '$1')",
    replace: '',
    test: LISTING,
  },
  {
    rule: 'folders that a server shows instead of keys are read',
    file: 'src/store/s3/list/list.ts',
    find: 'await readFolder({ ...listing, prefix: folder }, found);',
    replace: '',
    test: LISTING,
  },
  {
    rule: 'a date before 1970 is not a date',
    file: 'src/store/s3/list/date.ts',
    find: 'return time > 0 && time < YEAR_10000 ? time : undefined;',
    replace: 'return time < YEAR_10000 ? time : undefined;',
    test: LISTING,
  },
  {
    rule: 'an endpoint does not name the bucket in its path',
    file: 'src/store/s3/endpoint.ts',
    find: 'if (isApi || (segments[0] !== bucket && segments.at(-1) !== bucket)) return;',
    replace: 'return;',
    test: '__tests__/system/hostile/environment-and-inputs.test.ts',
  },
  {
    rule: 'a server behind a path gets the other signature when it refuses the first',
    file: 'src/store/s3/path-signing.ts',
    find: 'if (!mayBeSignature(error)) throw error;',
    replace: 'if (error !== undefined) throw error;',
    test: '__tests__/system/faults/store.test.ts',
    title: 'fault 81: a path',
    bundle: true,
  },
  {
    rule: 'an object that has no first byte is empty',
    file: 'src/store/s3/object.ts',
    find: 'if (statusOf(error) === 416) return { ...head, ContentLength: 0 };',
    replace: '',
    test: '__tests__/system/faults/store.test.ts',
    title: 'fault 85: HEAD without a length',
  },
];
