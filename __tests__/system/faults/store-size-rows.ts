/** Images whose size is at the limits of what a store takes in one piece, in parts, or at all. */
import assert from 'node:assert/strict';
import { bytesOf, generatedContent } from '../../support/servers/content.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess } from './fault-run.ts';
import { expectConvergence, MIB, openBucket, SHORT } from './store-case.ts';

const PART = 5 * MIB;
const GIB = 2 ** 30;
const TIB = 2 ** 40;

export const SIZE_ROWS: readonly FaultRow[] = [
  {
    row: 46,
    fault:
      'The image is empty, as large as a part or one byte beside it, or larger than a store takes',
    labctl:
      'Sends what fits into one part in one request, and all else in equal parts, as few as 9,000; more than 5 TiB is refused before a byte is sent.',
    needs: ['s3'],
    cases: {
      'no byte at all': publishes(0, { puts: 1, parts: 0 }),
      'one byte less than a part': publishes(PART - 1, { puts: 1, parts: 0 }),
      'exactly one part': publishes(PART, { puts: 1, parts: 0 }),
      'one byte more than a part': publishes(PART + 1, { puts: 0, parts: 2 }),
      'exactly three parts': publishes(3 * PART, { puts: 0, parts: 3 }),
      async 'an image that needs all 9,000 parts gets larger ones'(lab) {
        // One part more than may be under way at once: the first one has been sent before the download breaks off.
        const { proxy } = await openBucket(lab, bytesOf(generatedContent(5 * 23 * MIB)));
        const headers = { 'content-length': `${200 * GIB}` };
        lab.origin.script('/talos.iso', { headers, times: Infinity });
        const run = await lab.syncHere({ s3: SHORT, http: { triesInAll: 1 } });
        assert.equal(run.code, 1);
        const [part] = proxy.requests.filter(({ kind }) => kind === 'UploadPart');
        assert.equal(part?.headers['content-length'], `${23 * MIB}`);
        await lab.expectNothingLeft();
      },
      async 'an image that no store takes is refused before a byte is sent'(lab) {
        const { proxy } = await openBucket(lab);
        const headers = { 'content-length': `${6 * TIB}` };
        lab.origin.script('/talos.iso', { headers, times: Infinity });
        const says = ['too large for one object', `got ${6 * TIB} bytes, want at most ${5 * TIB}`];
        expectFailures(await lab.syncHere({ s3: SHORT }), { talos: { code: 'UNSUPPORTED', says } });
        assert.equal(proxy.writes(), 0);
        await lab.expectNothingLeft();
      },
    },
  },
];

function publishes(size: number, { puts, parts }: { puts: number; parts: number }): FaultCase {
  return async (lab) => {
    const bucket = await openBucket(lab, bytesOf(generatedContent(size)));
    expectSuccess(await lab.syncHere({ s3: SHORT }));
    const sent = bucket.proxy.requests.filter(({ key }) => key.startsWith('images/'));
    assert.equal(sent.filter(({ kind }) => kind === 'PutObject').length, puts);
    assert.equal(sent.filter(({ kind }) => kind === 'UploadPart').length, parts);
    await lab.expectPublished('talos');
    await expectConvergence(lab, bucket);
  };
}
