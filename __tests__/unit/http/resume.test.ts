/** Answers to a request for the rest, right and wrong: FAULTS rows 12 and 15. */
import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Source } from '../../../src/stream/source.ts';
import { bytesOf, generatedContent } from '../../support/servers/content.ts';
import { type Fault, redirectTo } from '../../support/servers/origin-fault.ts';
import { download, failsWith, type Loopback, never, startLoopback } from './loopback.ts';

const SIZE = 200_000;
const content = generatedContent(SIZE);
const bytes = bytesOf(content);
const cut: Fault = { resetAfterBytes: 50_000 };

describe('the answer to a request for the rest', () => {
  let loopback: Loopback;
  before(async () => {
    loopback = await startLoopback();
  });
  after(() => loopback.close());

  const refused: readonly (readonly [string, Fault, string])[] = [
    ['is the whole file, because the server ignores ranges', { ignoreRange: true }, '(200)'],
    [
      'begins somewhere else',
      { headers: { 'content-range': `bytes 0-${SIZE - 1}/${SIZE}` } },
      'want one from 50000 on',
    ],
    [
      'is of a file with another length',
      { headers: { 'content-range': `bytes 50000-${SIZE}/${SIZE + 1}` } },
      `want a total of ${SIZE}`,
    ],
    [
      'does not say of which length the file is',
      { headers: { 'content-range': 'bytes 50000-199999/*' } },
      `want a total of ${SIZE}`,
    ],
    [
      'has half a Content-Range',
      { headers: { 'content-range': 'bytes 50000-' } },
      'Content-Range bytes 50000-, want one from 50000 on',
    ],
    ['has no Content-Range', { headers: { 'content-range': undefined } }, 'Content-Range none'],
    ['has another ETag', { headers: { etag: '"other"' } }, 'ETag "other"'],
    ['has no ETag', { headers: { etag: undefined } }, 'ETag none'],
    ['has a weak ETag', { headers: { etag: 'W/"x"' } }, 'ETag W/"x"'],
    [
      'has several parts',
      { headers: { 'content-type': 'multipart/byteranges; boundary=x' } },
      'several ranges',
    ],
    ['is 416 although bytes are missing', { status: 416, body: '' }, '(416)'],
  ];
  for (const [what, fault, why] of refused) {
    it(`is refused when it ${what}, and nothing of it is handed on`, async () => {
      const path = `/${encodeURIComponent(what)}`;
      loopback.origin.serve(path, content);
      loopback.origin.script(path, cut, { ...fault, ranged: true });
      const source = loopback.source(path);
      const { body, resumed } = await source.open(never);
      const received: Buffer[] = [];
      const reading = (async () => {
        for await (const chunk of body) received.push(chunk);
      })();
      await assert.rejects(reading, failsWith('SOURCE_INTERRUPTED', 'got 50000 of 200000', why));
      assert.ok(Buffer.concat(received).equals(bytes.subarray(0, 50_000)));
      assert.equal(resumed(), false);
      assert.ok((await download(source)).bytes.equals(bytes), 'a fresh reading works');
    });
  }

  it('is refused when the file was changed in between', async () => {
    loopback.origin.serve('/changed', content);
    loopback.origin.script('/changed', { stallAfterBytes: 50_000 });
    const { body } = await loopback.source('/changed', { idleTimeoutMs: 50 }).open(never);
    loopback.origin.serve('/changed', generatedContent(SIZE, 2));
    await assert.rejects(body.toArray(), failsWith('SOURCE_INTERRUPTED', '(200)'));
  });

  describe('of another mirror, since a redirect now leads there,', () => {
    /** The first request is led to localhost and cut there, the others to 127.0.0.1. */
    function mirrors(path: string, first: Fault): string {
      const mirror = (host: string) => `https://${host}:${loopback.origin.port}/on${path}`;
      loopback.origin.serve(`/on${path}`, content);
      loopback.origin.script(`/on${path}`, first);
      const elsewhere = { ...redirectTo(mirror('127.0.0.1')), times: Infinity };
      loopback.origin.script(path, redirectTo(mirror('localhost')), elsewhere);
      return path;
    }
    const ranges = (path: string) => loopback.requestsFor(`/on${path}`).map(({ range }) => range);

    it('continues the file where ETag and length are the same', async () => {
      const path = mirrors('/equal', cut);
      const result = await download(loopback.source(path));
      assert.ok(result.bytes.equals(bytes));
      assert.equal(result.resumed, true);
      assert.deepEqual(ranges(path), [undefined, 'bytes=50000-']);
    });

    it('is a fresh start where the ETag is another one', async () => {
      const path = mirrors('/unequal', { ...cut, headers: { etag: '"first"' } });
      assert.ok((await downloadAgain(loopback.source(path))).equals(bytes));
      assert.deepEqual(ranges(path), [undefined, 'bytes=50000-']);
    });

    it('is refused where the length is not known', async () => {
      const path = mirrors('/unknown', { framing: 'chunked', closeAfterBytes: 50_000 });
      await assert.rejects(
        download(loopback.source(path)),
        failsWith('SOURCE_INTERRUPTED', 'is now 127.0.0.1:'),
      );
    });
  });

  describe('that is the whole file', () => {
    it('is read from its first byte by the next reading, without another request', async () => {
      loopback.origin.serve('/fresh', content);
      loopback.origin.script('/fresh', cut, { ignoreRange: true });
      assert.ok((await downloadAgain(loopback.source('/fresh'))).equals(bytes));
      assert.equal(loopback.requestsFor('/fresh').length, 2);
    });

    it('may have another length and ETag, and is continued by those', async () => {
      loopback.origin.serve('/longer', { content, etag: '"new"' });
      const old = { body: bytes.subarray(0, 60_000), headers: { etag: '"old"' } };
      loopback.origin.script('/longer', { ...old, ...cut }, { resetAfterBytes: 70_000 });
      assert.ok((await downloadAgain(loopback.source('/longer'))).equals(bytes));
      assert.deepEqual(
        loopback.requestsFor('/longer').map(({ range, headers }) => [range, headers['if-range']]),
        [
          [undefined, undefined],
          ['bytes=50000-', '"old"'],
          ['bytes=70000-', '"new"'],
        ],
      );
    });

    it('is a fresh start before the first byte, too, when the length has changed', async () => {
      loopback.origin.serve('/grown', content);
      loopback.origin.script('/grown', {
        body: 'short',
        headers: { etag: '"old"' },
        resetAfterBytes: 0,
      });
      assert.ok((await downloadAgain(loopback.source('/grown'))).equals(bytes));
      assert.equal(loopback.requestsFor('/grown').length, 2);
    });

    it('is let go when it breaks before it is read', async () => {
      loopback.origin.serve('/twice', content);
      loopback.origin.script('/twice', cut, { ignoreRange: true, resetAfterBytes: 0 });
      assert.ok((await downloadAgain(loopback.source('/twice'))).equals(bytes));
    });

    it('is let go where nobody opens the source again, or the run is stopped', async () => {
      const huge = generatedContent(64 * 1024 * 1024);
      for (const mayOpenAgain of [false, true]) {
        const path = `/let-go-${mayOpenAgain}`;
        loopback.origin.serve(path, huge);
        loopback.origin.script(path, cut, { ignoreRange: true });
        const controller = new AbortController();
        const { body } = await loopback.source(path).open(controller.signal, { mayOpenAgain });
        await assert.rejects(body.toArray(), failsWith('SOURCE_INTERRUPTED', '(200)'));
        if (mayOpenAgain) controller.abort();
        for (let tries = 0; loopback.origin.answering() > 0 && tries < 500; tries += 1)
          await wait(10);
        assert.equal(loopback.origin.answering(), 0);
      }
    });
  });

  it('may be shorter than the rest: the next one continues it', async () => {
    loopback.origin.serve('/piecemeal', content);
    const headers = { 'content-range': `bytes 50000-99999/${SIZE}` };
    const body = bytes.subarray(50_000, 100_000);
    const etag = '"piecemeal"';
    loopback.origin.serve('/piecemeal', { content, etag });
    loopback.origin.script('/piecemeal', cut, { status: 206, body, headers: { ...headers, etag } });
    const result = await download(loopback.source('/piecemeal'));
    assert.ok(result.bytes.equals(bytes));
    assert.equal(loopback.requestsFor('/piecemeal').at(-1)?.range, 'bytes=100000-');
  });

  it('is not handed on beyond the announced length', async () => {
    loopback.origin.serve('/overlong', { content, etag: '"o"' });
    const headers = { etag: '"o"', 'content-range': `bytes 50000-199999/${SIZE}` };
    const body = Buffer.concat([bytes.subarray(50_000), Buffer.from('and more')]);
    loopback.origin.script('/overlong', cut, { status: 206, body, headers });
    await assert.rejects(
      download(loopback.source('/overlong')),
      failsWith('SOURCE_INTERRUPTED', 'more than the 200000 bytes'),
    );
  });

  it('ends the download well when it is 416 because nothing was missing', async () => {
    loopback.origin.serve('/nothing-missing', content);
    // All bytes come, but not the mark that ends a chunked answer.
    const fault: Fault = { framing: 'chunked', closeAfterBytes: SIZE };
    loopback.origin.script('/nothing-missing', fault);
    const result = await download(loopback.source('/nothing-missing'));
    assert.ok(result.bytes.equals(bytes));
    assert.equal(loopback.requestsFor('/nothing-missing').at(-1)?.status, 416);
  });

  it('is refused when it is 416 although bytes are missing of a length that was unknown', async () => {
    loopback.origin.serve('/missing', content);
    const unsatisfied = { 'content-range': `bytes */${SIZE}` };
    loopback.origin.script(
      '/missing',
      { framing: 'chunked', closeAfterBytes: 50_000 },
      { status: 416, body: '', headers: unsatisfied },
    );
    await assert.rejects(
      download(loopback.source('/missing')),
      failsWith('SOURCE_INTERRUPTED', 'got 50000 bytes (length unknown)', '(416)'),
    );
  });

  it('is waited for through errors of the server', async () => {
    loopback.origin.serve('/bumpy', content);
    loopback.origin.script('/bumpy', cut, { status: 503, times: 2, body: '<html>busy</html>' });
    const source = loopback.source('/bumpy');
    assert.ok((await download(source)).bytes.equals(bytes));
    assert.equal(source.retries.length, 3);
  });

  it('fails the download at once when the file is gone', async () => {
    loopback.origin.serve('/vanished', content);
    loopback.origin.script('/vanished', cut, { status: 404, body: '' });
    await assert.rejects(download(loopback.source('/vanished')), failsWith('SOURCE_GONE', '404'));
  });
});

/** As a transfer does: a reading that has to be begun anew is begun anew, once. */
async function downloadAgain(source: Source): Promise<Buffer> {
  const { body } = await source.open(never, { mayOpenAgain: true });
  await assert.rejects(buffer(body), failsWith('SOURCE_INTERRUPTED', 'cannot be continued'));
  return buffer((await source.open(never)).body);
}
