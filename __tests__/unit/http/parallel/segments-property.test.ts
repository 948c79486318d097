/** Random faults on several connections, from a seed: right bytes, or a code and a right beginning. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import { createReadAhead } from '../../../../src/http/parallel/read-ahead.ts';
import { bytesOf, generatedContent } from '../../../support/servers/content.ts';
import type { Fault } from '../../../support/servers/origin-fault.ts';
import { type Loopback, never, startLoopback } from '../loopback.ts';
import { randomFrom } from '../random.ts';

const RUNS = 150;
const SIZE = 300_000;
const SEGMENT = 20_000;
const bytes = bytesOf(generatedContent(SIZE));

describe('a download over several connections under random faults', () => {
  let loopback: Loopback;
  before(async () => {
    loopback = await startLoopback();
  });
  after(() => loopback.close());

  it(`is right or fails with a code, ${RUNS} times`, async () => {
    const outcomes: Record<string, number> = {};
    for (let seed = 0; seed < RUNS; seed += 1) {
      const outcome = await runOnce(loopback, seed);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    for (const outcome of ['ok, in pieces', 'SOURCE_INTERRUPTED']) {
      assert.ok((outcomes[outcome] ?? 0) >= 3, JSON.stringify(outcomes));
    }
  });
});

async function runOnce({ origin, source }: Loopback, seed: number): Promise<string> {
  const pick = randomFrom(seed);
  const path = `/image-${seed}`;
  origin.serve(path, generatedContent(SIZE));
  // Good answers between the bad ones, so that they hit any place of the plan.
  const faults = Array.from({ length: pick(10) }, () => [
    { times: pick(6), ranged: true },
    randomFault(pick),
  ]);
  origin.script(path, ...faults.flat());
  const readAhead = createReadAhead({
    connections: 2 + pick(5),
    segmentBytes: SEGMENT,
    smallestRestBytes: 0,
    budgetBytes: SEGMENT * (2 + pick(8)),
  });
  const free = readAhead?.available();
  const limits = { idleTimeoutMs: 50, triesInAll: 20 };
  const received: Buffer[] = [];
  let outcome = 'ok';
  try {
    const { body, resumed } = await source(path, limits, undefined, readAhead).open(never);
    for await (const chunk of body) received.push(chunk);
    assert.equal(Buffer.concat(received).length, SIZE, `length with seed ${seed}`);
    if (resumed()) outcome = 'ok, in pieces';
  } catch (error) {
    if (!(error instanceof LabctlError)) throw error;
    outcome = error.code;
  }
  const got = Buffer.concat(received);
  assert.ok(got.equals(bytes.subarray(0, got.length)), `wrong bytes with seed ${seed}`);
  assert.equal(readAhead?.available(), free, `budget with seed ${seed}`);
  return outcome;
}

function randomFault(pick: (limit: number) => number): Fault {
  const at = [0, 1, pick(SEGMENT), SEGMENT - 1, SEGMENT][pick(5)] ?? 0;
  const faults: Fault[] = [
    { resetAfterBytes: at },
    { resetAfterBytes: -1 },
    { closeAfterBytes: at },
    { stallAfterBytes: at },
    { stallBeforeHeaders: true },
    { status: [408, 429, 500, 503][pick(4)] ?? 503, body: 'busy' },
    { status: [404, 410][pick(2)] ?? 404, body: 'gone' },
    { ignoreRange: true },
    { headers: { etag: '"other"' } },
    { headers: { 'content-range': `bytes ${at}-${SIZE - 1}/${SIZE}` } },
    { headers: { 'content-range': `bytes 0-9/${SIZE + 1}` } },
    { status: 416, body: '', headers: { 'content-range': `bytes */${SIZE}` } },
  ];
  return { ...faults[pick(faults.length)], ranged: true, times: [1, 1, 1, 1, 1, 6][pick(6)] ?? 1 };
}
