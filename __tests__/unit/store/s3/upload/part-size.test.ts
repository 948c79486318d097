import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planParts } from '../../../../../src/store/s3/upload/part-size.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const TIB = 2 ** 40;

describe('planParts', () => {
  const maxParts = 9000;

  it('takes 16 MiB for all that fits', () => {
    for (const size of [0, 1, 16 * MIB, 9000 * 16 * MIB]) {
      assert.equal(planParts({ size, maxParts }).partBytes, 16 * MIB);
    }
  });

  it('takes whole MiB, as few as fit, for what is larger', () => {
    assert.equal(planParts({ size: 9000 * 16 * MIB + 1, maxParts }).partBytes, 17 * MIB);
    for (const size of [150 * GIB, TIB + 1, 5 * TIB]) {
      const { partBytes } = planParts({ size, maxParts });
      assert.equal(partBytes % MIB, 0);
      assert.ok(partBytes * maxParts >= size);
      assert.ok((partBytes - MIB) * maxParts < size);
    }
  });

  it('keeps to stores that take few parts', () => {
    const { partBytes, limit } = planParts({ size: 40 * GIB, maxParts: 1000 });
    assert.equal(partBytes, 41 * MIB);
    assert.ok(limit >= 40 * GIB);
  });

  it('takes a bound for the size', () => {
    assert.equal(planParts({ maxSize: 64 * GIB, maxParts }).partBytes, 16 * MIB);
    assert.equal(planParts({ maxSize: 64 * GIB, maxParts: 1000 }).partBytes, 66 * MIB);
  });

  it('prefers the size to the bound', () => {
    assert.equal(planParts({ size: MIB, maxSize: TIB, maxParts }).partBytes, 16 * MIB);
  });

  it('does not refuse a bound that is too large, but the bytes beyond what fits', () => {
    assert.equal(planParts({ maxSize: 6 * TIB, maxParts }).limit, 5 * TIB);
  });

  it('takes 64 MiB when nothing is known, and says how much fits', () => {
    const plan = planParts({ maxParts });
    assert.equal(plan.partBytes, 64 * MIB);
    assert.equal(plan.limit, 9000 * 64 * MIB);
  });

  it('refuses what no object can hold', () => {
    assert.throws(() => planParts({ size: 5 * TIB + 1, maxParts }), { code: 'UNSUPPORTED' });
    assert.throws(() => planParts({ size: 11 * GIB, maxParts: 2 }), { code: 'UNSUPPORTED' });
    assert.equal(planParts({ size: 10 * GIB, maxParts: 2 }).partBytes, 5 * GIB);
  });
});
