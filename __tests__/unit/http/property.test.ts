/** Random faults, from a seed: a download that reports success has the right bytes, one that fails a code. */
import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { LabctlError } from '../../../src/base/errors.ts';
import type { Source } from '../../../src/stream/source.ts';
import { bytesOf, generatedContent } from '../../support/servers/content.ts';
import type { Fault } from '../../support/servers/origin-fault.ts';
import { never, startLoopback } from './loopback.ts';
import { randomFrom } from './random.ts';

const RUNS = 200;
const SIZE = 40_000;

describe('a download under random faults', () => {
  it(`is right or fails with a code, ${RUNS} times`, async () => {
    const loopback = await startLoopback();
    const bytes = bytesOf(generatedContent(SIZE));
    const outcomes: Record<string, number> = {};
    for (let seed = 0; seed < RUNS; seed += 1) {
      const pick = randomFrom(seed);
      const path = `/image-${seed}`;
      const etag = [undefined, 'W/"weak"', '"strong"', '"strong"', '"strong"'][pick(5)];
      loopback.origin.serve(path, { content: generatedContent(SIZE), etag });
      loopback.origin.script(path, ...Array.from({ length: pick(7) }, () => randomFault(pick)));
      const source = loopback.source(path, { idleTimeoutMs: 30, triesInAll: 20 });
      let outcome = 'ok';
      try {
        const result = await downloadAsTransfer(source, seed % 2 === 0 ? 3 : 1);
        assert.ok(result.bytes.equals(bytes), `wrong bytes with seed ${seed}`);
        if (result.resumed) outcome = 'ok, resumed';
      } catch (error) {
        assert.ok(error instanceof LabctlError, `seed ${seed}: ${error}`);
        outcome = error.code;
      }
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    await loopback.close();
    // The faults were such that each of these came up, so that each was put to the test.
    const expected = ['ok', 'ok, resumed', 'SOURCE_INTERRUPTED', 'SOURCE_GONE'];
    for (const outcome of expected)
      assert.ok((outcomes[outcome] ?? 0) >= 3, JSON.stringify(outcomes));
  });
});

/** A reading that has to be begun anew is begun anew, so many times in all. */
async function downloadAsTransfer(source: Source, readings: number) {
  for (let reading = 1; ; reading += 1) {
    const stream = await source.open(never, { mayOpenAgain: reading < readings });
    try {
      return { bytes: await buffer(stream.body), resumed: stream.resumed() };
    } catch (error) {
      const isToBegin = error instanceof LabctlError && error.code === 'SOURCE_INTERRUPTED';
      if (!isToBegin || reading === readings) throw error;
    }
  }
}

/** All but those that no client can see: a cut without any framing, a length that is simply wrong. */
function randomFault(pick: (limit: number) => number): Fault {
  const at = [0, 1, pick(SIZE), SIZE - 1, SIZE][pick(5)] ?? 0;
  const faults: Fault[] = [
    { resetAfterBytes: at },
    { resetAfterBytes: -1 },
    { closeAfterBytes: at },
    { closeAfterBytes: at, framing: 'chunked' },
    { stallAfterBytes: at },
    { stallBeforeHeaders: true },
    { status: [408, 429, 500, 503, 522][pick(5)] ?? 503, body: 'busy' },
    { status: [404, 410][pick(2)] ?? 404, body: 'gone', ranged: pick(2) === 0 },
    { ignoreRange: true, ranged: true },
    { ranged: true, headers: { etag: '"other"' } },
    { ranged: true, headers: { 'content-range': `bytes ${at}-${SIZE - 1}/${SIZE}` } },
    { ranged: true, headers: { 'content-range': `bytes 0-9/${SIZE + pick(2)}` } },
    { ranged: true, closeAfterBytes: pick(100) },
    { ranged: true, resetAfterBytes: pick(10_000) },
    { ranged: true, status: 416, body: '', headers: { 'content-range': `bytes */${SIZE}` } },
  ];
  return faults[pick(faults.length)] ?? {};
}
