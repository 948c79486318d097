/** Mirrors that take turns behind one redirect, some of which break off. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { bufferContent } from '../../support/servers/content.ts';
import { type Origin, startOrigin } from '../../support/servers/origin.ts';
import { redirectTo } from '../../support/servers/origin-fault.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess } from './fault-run.ts';
import { AS_GZIP, IMAGE, OTHER_IMAGE, PACKED } from './images.ts';

const SENT = 1_000_000;

export const MIRROR_ROWS: readonly FaultRow[] = [
  {
    row: 79,
    fault: 'Mirrors take turns behind a redirect, and some break off',
    labctl:
      'Goes on at another mirror where it has the same strong ETag and length; reads its whole file where it sends that.',
    cases: {
      'bad, good': succeeds(['bad', 'good'], { requests: 2 }),
      'bad, bad, good': succeeds(['bad', 'bad', 'good'], { requests: 3 }),
      'bad three times in five': succeeds(['bad', 'bad', 'good', 'bad', 'good'], { requests: 3 }),
      'bad, bad, bad, good': succeeds(['bad', 'bad', 'bad', 'good'], { requests: 4 }),
      'bad, good, of equal ETags': succeeds(['bad', 'good'], { requests: 2, etag: '"same"' }),
      async 'a compressed image is begun anew in its temporary file'(lab, test) {
        await lab.offer('talos', PACKED, AS_GZIP);
        await takeTurns(lab, test, { order: ['bad', 'good'], bytes: PACKED });
        expectSuccess(await lab.sync());
        await lab.expectPublished('talos');
      },
      async 'mirrors that serve different files under one ETag are found out'(lab, test) {
        await lab.offer('talos', IMAGE);
        const order = ['bad', 'good', 'good'] as const;
        const mirrors = await takeTurns(lab, test, { order, bytes: IMAGE, etag: '"same"' });
        const other = OTHER_IMAGE.subarray(0, SENT);
        const headers = { 'content-length': IMAGE.length, etag: '"same"' };
        mirrors.bad.forget();
        mirrors.bad.script('/mirrored', { body: other, headers, closeAfterBytes: SENT });
        const run = await lab.sync();
        expectSuccess(run);
        assert.match(run.log, /checksum mismatch.*starting again from the first byte/);
        await lab.expectPublished('talos');
      },
      async 'mirrors that are all bad come to an end'(lab, test) {
        await lab.offer('talos', IMAGE);
        const order = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 'bad' : 'worse'));
        await takeTurns(lab, test, { order, bytes: IMAGE });
        const says = ['cannot be continued', '(200)'];
        expectFailures(await lab.syncHere(), { talos: { code: 'SOURCE_INTERRUPTED', says } });
        await lab.expectNothingLeft();
      },
    },
    shownBy: [
      'continues the file where ETag and length are the same',
      'is read from its first byte by the next reading, without another request',
      'is let go where nobody opens the source again, or the run is stopped',
    ],
  },
];

type Mirror = 'good' | 'bad' | 'worse';

function succeeds(
  order: readonly Mirror[],
  { requests, etag }: { requests: number; etag?: string },
): FaultCase {
  return async (lab, test) => {
    await lab.offer('talos', IMAGE);
    await takeTurns(lab, test, { order, bytes: IMAGE, etag });
    expectSuccess(await lab.syncHere());
    assert.equal(lab.origin.requests.length, requests);
    await lab.expectPublished('talos');
  };
}

/** Bad mirrors never bring more than the first bytes of the file. Each mirror has an ETag of its own unless told. */
async function takeTurns(
  { origin }: FaultLab,
  test: TestContext,
  { order, bytes, etag }: { order: readonly Mirror[]; bytes: Buffer; etag?: string | undefined },
): Promise<Record<Mirror, Origin>> {
  const open = async (mirror: Mirror): Promise<Origin> => {
    const file = { content: bufferContent(bytes), etag: etag ?? `"${mirror}"` };
    const server = await startOrigin({ files: { '/mirrored': file } });
    test.after(() => server.close());
    if (mirror === 'good') return server;
    const whole = { ranged: false, closeAfterBytes: SENT, times: Infinity };
    const rest = { ranged: true, closeAfterBytes: 0, times: Infinity };
    server.script('/mirrored', whole, rest);
    return server;
  };
  const mirrors = { good: await open('good'), bad: await open('bad'), worse: await open('worse') };
  origin.script(
    '/talos.iso',
    ...order.map((mirror) => redirectTo(mirrors[mirror].url('/mirrored'))),
  );
  return mirrors;
}
