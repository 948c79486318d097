import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPartBuffers, cutParts } from '../../../../../src/store/s3/upload/parts.ts';
import { takeShared } from '../../../../../src/stream/hash/shared-memory.ts';

async function* chunksOf(text: string, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += length) yield Buffer.from(text.slice(at, at + length));
}

async function partsOf(text: string, chunk: number, bytes = 4) {
  const buffers = createPartBuffers({ count: () => 1, bytes });
  const parts: string[] = [];
  for await (const part of cutParts(chunksOf(text, chunk), buffers)) {
    assert.equal(part.number, parts.length + 1);
    parts.push(part.bytes.toString() + (part.isLast ? '.' : ''));
    buffers.release(part.bytes);
  }
  return parts;
}

describe('cutParts', () => {
  it('cuts equal parts whatever the chunks are', async () => {
    for (const chunk of [1, 2, 3, 4, 5, 7, 100]) {
      assert.deepEqual(await partsOf('0123456789', chunk), ['0123', '4567', '89.']);
      assert.deepEqual(await partsOf('01234567', chunk), ['0123', '4567.']);
      assert.deepEqual(await partsOf('0123', chunk), ['0123.']);
      assert.deepEqual(await partsOf('012', chunk), ['012.']);
    }
  });

  it('makes one empty part of nothing', async () => {
    assert.deepEqual(await partsOf('', 1), ['.']);
  });

  it('holds no more buffers than it may', async () => {
    const buffers = createPartBuffers({ count: () => 2, bytes: 1 });
    const first = await buffers.take();
    await buffers.take();
    let third: Buffer | undefined;
    const waiting = buffers.take().then((buffer) => {
      third = buffer;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(third, undefined);
    buffers.release(first);
    await waiting;
    assert.equal(third, first);
  });

  it('gives all of its memory back, the piece that is the last part as a whole', async () => {
    const buffers = createPartBuffers({ count: () => 3, bytes: 54_321 });
    const taken = [await buffers.take(), await buffers.take(), await buffers.take()];
    buffers.release((taken[0] as Buffer).subarray(0, 7));
    buffers.close();
    const again = taken.map(() => takeShared(54_321));
    assert.deepEqual(new Set(again), new Set(taken));
  });

  it('gives back what is too much when there may be fewer', async () => {
    let count = 2;
    const buffers = createPartBuffers({ count: () => count, bytes: 43_210 });
    const [first] = [await buffers.take(), await buffers.take()];
    count = 1;
    buffers.release(first);
    assert.equal(takeShared(43_210), first);
  });
});
