/** Listings of servers that are only like S3: read whole and with the right keys, or refused. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createS3Store } from '../../../../src/store/s3/store.ts';
import type { ListedObject } from '../../../../src/store/store.ts';
import {
  answerListing,
  asGoDoes,
  asS3Does,
  escaped,
  type ListingManners,
  withPercent,
} from '../../../support/servers/s3-listings.ts';
import { nameOf } from '../../../support/servers/s3-request-kind.ts';
import { failsWith } from '../../http/loopback.ts';

const never = new AbortController().signal;
const WRITTEN = Date.parse('2026-11-01T12:00:00.000Z');

/** A bucket in which each object has its own size and ETag, and a server that lists it in its manner. */
describe('the listing of a bucket', () => {
  let server: http.Server;
  let objects: ListedObject[] = [];
  let manners: ListingManners = {};
  let headHeaders: Record<string, string> = {};
  let requests: { kind: string; key: string; query: URLSearchParams }[] = [];
  let refuses: (kind: string, query: URLSearchParams) => number | undefined = () => undefined;
  before(async () => {
    server = http.createServer((incoming, response) => {
      const request = nameOf(incoming);
      requests.push(request);
      const status = refuses(request.kind, request.query);
      if (status !== undefined) return response.writeHead(status).end();
      if (request.kind === 'HeadObject') {
        const found = objects.find(({ key }) => key === request.key);
        if (found === undefined) return response.writeHead(404).end();
        const headers = { 'content-length': found.size, etag: `"${found.etag}"` };
        return response.writeHead(200, { ...headers, ...headHeaders }).end();
      }
      const answer = answerListing(request, objects, manners);
      return response.writeHead(answer.status).end(answer.body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  function open(keys: readonly string[], how: ListingManners, refusal = refuses) {
    objects = keys.map((key, at) => ({ key, size: at, etag: `e${at}`, modified: WRITTEN }));
    manners = how;
    requests = [];
    refuses = refusal;
    return createS3Store({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      ...{ region: 'r', bucket: 'images', accessKey: 'a', secretKey: 's' },
      limits: { retryDelayMs: 1, maxAttempts: 2 },
    });
  }
  async function keysOf(keys: readonly string[], how: ListingManners, refusal?: typeof refuses) {
    const listed = await open(keys, how, refusal ?? (() => undefined)).list('images/', never);
    return listed.map(({ key }) => key);
  }
  const heads = () => requests.filter(({ kind }) => kind === 'HeadObject').length;

  const MANY = Array.from({ length: 10 }, (_, at) => `images/${at}.raw`);

  for (const [what, how] of [
    ['of pages with tokens', { pages: 'tokens' }],
    ['of a server that knows markers only', { pages: 'markers' }],
    ['of a server that knows markers only, and names them', { pages: 'markers', nextMarker: true }],
    ['of pages without tokens, on a server without the first version', { pages: 'start-after' }],
    ['of pages that do not say whether there is more', { truncated: () => undefined }],
    [
      'of full pages that say nothing at all of more',
      { pages: 'markers', truncated: () => undefined, also: () => '<MaxKeys>3</MaxKeys>' },
    ],
    ['of pages that say it in Python', { truncated: (more) => (more ? 'True' : 'False') }],
    ['with empty pages between', { emptyPages: true }],
    ['with a namespace prefix', { namespace: 'ns2' }],
    ['in no order', { shows: (all) => all.toReversed() }],
    ['with an object on two pages', { shows: (all) => all.flatMap((one) => [one, one]) }],
  ] as const satisfies readonly (readonly [string, ListingManners])[]) {
    it(`is whole ${what}`, async () => {
      assert.deepEqual(await keysOf(MANY, { pageSize: 3, ...how }), MANY);
    });
  }

  for (const status of [400, 405, 501]) {
    it(`is asked for in the first version where the second is answered by ${status}`, async () => {
      const isSecond = (kind: string) => (kind === 'ListObjectsV2' ? status : undefined);
      assert.deepEqual(await keysOf(MANY, { pages: 'markers', pageSize: 3 }, isSecond), MANY);
    });
    it(`is asked for plainly where encoded keys are answered by ${status}`, async () => {
      const refusal = (_kind: string, query: URLSearchParams) =>
        query.has('encoding-type') ? status : undefined;
      assert.deepEqual(await keysOf(MANY, { pageSize: 3 }, refusal), MANY);
    });
  }

  it('is asked for at once as the server has shown to know it', async () => {
    const isSecond = (kind: string) => (kind === 'ListObjectsV2' ? 501 : undefined);
    const store = open(MANY, {}, isSecond);
    await store.list('images/', never);
    requests = [];
    await store.list('images/', never);
    assert.deepEqual(
      requests.map(({ kind }) => kind),
      ['ListObjects'],
    );
  });

  for (const [what, how, says] of [
    ['of the first page for ever', { pages: 'first-page' }, /the same page comes again/],
    [
      'of empty pages for ever',
      { emptyPages: true, shows: () => [], truncated: () => 'true' },
      /without a word|the same page/,
    ],
    [
      'that is cut off before its first key',
      { pages: 'markers', shows: () => [], truncated: () => 'true' },
      /cut off without a word/,
    ],
  ] as const satisfies readonly (readonly [string, ListingManners, RegExp])[]) {
    it(`is refused ${what}`, async () => {
      const listing = keysOf(MANY, { pageSize: 3, ...how });
      await assert.rejects(listing, failsWith('STORE_INVALID', says));
      assert.ok(requests.length < 10, `${requests.length} requests`);
    });
  }

  it('is read folder by folder from a server that shows nothing else', async () => {
    const keys = ['images/a b/c/d.raw', 'images/a b/e.raw', 'images/f.raw'];
    assert.deepEqual(await keysOf(keys, { folders: true, write: asS3Does, says: true }), keys);
  });

  it('leaves out the marks of folders that have no size', async () => {
    const also = '<Contents><Key>images/sub/</Key></Contents><CommonPrefixes/>';
    assert.deepEqual(await keysOf(['images/a'], { also: () => also }), ['images/a']);
  });

  const ODD = [
    'images/50% off & <more>.raw',
    'images/a b.raw',
    'images/a%20b.raw',
    'images/a%2Bb.raw',
    'images/a+b.raw',
    'images/größe/ü 😀.raw',
  ];
  const twice = (write: (key: string) => string) => (key: string) => withPercent(write(key));

  for (const [server, write] of [
    ['as S3 does', asS3Does],
    ['with %20', withPercent],
    ['as Go does', asGoDoes],
    ['not at all', escaped],
    ['with characters as numbers', numbered],
    ['twice', twice(asS3Does)],
    ['twice, with %20', twice(withPercent)],
  ] as const) {
    for (const says of [true, false]) {
      const told = says ? 'and says so' : 'and says nothing of it';
      it(`shows the keys as they are of a server that encodes ${server} ${told}`, async () => {
        assert.deepEqual(await keysOf(ODD, { write, says }), ODD);
        for (const key of ODD) {
          assert.deepEqual(await keysOf([key], { write, says }), [key]);
        }
      });
    }
  }

  it('goes on after a key as it is, not as it is written', async () => {
    for (const write of [asS3Does, asGoDoes, escaped]) {
      const how = { pages: 'markers', pageSize: 1, write, says: true, nextMarker: true } as const;
      assert.deepEqual(await keysOf(ODD, how), ODD);
    }
  });

  it('costs no other request for plain keys, and few for doubtful ones, once', async () => {
    await keysOf(MANY, { write: asS3Does, says: true });
    assert.equal(requests.length, 1);
    const doubtful = Array.from({ length: 100 }, (_, at) => `images/${at}+.raw`);
    const store = open(doubtful, { write: asS3Does, says: true });
    await Promise.all([store.list('images/', never), store.list('images/', never)]);
    assert.ok(heads() <= 3, `${heads()} HEADs`);
    requests = [];
    await store.list('images/', never);
    assert.equal(requests.length, 1);
  });

  it('believes what the server says of its keys where it may not ask for them', async () => {
    const refusal = (kind: string) => (kind === 'HeadObject' ? 403 : undefined);
    const keys = ['images/a b.raw', 'images/c+d.raw'];
    assert.deepEqual(await keysOf(keys, { write: asS3Does, says: true }, refusal), keys);
  });

  it('believes the keys more than what is said of them', async () => {
    const refusal = (kind: string) => (kind === 'HeadObject' ? 403 : undefined);
    const keys = ['images/a b.raw', 'images/c+d.raw'];
    assert.deepEqual(await keysOf(keys, { write: escaped, says: true }, refusal), keys);
  });

  for (const [date, modified] of [
    ['<LastModified>2026-11-01T12:00:00</LastModified>', WRITTEN],
    ['<LastModified>2026-11-01 12:00:00</LastModified>', WRITTEN],
    ['<LastModified>2026-11-01T14:00:00+02:00</LastModified>', WRITTEN],
    ['<LastModified>Sun, 01 Nov 2026 12:00:00 GMT</LastModified>', WRITTEN],
    ['<LastModified>Sun, 01 Nov 2026 12:00:00</LastModified>', WRITTEN],
    ['<LastModified>0001-01-01T00:00:00Z</LastModified>', undefined],
    ['<LastModified>1970-01-01T00:00:00.000Z</LastModified>', undefined],
    ['<LastModified>yesterday</LastModified>', undefined],
    ['<LastModified>Monday 5</LastModified>', undefined],
    ['<LastModified/>', undefined],
    ['', undefined],
  ] as const) {
    it(`takes ${date || 'no date at all'}`, async () => {
      const store = open(['images/a'], { date: () => date }, () => undefined);
      const [object] = await store.list('images/', never);
      assert.equal(object?.modified, modified);
    });
  }

  for (const [date, modified] of [
    ['2026-11-01T12:00:00', WRITTEN],
    ['Sun, 01 Nov 2026 12:00:00', WRITTEN],
    ['Sunday, 01-Nov-26 12:00:00 GMT', WRITTEN],
    ['0', undefined],
  ] as const) {
    it(`takes HEAD with the date ${date}, and with dates that nobody reads`, async () => {
      const lock = { 'x-amz-object-lock-retain-until-date': 'never', expires: '-1' };
      headHeaders = { 'last-modified': date, ...lock };
      const head = await open(['images/a'], {}).head('images/a', never);
      assert.equal(head?.modified, modified);
    });
  }

  for (const [what, also, says] of [
    ['a key that was not asked for', object({ key: 'metadata/a' }), /metadata\/a.*not asked for/],
    ['a size that is no number', object({ size: 'many' }), /images\/a has no size/],
    ['a negative size', object({ size: '-5' }), /images\/a has no size/],
    ['a size beyond all numbers', object({ size: '9'.repeat(30) }), /images\/a has no size/],
    ['no ETag', object({ etag: '' }), /images\/a has no ETag/],
    ['no key', object({ key: '' }), /without a key/],
    [
      'a folder beside the prefix',
      '<CommonPrefixes><Prefix>metadata/</Prefix></CommonPrefixes>',
      /not asked for/,
    ],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      await assert.rejects(keysOf([], { also: () => also }), failsWith('STORE_INVALID', says));
    });
  }

  it('and not when all is well', async () => {
    assert.deepEqual(await keysOf([], { also: () => object({}) }), ['images/a']);
  });
});

function object({ key = 'images/a', size = '5', etag = 'e' }): string {
  const date = '2026-11-01T00:00:00.000Z';
  return `<Contents><Key>${key}</Key><LastModified>${date}</LastModified><ETag>${etag}</ETag><Size>${size}</Size></Contents>`;
}

/** Every character that is not ASCII as `&#…;`. */
function numbered(key: string): string {
  return escaped(key).replace(/[^\0-~]/gu, (character) => `&#${character.codePointAt(0)};`);
}
