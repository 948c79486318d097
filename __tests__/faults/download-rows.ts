/** Servers and networks that fail while an image is downloaded. */
import assert from 'node:assert/strict';
import { bytesOf, generatedContent } from '../servers/content.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess, warnings } from './fault-run.ts';

const IMAGE = bytesOf(generatedContent(3_000_000));
const MIDDLE = IMAGE.length / 2;

export const DOWNLOAD_ROWS: readonly FaultRow[] = [
  {
    row: 1,
    fault: 'The connection is reset after N bytes',
    labctl: 'Resumes at that byte if the file is still the same, and verifies the whole.',
    cases: {
      'a reset before the first byte is tried again': resumesAfter(0),
      'a reset after the first byte is resumed there': resumesAfter(1),
      'a reset in the middle is resumed there': resumesAfter(MIDDLE),
      'a reset before the last byte is resumed there': resumesAfter(IMAGE.length - 1),
      async 'five resets in a row without a new byte end the download'(lab) {
        await lab.offer('talos', IMAGE);
        lab.origin.script('/talos.iso', { resetAfterBytes: 0, times: Infinity });
        const run = await lab.syncHere();
        const says = ['got 0 of 3000000 bytes', 'given up after 5 tries'];
        expectFailures(run, { talos: { code: 'SOURCE_UNREACHABLE', says } });
        await lab.expectNothingLeft();
      },
      async 'many resets, each after new bytes, do not end it'(lab) {
        await lab.offer('talos', IMAGE);
        lab.origin.script('/talos.iso', { resetAfterBytes: 250_000, times: 11 });
        expectSuccess(await lab.syncHere());
        await lab.expectPublished('talos');
      },
    },
  },
];

/**
 * One reset: one warning, and one more request for exactly what is missing. That may be more than was sent, since a
 * reset takes along what has arrived and was not read yet.
 */
function resumesAfter(bytes: number): FaultCase {
  return async (lab) => {
    await lab.offer('talos', IMAGE);
    lab.origin.script('/talos.iso', { resetAfterBytes: bytes });
    const run = await lab.sync();
    expectSuccess(run);
    assert.equal(warnings(run), 1, run.log);
    const got = Number(/got (\d+) of 3000000 bytes/.exec(run.log)?.[1]);
    assert.ok(got <= bytes, run.log);
    const ranges = lab.origin.requests.map(({ range }) => range);
    assert.deepEqual(ranges, [undefined, got === 0 ? undefined : `bytes=${got}-`]);
    await lab.expectPublished('talos');
  };
}
