/** Servers whose answer to a resumed download does not continue it. */
import assert from 'node:assert/strict';
import type { Fault } from '../../support/servers/origin-fault.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { brokeOffAt, expectFailures, expectSuccess } from './fault-run.ts';
import { AS_GZIP, IMAGE, PACKED } from './images.ts';

const SENT = 1_000_000;
const LAST = IMAGE.length - 1;

export const RESUMED_DOWNLOAD_ROWS: readonly FaultRow[] = [
  {
    row: 12,
    fault: 'The answer to a resumed download does not continue it',
    labctl:
      'Never appends it: starts again from the first byte, with that answer if it is the whole file.',
    cases: {
      'a server that ignores the range': startsAgain({ ignoreRange: true }, 'with that answer'),
      'a range that begins elsewhere': startsAgain({
        contentRange: (first) => `bytes ${first + 1}-${LAST}/${IMAGE.length}`,
      }),
      'a range that begins at the first byte': startsAgain({
        contentRange: () => `bytes 0-${LAST}/${IMAGE.length}`,
      }),
      'a range of a file of another length': startsAgain({
        contentRange: (first) => `bytes ${first}-${LAST}/${IMAGE.length + 1}`,
      }),
      'a range without a Content-Range': startsAgain({ headers: { 'content-range': undefined } }),
      'a range of a file with another ETag': startsAgain({ headers: { etag: '"another"' } }),
      'a range of a file with a weak ETag': startsAgain({ headers: { etag: 'W/"weak"' } }),
      'a range of a file without an ETag': startsAgain({ headers: { etag: undefined } }),
      'several ranges at once': startsAgain({
        headers: { 'content-type': 'multipart/byteranges; boundary=x' },
      }),
      'a range that the server does not have (416)': startsAgain({
        status: 416,
        headers: { 'content-range': 'bytes */400000' },
        body: '',
      }),
      async 'for a compressed image the temporary file is begun anew'(lab) {
        await lab.offer('talos', PACKED, AS_GZIP);
        lab.origin.script('/talos.iso', { closeAfterBytes: SENT }, { ignoreRange: true });
        const run = await lab.sync();
        expectSuccess(run);
        assert.match(run.log, /starting again from the first byte/);
        await lab.expectPublished('talos');
      },
      async 'three times in vain is the end'(lab) {
        await lab.offer('talos', IMAGE);
        const cut = { closeAfterBytes: SENT, ignoreRange: true, times: Infinity };
        lab.origin.script('/talos.iso', cut);
        const says = [/got \d+ of 3000000 bytes/, 'cannot be continued', '(200)'];
        expectFailures(await lab.syncHere(), { talos: { code: 'SOURCE_INTERRUPTED', says } });
        assert.equal(lab.origin.requests.length, 4);
        await lab.expectNothingLeft();
      },
    },
  },
];

function startsAgain(answer: Fault, how: 'with that answer' | 'asking' = 'asking'): FaultCase {
  return async (lab) => {
    await lab.offer('talos', IMAGE);
    lab.origin.script('/talos.iso', { closeAfterBytes: SENT }, { ...answer, ranged: true });
    const run = await lab.syncHere();
    expectSuccess(run);
    assert.match(run.log, /cannot be continued: .*starting again from the first byte/);
    assert.deepEqual(
      lab.origin.requests.map(({ range }) => range),
      [undefined, `bytes=${brokeOffAt(run, SENT)}-`, ...(how === 'asking' ? [undefined] : [])],
    );
    await lab.expectPublished('talos');
  };
}
