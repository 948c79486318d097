import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { notePassed } from '../../../../src/stream/hash/young-garbage.ts';

const CHUNK = 2 ** 16;
const MIB = 2 ** 20;

/** The most memory of chunks, in bytes, that was there while 256 MiB of them came and went. */
function mostOfChunks(note: (bytes: number) => void): number {
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let passed = 0; passed < 256 * MIB; passed += CHUNK) {
    note(Buffer.allocUnsafeSlow(CHUNK).length);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  return most;
}

describe('notePassed', () => {
  it('frees chunks long before the heap would', () => {
    const noted = mostOfChunks(notePassed);
    const left = mostOfChunks(() => undefined);
    assert.ok(noted < 24 * MIB, `${noted} bytes`);
    assert.ok(noted < left / 2, `${noted} bytes, ${left} without it`);
  });

  it('leaves nothing behind in the process', () => {
    assert.equal('gc' in globalThis, false);
  });
});
