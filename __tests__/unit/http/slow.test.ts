/** Servers that are slow or silent, consumers that are, and aborts in every phase: FAULTS row 9. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../../src/base/clock.ts';
import { bytesOf, generatedContent } from '../../support/servers/content.ts';
import { download, failsWith, type Loopback, never, startLoopback } from './loopback.ts';

const content = generatedContent(2 * 1024 * 1024 + 100);
const bytes = bytesOf(content);

describe('a slow server', () => {
  let loopback: Loopback;
  before(async () => {
    loopback = await startLoopback();
  });
  after(() => loopback.close());

  it('is left when it does not begin to answer, and tried again', async () => {
    loopback.origin.serve('/silent', content);
    loopback.origin.script('/silent', { stallBeforeHeaders: true });
    const source = loopback.source('/silent', { idleTimeoutMs: 100 });
    assert.ok((await download(source)).bytes.equals(bytes));
    assert.match(source.retries.join(), /no answer for 0.1 s/);
  });

  it('is given the time for an answer, not for a connection, on one that is kept', async () => {
    loopback.origin.serve('/kept', 'image');
    await download(loopback.source('/kept'));
    loopback.origin.script('/kept', { stallBeforeHeaders: true });
    const source = loopback.source('/kept', { connectTimeoutMs: 400, idleTimeoutMs: 450 });
    await download(source);
    assert.match(source.retries.join(), /no answer for 0.45 s/);
  });

  it('is left when it stops after a megabyte, and continued', async () => {
    loopback.origin.serve('/stops', content);
    loopback.origin.script('/stops', { stallAfterBytes: 1024 * 1024 });
    const source = loopback.source('/stops', { idleTimeoutMs: 1000 });
    const result = await download(source);
    assert.ok(result.bytes.equals(bytes));
    assert.equal(result.resumed, true);
    assert.match(source.retries.join(), /got 1048576 of 2097252 bytes: no byte for 1 s/);
  });

  it('is left when it drips, for ever in vain', async () => {
    loopback.origin.serve('/drips', content);
    loopback.origin.script('/drips', { bytesPerSecond: 200, times: Infinity });
    const limits = { throughputWindowMs: 200, triesInAll: 2, firstBackoffMs: 1 };
    const source = loopback.source('/drips', limits, systemClock);
    await assert.rejects(download(source), failsWith('SOURCE_UNREACHABLE', 'too slow', '2 tries'));
    assert.ok(source.retries.length === 1);
  });

  it('is not left when it is just fast enough', async () => {
    loopback.origin.serve('/fast-enough', bytes.subarray(0, 9000));
    loopback.origin.script('/fast-enough', { bytesPerSecond: 6000 });
    const limits = { idleTimeoutMs: 2000, throughputWindowMs: 400, minBytesPerSecond: 1500 };
    const source = loopback.source('/fast-enough', limits, systemClock);
    assert.equal((await download(source)).bytes.length, 9000);
    assert.deepEqual(source.retries, []);
  });

  it('is not blamed for a slow consumer', async () => {
    loopback.origin.serve('/patient', content);
    const limits = { idleTimeoutMs: 1000, throughputWindowMs: 1000, minBytesPerSecond: 100_000 };
    const source = loopback.source('/patient', limits, systemClock);
    const { body } = await source.open(never);
    let received = 0;
    for await (const chunk of body) {
      received += chunk.length;
      // Once at the start of the window, once in the middle: more than each limit allows.
      if (received === chunk.length || received === bytes.length / 2) await wait(1500);
    }
    await wait(1);
    assert.equal(received, bytes.length);
    assert.deepEqual(source.retries, []);
  });
});

describe('an abort', () => {
  let loopback: Loopback;
  before(async () => {
    loopback = await startLoopback();
    loopback.origin.serve('/image', content);
  });
  after(() => loopback.close());

  const reason = new Error('the run was stopped');

  it('ends the wait for the head of an answer', async () => {
    loopback.origin.script('/image', { stallBeforeHeaders: true });
    const controller = new AbortController();
    const opening = loopback.source('/image').open(controller.signal);
    setTimeout(() => controller.abort(reason), 50);
    await assert.rejects(opening, reason);
    await noAnswers();
  });

  it('ends the wait for the next byte', async () => {
    loopback.origin.script('/image', { stallAfterBytes: 1000 });
    const controller = new AbortController();
    const { body } = await loopback.source('/image').open(controller.signal);
    setTimeout(() => controller.abort(reason), 50);
    await assert.rejects(body.toArray(), reason);
    await noAnswers();
  });

  it('ends the pause before the next try', async () => {
    loopback.origin.script('/image', { status: 503 });
    const controller = new AbortController();
    const limits = { firstBackoffMs: 60_000, maxBackoffMs: 60_000 };
    const opening = loopback.source('/image', limits, systemClock).open(controller.signal);
    setTimeout(() => controller.abort(reason), 50);
    await assert.rejects(opening, reason);
  });

  it('ends the pause of a body that broke off', async () => {
    loopback.origin.script('/image', { resetAfterBytes: 1000 });
    const controller = new AbortController();
    const limits = { firstBackoffMs: 60_000, maxBackoffMs: 60_000 };
    const source = loopback.source('/image', limits, systemClock);
    const { body } = await source.open(controller.signal);
    setTimeout(() => controller.abort(reason), 50);
    await assert.rejects(body.toArray(), reason);
  });

  it('without an error as its reason is CANCELLED', async () => {
    const signal = AbortSignal.abort('no error');
    await assert.rejects(loopback.source('/image').open(signal), failsWith('CANCELLED'));
  });

  it('leaves no listener behind on the signal of the run', async () => {
    const { signal } = new AbortController();
    const { body } = await loopback.source('/image').open(signal);
    await body.toArray();
    await wait(10);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('leaves no body that was destroyed while it waited', async () => {
    loopback.origin.script('/image', { stallAfterBytes: 1000 });
    const { body } = await loopback.source('/image').open(never);
    body.resume();
    await wait(50);
    body.destroy();
    await noAnswers();
  });

  async function noAnswers(): Promise<void> {
    for (let tries = 0; loopback.origin.answering() > 0 && tries < 100; tries += 1) await wait(10);
    assert.equal(loopback.origin.answering(), 0);
  }
});
