/** Downloads that break off, end too early or hardly move. */
import assert from 'node:assert/strict';
import type { Fault } from '../../support/servers/origin-fault.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { brokeOffAt, expectFailures, expectSuccess, warnings } from './fault-run.ts';
import { AS_GZIP, IMAGE, PACKED } from './images.ts';

const MIDDLE = IMAGE.length / 2;
const LAST = IMAGE.length - 1;
const MIB = 2 ** 20;
const IMPATIENT = { idleTimeoutMs: 1000 };

export const BROKEN_DOWNLOAD_ROWS: readonly FaultRow[] = [
  {
    row: 1,
    fault: 'The connection is reset after N bytes',
    labctl: 'Resumes at that byte if the file is still the same, and verifies the whole.',
    cases: {
      'a reset before the first byte is tried again': goesOnAfter({ resetAfterBytes: 0 }),
      'a reset after the first byte is resumed there': goesOnAfter({ resetAfterBytes: 1 }),
      'a reset in the middle is resumed there': goesOnAfter({ resetAfterBytes: MIDDLE }),
      'a reset before the last byte is resumed there': goesOnAfter({ resetAfterBytes: LAST }),
      'a reset before the headers is tried again': goesOnAfter({ resetAfterBytes: -1 }),
      async 'five resets in a row without a new byte end the download'(lab) {
        await lab.offer('talos', IMAGE);
        lab.origin.script('/talos.iso', { resetAfterBytes: 0, times: Infinity });
        const says = ['got 0 of 3000000 bytes', 'given up after 5 tries'];
        expectFailures(await lab.syncHere(), { talos: { code: 'SOURCE_UNREACHABLE', says } });
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
  {
    row: 2,
    fault: 'The connection is closed in good order, but fewer bytes came than were announced',
    labctl: 'Says how many of how many bytes came, and resumes.',
    cases: {
      'an end before the first byte is tried again': goesOnAfter({ closeAfterBytes: 0 }),
      'an end after the first byte is resumed there': goesOnAfter({ closeAfterBytes: 1 }),
      'an end in the middle is resumed there': goesOnAfter({ closeAfterBytes: MIDDLE }),
      'an end before the last byte is resumed there': goesOnAfter({ closeAfterBytes: LAST }),
      async 'a compressed image is resumed into its temporary file'(lab) {
        await lab.offer('talos', PACKED, AS_GZIP);
        lab.origin.script('/talos.iso', { closeAfterBytes: 1_000_000 });
        const run = await lab.sync();
        expectSuccess(run);
        assert.equal(lab.origin.requests[1]?.range, `bytes=${brokeOffAt(run, 1_000_000)}-`);
        await lab.expectPublished('talos');
      },
      async 'a server without ETags is asked three times for the whole file'(lab) {
        await lab.offer('talos', IMAGE);
        const headers = { etag: undefined };
        lab.origin.script('/talos.iso', { closeAfterBytes: MIDDLE, headers, times: Infinity });
        const run = await lab.syncHere();
        const says = [/got \d+ of 3000000 bytes/, 'no strong ETag'];
        expectFailures(run, { talos: { code: 'SOURCE_INTERRUPTED', says } });
        assert.deepEqual(
          lab.origin.requests.map(({ range }) => range),
          [undefined, undefined, undefined],
        );
        await lab.expectNothingLeft();
      },
    },
  },
  {
    row: 3,
    fault: 'No length is announced, and the answer is cut',
    labctl: 'Refuses the bytes by their checksum, and says that the length was unknown.',
    cases: {
      async 'an answer that ends with its connection fails its checksum'(lab) {
        await lab.offer('talos', IMAGE);
        lab.origin.script('/talos.iso', { framing: 'close', closeAfterBytes: MIDDLE });
        const says = ['after 1500000 bytes', 'length unknown'];
        expectFailures(await lab.sync(), { talos: { code: 'CHECKSUM_MISMATCH', says } });
        await lab.expectNothingLeft();
      },
      async 'a compressed one is not decompressed either'(lab) {
        await lab.offer('talos', PACKED, AS_GZIP);
        lab.origin.script('/talos.iso', { framing: 'close', closeAfterBytes: 1_000_000 });
        const run = await lab.sync();
        expectFailures(run, { talos: { code: 'CHECKSUM_MISMATCH', says: ['length unknown'] } });
        assert.doesNotMatch(run.log, /decompressing/);
        await lab.expectNothingLeft();
      },
      async 'a chunked answer that is cut is resumed'(lab) {
        await lab.offer('talos', IMAGE);
        lab.origin.script('/talos.iso', { framing: 'chunked', closeAfterBytes: MIDDLE });
        const run = await lab.sync();
        expectSuccess(run);
        assert.match(run.log, /got \d+ bytes \(length unknown\)/);
        assert.equal(lab.origin.requests[1]?.range, `bytes=${brokeOffAt(run, MIDDLE)}-`);
        await lab.expectPublished('talos');
      },
      async 'an answer without a length that is whole is an image like any other'(lab) {
        await lab.offer('talos', IMAGE);
        lab.origin.script('/talos.iso', { framing: 'close' });
        expectSuccess(await lab.sync());
        await lab.expectPublished('talos');
      },
    },
  },
  {
    row: 4,
    fault: 'The announced length is not that of the file',
    labctl: 'Fails, and names the length that was announced and the bytes that came.',
    cases: {
      async 'a length that is too small fails the checksum'(lab) {
        await lab.offer('talos', IMAGE);
        const headers = { 'content-length': 2_000_000 };
        lab.origin.script('/talos.iso', { headers, times: Infinity });
        const says = ['after 2000000 bytes', '2000000 announced'];
        expectFailures(await lab.sync(), { talos: { code: 'CHECKSUM_MISMATCH', says } });
        await lab.expectNothingLeft();
      },
      async 'a length that is too large is never reached'(lab) {
        await lab.offer('talos', IMAGE);
        const headers = { 'content-length': 3_000_100 };
        lab.origin.script('/talos.iso', { headers, ranged: false, times: Infinity });
        // Depends on how many of the bytes came before the connection was closed: some, or all that there are.
        const refusal = /\/3000000, want a total of 3000100|has no bytes from there on \(416\)/;
        const says = [/got \d+ of 3000100 bytes/, refusal];
        expectFailures(await lab.syncHere(), { talos: { code: 'SOURCE_INTERRUPTED', says } });
        await lab.expectNothingLeft();
      },
    },
  },
  {
    row: 9,
    fault: 'The server stalls, or sends a byte now and then',
    labctl:
      'Gives up an answer that brings nothing for a minute, or less than 1 KiB/s for one, and tries again.',
    cases: {
      async 'a server that never begins to answer is asked again'(lab) {
        await lab.offer('talos', IMAGE);
        lab.origin.script('/talos.iso', { stallBeforeHeaders: true });
        const run = await lab.syncHere({ http: IMPATIENT });
        expectSuccess(run);
        assert.match(run.log, /no answer for 1 s/);
        await lab.expectPublished('talos');
      },
      async 'a stall after 1 MiB is left, and the rest is fetched'(lab) {
        await lab.offer('talos', IMAGE);
        lab.origin.script('/talos.iso', { stallAfterBytes: MIB });
        const run = await lab.syncHere({ http: IMPATIENT });
        expectSuccess(run);
        assert.match(run.log, /got 1048576 of 3000000 bytes: no byte for 1 s/);
        await lab.expectPublished('talos');
      },
      async 'an answer that drips for ever comes to an end'(lab) {
        await lab.offer('talos', IMAGE);
        lab.origin.script('/talos.iso', { bytesPerSecond: 20, times: Infinity });
        const http = { throughputWindowMs: 200, triesInAll: 3 };
        const says = ['too slow', 'given up after 3 tries'];
        expectFailures(await lab.syncHere({ http }), {
          talos: { code: 'SOURCE_UNREACHABLE', says },
        });
        await lab.expectNothingLeft();
      },
      async 'a stall for ever harms no other image'(lab) {
        await lab.offer('talos', PACKED, AS_GZIP);
        await lab.offer('vyos', IMAGE);
        lab.origin.script('/talos.iso', { stallAfterBytes: 1000, times: Infinity });
        const run = await lab.syncHere({ http: { ...IMPATIENT, triesInAll: 3 } });
        expectFailures(run, { talos: { code: 'SOURCE_UNREACHABLE', says: ['no byte for 1 s'] } });
        await lab.expectPublished('vyos');
      },
    },
  },
];

/** One fault of the first answer: one warning, and one more request for exactly what is missing. */
function goesOnAfter(fault: Fault): FaultCase {
  return async (lab) => {
    await lab.offer('talos', IMAGE);
    // Slow enough that the client reads what has come before the end comes.
    lab.origin.script('/talos.iso', { bytesPerSecond: 10_000_000, ...fault });
    const run = await lab.sync();
    expectSuccess(run);
    assert.equal(warnings(run), 1, run.log);
    const { closeAfterBytes, resetAfterBytes = 0 } = fault;
    const got =
      closeAfterBytes === undefined
        ? brokeOffAt(run, Math.max(0, resetAfterBytes), Infinity)
        : brokeOffAt(run, closeAfterBytes);
    const ranges = lab.origin.requests.map(({ range }) => range);
    assert.deepEqual(ranges, [undefined, got === 0 ? undefined : `bytes=${got}-`]);
    await lab.expectPublished('talos');
  };
}
