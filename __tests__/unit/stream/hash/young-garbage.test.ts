import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { notePassed } from '../../../../src/stream/hash/young-garbage.ts';

const CHUNK = 2 ** 16;
const MIB = 2 ** 20;

describe('notePassed', () => {
  it('frees chunks long before the heap would', async () => {
    const chunks: WeakRef<object>[] = [];
    for (let passed = 0; passed < 32 * MIB; passed += CHUNK) {
      const chunk = Buffer.allocUnsafeSlow(CHUNK);
      chunks.push(new WeakRef(chunk.buffer));
      notePassed(chunk.length);
      // Until the next turn a weak reference that was just made is a strong one.
      await nextTurn();
    }
    const held = chunks.filter((memory) => memory.deref() !== undefined);
    assert.ok(held.length <= (10 * MIB) / CHUNK, `${held.length} of ${chunks.length} chunks`);
  });

  it('leaves nothing behind in the process', () => {
    assert.equal('gc' in globalThis, false);
  });
});
