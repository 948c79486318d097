/** Downloads that break off: FAULTS rows 1 to 4 and 14. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { bytesOf, generatedContent } from '../../support/servers/content.ts';
import { download, failsWith, type Loopback, startLoopback } from './loopback.ts';

const SIZE = 300_000;
const content = generatedContent(SIZE);
const bytes = bytesOf(content);

describe('a download that breaks off', () => {
  let loopback: Loopback;
  before(async () => {
    loopback = await startLoopback();
  });
  after(() => loopback.close());

  for (const at of [1, 150_000, SIZE - 1]) {
    it(`continues from byte ${at} after a reset there`, async () => {
      const path = `/reset-${at}`;
      loopback.origin.serve(path, content);
      loopback.origin.script(path, { resetAfterBytes: at });
      const source = loopback.source(path);
      const result = await download(source);
      assert.ok(result.bytes.equals(bytes));
      assert.equal(result.resumed, true);
      assert.equal(result.size, SIZE);
      const [first, second] = loopback.requestsFor(path);
      assert.equal(first?.range, undefined);
      assert.equal(second?.range, `bytes=${at}-`);
      assert.match(String(second?.headers['if-range']), /^"\w+"$/);
      assert.equal(source.retries.length, 1);
      assert.match(source.retries[0] ?? '', new RegExp(`got ${at} of ${SIZE} bytes`));
    });
  }

  it('begins again after a reset before the first byte, with and without an ETag', async () => {
    for (const [path, etag] of [['/zero', '"e"'] as const, ['/zero-no-etag', undefined] as const]) {
      loopback.origin.serve(path, { content, etag });
      loopback.origin.script(path, { resetAfterBytes: 0 }, { resetAfterBytes: -1 });
      const result = await download(loopback.source(path));
      assert.ok(result.bytes.equals(bytes));
      assert.equal(result.resumed, false);
      assert.deepEqual(
        loopback.requestsFor(path).map((request) => request.range),
        [undefined, undefined, undefined],
      );
    }
  });

  it('does not begin again with a file of another length than the one announced', async () => {
    loopback.origin.serve('/grown', content);
    loopback.origin.script('/grown', { resetAfterBytes: 0 });
    const source = loopback.source('/grown');
    const { body } = await source.open(new AbortController().signal);
    loopback.origin.serve('/grown', generatedContent(SIZE + 1));
    await assert.rejects(body.toArray(), failsWith('SOURCE_INTERRUPTED', `${SIZE + 1} bytes`));
  });

  it('survives as many resets as it takes while each try brings new bytes', async () => {
    loopback.origin.serve('/many', content);
    loopback.origin.script('/many', { resetAfterBytes: 30_000, times: 9 });
    const source = loopback.source('/many');
    const result = await download(source);
    assert.ok(result.bytes.equals(bytes));
    // Each pause is the first of its row: the counter was set back by the new bytes.
    assert.equal(source.clock.sleeps.length, 9);
    assert.ok(source.clock.sleeps.every((sleep) => sleep <= 1000));
  });

  it('comes to an end with a server that gives one byte a try', async () => {
    loopback.origin.serve('/trickle', content);
    loopback.origin.script('/trickle', { resetAfterBytes: 1, times: Infinity });
    const source = loopback.source('/trickle', { triesInAll: 7 });
    await assert.rejects(download(source), failsWith('SOURCE_UNREACHABLE', 'got 7 of', '7 tries'));
    assert.equal(loopback.requestsFor('/trickle').length, 7);
  });

  it('gives up after five tries in a row that bring nothing new', async () => {
    loopback.origin.serve('/stuck', content);
    loopback.origin.script('/stuck', { resetAfterBytes: 5000 }, { resetAfterBytes: 0, times: 5 });
    const source = loopback.source('/stuck');
    await assert.rejects(download(source), failsWith('SOURCE_UNREACHABLE', `got 5000 of ${SIZE}`));
    assert.equal(loopback.requestsFor('/stuck').length, 6);
  });

  it('notices a clean end before the announced length and continues', async () => {
    loopback.origin.serve('/short', content);
    loopback.origin.script('/short', { closeAfterBytes: 100_000 });
    const source = loopback.source('/short');
    const result = await download(source);
    assert.ok(result.bytes.equals(bytes));
    assert.match(source.retries.join(), /got 100000 of 300000 bytes/);
  });

  it('says how much came when it cannot continue for want of a strong ETag', async () => {
    for (const [path, etag] of [['/weak', 'W/"e"'] as const, ['/none', undefined] as const]) {
      loopback.origin.serve(path, { content, etag });
      loopback.origin.script(path, { closeAfterBytes: 100_000 });
      const source = loopback.source(path);
      const words = ['got 100000 of 300000 bytes', 'no strong ETag'];
      await assert.rejects(download(source), failsWith('SOURCE_INTERRUPTED', ...words));
      assert.ok((await download(source)).bytes.equals(bytes), 'a fresh reading works');
    }
  });

  it('notices a chunked answer that is cut, although its length is unknown', async () => {
    loopback.origin.serve('/chunked', content);
    loopback.origin.script('/chunked', { framing: 'chunked', closeAfterBytes: 100_000 });
    const source = loopback.source('/chunked');
    const result = await download(source);
    assert.ok(result.bytes.equals(bytes));
    assert.equal(result.size, undefined);
    assert.match(source.retries.join(), /got 100000 bytes \(length unknown\)/);
  });

  it('cannot notice a cut where the end of the connection is the end of the file', async () => {
    loopback.origin.serve('/unframed', content);
    loopback.origin.script('/unframed', { framing: 'close', closeAfterBytes: 100_000 });
    const result = await download(loopback.source('/unframed'));
    assert.equal(result.bytes.length, 100_000);
    assert.equal(result.size, undefined);
    assert.equal((await download(loopback.source('/unframed'))).bytes.length, SIZE);
  });

  it('ends at a Content-Length that is too small, without waiting for more', async () => {
    loopback.origin.serve('/small', content);
    loopback.origin.script('/small', { headers: { 'content-length': '1000' } });
    const result = await download(loopback.source('/small'));
    assert.equal(result.size, 1000);
    assert.ok(result.bytes.equals(bytes.subarray(0, 1000)));
  });

  it('gives up on a Content-Length that is too large', async () => {
    loopback.origin.serve('/large', content);
    const headers = { 'content-length': String(SIZE + 5) };
    loopback.origin.script('/large', { headers, times: Infinity, ranged: false });
    const source = loopback.source('/large');
    // What is left to ask for begins where the file ends: 416, of another total than announced.
    await assert.rejects(download(source), failsWith('SOURCE_INTERRUPTED', `got ${SIZE} of`));
  });

  it('hands on the same bytes each time and says that no answer was resumed', async () => {
    loopback.origin.serve('/stable', content);
    const source = loopback.source('/stable');
    const [first, second] = [await download(source), await download(source)];
    assert.ok(first.bytes.equals(second.bytes));
    assert.deepEqual([first.resumed, second.resumed], [false, false]);
    assert.equal(source.retries.length, 0);
  });

  it('downloads an empty file', async () => {
    loopback.origin.serve('/empty', '');
    const result = await download(loopback.source('/empty'));
    assert.deepEqual([result.size, result.bytes.length], [0, 0]);
  });
});
