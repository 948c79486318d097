import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LabctlError } from '../../../src/base/errors.ts';
import { createBody } from '../../../src/stream/body.ts';

async function* endless(): AsyncGenerator<Buffer, void, undefined> {
  for (;;) yield Buffer.from('data');
}

describe('the body of a source', () => {
  it('that is stopped before anybody listens does not end the process, and tells its reader why', async () => {
    const stop = new AbortController();
    const body = createBody({ chunks: endless(), signal: stop.signal, close: () => undefined });
    stop.abort(new LabctlError('CANCELLED', 'stopped by SIGTERM'));
    for (let turn = 0; turn < 3; turn += 1) await nextTurn();
    assert.equal(body.destroyed, true);
    await assert.rejects(buffer(body), { code: 'CANCELLED' });
  });
});
