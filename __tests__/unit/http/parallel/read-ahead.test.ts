/** When further connections are opened, and what they may hold together. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createReadAhead, createSlownessGauge } from '../../../../src/http/parallel/read-ahead.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';

const MIB = 1024 * 1024;

describe('the budget for reading ahead', () => {
  it('is not there where one connection is asked for', () => {
    assert.equal(createReadAhead({ connections: 1 }), undefined);
  });

  for (const connections of [0, 2, 4, 8, 12, 13, 16]) {
    it(`stays below 36 MiB with ${connections || 'automatic'} connections, one segment each`, () => {
      const readAhead = createReadAhead({ connections });
      assert.ok(readAhead !== undefined);
      assert.ok(readAhead.available() >= readAhead.connections);
      assert.ok(readAhead.available() * readAhead.segmentBytes <= 36 * MIB);
      assert.equal(readAhead.atOnce, connections !== 0);
    });
  }
});

describe('a first connection is called slow', () => {
  const limits = { slowBytesPerSecond: 1000, windowMs: 1000 };

  /** What the gauge says at the end of each of the windows. */
  function judge(...windows: readonly { bytes: number; waitedMs: number }[]): boolean[] {
    const clock = createFakeClock();
    const isSlow = createSlownessGauge(limits, clock);
    return windows.map(({ bytes, waitedMs }) => {
      clock.advance(500);
      assert.equal(isSlow({ bytes: bytes / 2, waitedMs: waitedMs / 2 }), false, 'half a window');
      clock.advance(500);
      return isSlow({ bytes: bytes / 2, waitedMs: waitedMs / 2 });
    });
  }

  it('when it brings too little while this side waits for it', () => {
    assert.deepEqual(judge({ bytes: 998, waitedMs: 900 }), [true]);
  });

  it('not when it brings enough', () => {
    assert.deepEqual(judge({ bytes: 1000, waitedMs: 1000 }), [false]);
  });

  it('not when it is the consumer that is slow', () => {
    assert.deepEqual(judge({ bytes: 10, waitedMs: 500 }), [false]);
  });

  it('also when it was fast before', () => {
    assert.deepEqual(judge({ bytes: 5000, waitedMs: 900 }, { bytes: 10, waitedMs: 900 }), [
      false,
      true,
    ]);
  });
});
