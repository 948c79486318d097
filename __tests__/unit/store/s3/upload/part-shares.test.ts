import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPartShares } from '../../../../../src/store/s3/upload/part-shares.ts';
import { createPartBuffers } from '../../../../../src/store/s3/upload/parts.ts';

describe('the part buffers of a run', () => {
  it('are shared by the uploads that are going on, two to each at least and four at most', () => {
    const shares = createPartShares(6);
    const first = shares.take();
    assert.equal(first.count(), 4);
    const others = [shares.take(), shares.take()];
    assert.deepEqual([first.count(), others[0]?.count()], [2, 2]);
    const fourth = shares.take();
    assert.equal(fourth.count(), 2);
    for (const share of [fourth, ...others]) share.giveBack();
    assert.equal(first.count(), 4);
  });

  it('are given up as they come back where another upload has begun', async () => {
    const shares = createPartShares(6);
    const { count } = shares.take();
    const buffers = createPartBuffers({ count, bytes: 1 });
    const taken = [await buffers.take(), await buffers.take(), await buffers.take()];
    shares.take();
    shares.take();
    let isWaiting = true;
    const next = buffers.take().then(() => {
      isWaiting = false;
    });
    for (const buffer of taken.slice(0, 1)) buffers.release(buffer);
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(isWaiting, 'two are still on their way, and there may be no more');
    for (const buffer of taken.slice(1, 2)) buffers.release(buffer);
    await next;
  });
});
