/** One image over several connections: the same bytes, one version of them, and never worse than over one. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../../src/base/clock.ts';
import {
  createReadAhead,
  type ReadAheadOptions,
} from '../../../../src/http/parallel/read-ahead.ts';
import { bytesOf, generatedContent } from '../../../support/servers/content.ts';
import type { Fault } from '../../../support/servers/origin-fault.ts';
import { download, failsWith, type Loopback, never, startLoopback } from '../loopback.ts';

const SEGMENT = 50_000;
const SIZE = 1_000_000;
const content = generatedContent(SIZE);
const bytes = bytesOf(content);

describe('a download over several connections', () => {
  let loopback: Loopback;
  before(async () => {
    loopback = await startLoopback();
  });
  after(() => loopback.close());

  function inSegments(path: string, limits = {}, settings: Partial<ReadAheadOptions> = {}) {
    const small = { segmentBytes: SEGMENT, smallestRestBytes: 0, budgetBytes: 12 * SEGMENT };
    const readAhead = createReadAhead({ connections: 4, ...small, ...settings });
    return { ...loopback.source(path, limits, undefined, readAhead), readAhead };
  }
  const ranged = (path: string) => loopback.requestsFor(path).filter(({ range }) => range);

  it('hands on the same bytes, whatever the size', async () => {
    for (const segments of [1, 2, 3, 4, 5, 9]) {
      // The first request reads on for one chunk, at which the segments are laid out.
      for (const more of [-1, 0, 1, 16_383, 16_384, 16_385]) {
        const size = segments * SEGMENT + more;
        const path = `/size-${size}`;
        loopback.origin.serve(path, generatedContent(size));
        const source = inSegments(path);
        const result = await download(source);
        assert.ok(result.bytes.equals(bytesOf(generatedContent(size))), `${size} bytes`);
        assert.equal(result.size, size);
        assert.deepEqual(source.retries, []);
        assert.equal(source.readAhead?.available(), 12, 'the budget is whole again');
      }
    }
  });

  it('asks for each byte once, over as many connections as it was told', async () => {
    loopback.origin.serve('/shared', content);
    loopback.origin.script('/shared', { bytesPerSecond: 1_000_000, times: Infinity });
    const result = await download(inSegments('/shared'));
    assert.ok(result.bytes.equals(bytes));
    assert.equal(result.resumed, true);
    const [first, ...others] = loopback.requestsFor('/shared');
    assert.equal(first?.range, undefined);
    // Connections that are opened at once may arrive in any order.
    const ranges = others
      .map(({ range = '' }) => range.slice('bytes='.length).split('-'))
      .toSorted(([a], [b]) => Number(a) - Number(b));
    assert.ok(ranges.length >= 15);
    ranges.reduce((expected, [from, to]) => {
      assert.ok(expected === undefined || from === expected, `${from} after ${expected}`);
      return String(Number(to) + 1);
    }, ranges[0]?.[0]);
    assert.equal(ranges.at(-1)?.[1], String(SIZE - 1));
    for (const { headers } of others) assert.match(String(headers['if-range']), /^"\w+"$/);
    // The server may learn late that the first connection is given up.
    const connections = new Set(others.map(({ port }) => port)).size;
    assert.ok(connections >= 4 && connections <= 5, `${connections} connections`);
    assert.ok(loopback.origin.mostAnswering() >= 4);
  });

  const unsplit: readonly (readonly [string, { etag?: string | undefined; fault?: Fault }])[] = [
    ['has no ETag', { etag: undefined }],
    ['has a weak ETag', { etag: 'W/"weak"' }],
    ['says that it has no ranges', { fault: { headers: { 'accept-ranges': 'none' } } }],
    ['does not announce a length', { fault: { framing: 'chunked' } }],
  ];
  for (const [what, { fault = {}, ...file }] of unsplit) {
    it(`is one request where the server ${what}`, async () => {
      const path = `/${encodeURIComponent(what)}`;
      loopback.origin.serve(path, 'etag' in file ? { content, ...file } : content);
      loopback.origin.script(path, fault);
      const result = await download(inSegments(path));
      assert.ok(result.bytes.equals(bytes));
      assert.equal(result.resumed, false);
      assert.equal(loopback.requestsFor(path).length, 1);
    });
  }

  const vain: readonly (readonly [string, Fault])[] = [
    ['200', { ignoreRange: true }],
    ['another ETag', { headers: { etag: '"other"' } }],
    ['another place', { headers: { 'content-range': `bytes 0-${SIZE - 1}/${SIZE}` } }],
    ['another length', { headers: { 'content-range': `bytes 66384-116383/${SIZE + 1}` } }],
    ['416', { status: 416, body: '' }],
    ['404', { status: 404, body: '' }],
    ['503', { status: 503, body: '' }],
    ['a reset', { resetAfterBytes: -1 }],
    ['nothing', { stallBeforeHeaders: true }],
  ];
  for (const [what, fault] of vain) {
    it(`goes on over the first connection where segments are answered with ${what}`, async () => {
      const path = `/vain-${encodeURIComponent(what)}`;
      loopback.origin.serve(path, content);
      loopback.origin.script(path, { ...fault, ranged: true, times: Infinity });
      const result = await download(inSegments(path, { idleTimeoutMs: 1500 }));
      assert.ok(result.bytes.equals(bytes));
      assert.equal(result.resumed, false);
      const whole = loopback.requestsFor(path).filter(({ range }) => range === undefined);
      assert.equal(whole.length, 1);
      assert.ok(ranged(path).length > 0);
    });
  }

  /** Faults after as many good answers as can be under way at once: so the first segment is good. */
  const afterGood = (path: string, ...faults: readonly Fault[]) =>
    loopback.origin.script(
      path,
      { ranged: true, times: 8 },
      ...faults.map((fault) => ({ ...fault, ranged: true })),
    );

  const survived: readonly (readonly [string, Fault])[] = [
    ['is answered with 503 once', { status: 503, body: '' }],
    ['is to be asked for again later', { status: 429, body: '', headers: { 'retry-after': '5' } }],
    ['is reset in the middle', { resetAfterBytes: 20_000 }],
    ['ends too early', { closeAfterBytes: 20_000 }],
    ['stalls', { stallAfterBytes: 20_000 }],
    ['is shorter than what was asked for', { closeAfterBytes: 49_999 }],
  ];
  for (const [what, fault] of survived) {
    it(`survives a segment that ${what}`, async () => {
      const path = `/survived-${encodeURIComponent(what)}`;
      loopback.origin.serve(path, content);
      afterGood(path, fault);
      const source = inSegments(path, { idleTimeoutMs: 1500 });
      assert.ok((await download(source)).bytes.equals(bytes));
      assert.equal(source.retries.length, 1);
      assert.ok(ranged(path).length >= 15, 'it stays with segments');
    });
  }

  for (const [what, fault] of vain.slice(0, 6)) {
    it(`goes on over one connection where a later segment is answered with ${what}`, async () => {
      const path = `/later-${encodeURIComponent(what)}`;
      loopback.origin.serve(path, content);
      afterGood(path, fault);
      const source = inSegments(path);
      const result = await download(source);
      assert.ok(result.bytes.equals(bytes));
      assert.equal(result.resumed, true);
      assert.match(source.retries.join(), /going on over one connection$/m);
      assert.ok(ranged(path).some(({ range }) => range?.endsWith(`-${SIZE - 1}`)));
      assert.equal(source.readAhead?.available(), 12, 'the budget is whole again');
    });
  }

  const hopeless: readonly (readonly [string, Fault, string])[] = [
    ['200', { ignoreRange: true }, 'SOURCE_INTERRUPTED'],
    ['404', { status: 404, body: '' }, 'SOURCE_GONE'],
    ['503', { status: 503, body: '' }, 'SOURCE_UNREACHABLE'],
    ['nothing', { stallBeforeHeaders: true }, 'SOURCE_UNREACHABLE'],
  ];
  for (const [what, fault, code] of hopeless) {
    it(`fails as one connection would where from some byte on there is only ${what}`, async () => {
      const path = `/hopeless-${what}`;
      loopback.origin.serve(path, content);
      afterGood(path, { ...fault, times: Infinity });
      const source = inSegments(path, { idleTimeoutMs: 1500, triesWithoutProgress: 2 });
      const { body } = await source.open(never);
      const received: Buffer[] = [];
      const reading = (async () => {
        for await (const chunk of body) received.push(chunk);
      })();
      await assert.rejects(reading, failsWith(code));
      const got = Buffer.concat(received);
      assert.ok(got.length > SEGMENT && got.equals(bytes.subarray(0, got.length)));
      assert.equal(source.readAhead?.available(), 12, 'the budget is whole again');
    });
  }

  it('begins anew with the whole file that one connection was answered with, and keeps none of a segment', async () => {
    const large = generatedContent(32 * 1024 * 1024);
    const settings = { segmentBytes: 1024 * 1024, budgetBytes: 12 * 1024 * 1024 };
    loopback.origin.serve('/anew', large);
    afterGood('/anew', { ignoreRange: true, times: Infinity });
    const source = inSegments('/anew', {}, settings);
    const { body } = await source.open(never, { mayOpenAgain: true });
    await assert.rejects(body.toArray(), failsWith('SOURCE_INTERRUPTED', '(200)'));
    const again = await source.open(never, { inOnePiece: true });
    assert.ok(Buffer.concat(await again.body.toArray()).equals(bytesOf(large)));
    assert.equal(loopback.requestsFor('/anew').filter(({ range }) => !range).length, 1);
    for (let tries = 0; loopback.origin.answering() > 0 && tries < 500; tries += 1) await wait(10);
    assert.equal(loopback.origin.answering(), 0);
  });

  it('never puts two versions together', async () => {
    loopback.origin.serve('/changed', content);
    loopback.origin.script('/changed', { bytesPerSecond: 2_000_000, times: Infinity });
    const { body } = await inSegments('/changed').open(never);
    const received: Buffer[] = [];
    const reading = (async () => {
      for await (const chunk of body) {
        received.push(chunk);
        if (received.length === 10) loopback.origin.serve('/changed', generatedContent(SIZE, 2));
      }
    })();
    await assert.rejects(reading, failsWith('SOURCE_INTERRUPTED', '(200)'));
    const got = Buffer.concat(received);
    assert.ok(got.equals(bytes.subarray(0, got.length)));
  });

  it('is one ordinary download when it is to be in one piece', async () => {
    loopback.origin.serve('/in-one-piece', content);
    const { body, resumed } = await inSegments('/in-one-piece').open(never, { inOnePiece: true });
    assert.ok(Buffer.concat(await body.toArray()).equals(bytes));
    assert.equal(resumed(), false);
    assert.equal(loopback.requestsFor('/in-one-piece').length, 1);
  });

  it('fetches no more than its budget for a consumer that stands still, and is not blamed', async () => {
    const big = generatedContent(40 * 1024 * 1024);
    loopback.origin.serve('/still', big);
    const limits = { idleTimeoutMs: 2000 };
    const budgetBytes = 12 * SEGMENT;
    const source = inSegments('/still', limits, { budgetBytes });
    const { body } = await source.open(never);
    let received = 0;
    for await (const chunk of body) {
      received += chunk.length;
      if (received < 500_000 || received > 500_000 + chunk.length) continue;
      // Longer than the limit, and as long as it takes until the connections are at rest.
      await wait(2500);
      let before = -1;
      for (let sent = 0; sent !== before; await wait(300)) {
        before = sent;
        sent = ranged('/still').reduce((sum, { bytesSent }) => sum + bytesSent, 0);
      }
      const starts = ranged('/still').map(({ range = '' }) => Number(/\d+/.exec(range)?.[0]));
      const start = Math.min(...starts);
      assert.ok(before > 0 && before - (received - start) <= budgetBytes + 256 * 1024);
    }
    assert.equal(received, big.size);
    assert.deepEqual(source.retries, []);
  });

  it('closes every connection at once when it is aborted', async () => {
    loopback.origin.serve('/aborted', content);
    loopback.origin.script('/aborted', { bytesPerSecond: 200_000, times: Infinity });
    const controller = new AbortController();
    const reason = new Error('stop');
    const source = inSegments('/aborted');
    const { body } = await source.open(controller.signal);
    const reading = body.toArray();
    for (let tries = 0; loopback.origin.answering() < 4 && tries < 500; tries += 1) await wait(10);
    assert.equal(loopback.origin.answering(), 4);
    controller.abort(reason);
    await assert.rejects(reading, reason);
    for (let tries = 0; loopback.origin.answering() > 0 && tries < 500; tries += 1) await wait(10);
    assert.equal(loopback.origin.answering(), 0);
    assert.equal(source.readAhead?.available(), 12);
  });

  it('is begun by itself where one connection is slow, and only there', async () => {
    for (const [path, slowBytesPerSecond, segments] of [
      ['/slow', 1e9, true],
      ['/fast', 1, false],
    ] as const) {
      loopback.origin.serve(path, content);
      loopback.origin.script(path, { bytesPerSecond: 1_000_000, times: Infinity });
      const readAhead = createReadAhead({
        connections: 0,
        segmentBytes: SEGMENT,
        smallestRestBytes: 0,
        windowMs: 100,
        slowBytesPerSecond,
      });
      const result = await download(loopback.source(path, {}, systemClock, readAhead));
      assert.ok(result.bytes.equals(bytes));
      assert.equal(ranged(path).length > 0, segments, path);
    }
  });
});
