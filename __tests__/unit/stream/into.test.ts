import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough, Readable, Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { LabctlError } from '../../../src/base/errors.ts';
import { into } from '../../../src/stream/into.ts';
import { orReasonOf } from '../../../src/stream/stopped.ts';

const CHUNK = Buffer.alloc(64 * 1024, 'x');
const FULL = new LabctlError('DISK_FULL', 'no room');

function chunks(count: number): Readable {
  return Readable.from(Array.from({ length: count }, () => CHUNK));
}

describe('the last stage of a pipeline', () => {
  it('gets every byte, and what it answers is what the pipeline answers', async () => {
    const all = await pipeline(chunks(50), new PassThrough(), into(buffer));
    assert.equal(all.length, 50 * CHUNK.length);
    assert.equal((await pipeline(chunks(0), into(buffer))).length, 0);
  });

  it('does not read ahead of a consumer that takes its time', async () => {
    let pulled = 0;
    const source = new Readable({
      read() {
        pulled += 1;
        this.push(pulled > 200 ? null : CHUNK);
      },
    });
    await pipeline(
      source,
      new PassThrough(),
      into(async (body) => {
        for (let turns = 0; turns < 50; turns += 1) await turn();
        assert.ok(pulled < 10, `${pulled} chunks`);
        return buffer(body);
      }),
    );
    assert.equal(pulled, 201);
  });

  it('fails with the error that it had, however long it cleans up after its body', async () => {
    const working = pipeline(
      chunks(100),
      new PassThrough(),
      into(async (body, signal) => {
        await once(body, 'readable');
        body.destroy();
        for (let turns = 0; turns < 50; turns += 1) await turn();
        assert.equal(signal.aborted, false, 'nobody has stopped it');
        throw FULL;
      }),
    );
    await assert.rejects(working, FULL);
  });

  it('fails with the error of the stage before it, which ends its body', async () => {
    const broken = new Transform({ transform: (_chunk, _encoding, done) => done(FULL) });
    let seen: unknown;
    const working = pipeline(
      chunks(3),
      broken,
      into(async (body, signal) => {
        await buffer(body).catch((error: unknown) => {
          seen = error;
        });
        assert.equal(signal.aborted, true);
        throw new LabctlError('INTERNAL', 'what came of it');
      }),
    );
    await assert.rejects(working, FULL);
    assert.equal(seen, FULL);
  });
});

describe('a pipeline that is stopped', () => {
  const reason = new LabctlError('CANCELLED', 'stopped by SIGTERM');

  it('fails with the reason of the stop', async () => {
    const stop = new AbortController();
    const work = pipeline(
      new Readable({ read() {} }),
      into((body) => buffer(body)),
      { signal: stop.signal },
    ).catch(orReasonOf(stop.signal));
    stop.abort(reason);
    await assert.rejects(work, reason);
  });

  it('keeps an error that it had before', () => {
    assert.throws(() => orReasonOf(AbortSignal.abort(reason))(FULL), FULL);
    const aborted = new DOMException('aborted', 'AbortError');
    assert.throws(() => orReasonOf(AbortSignal.abort(reason))(aborted), reason);
    assert.throws(() => orReasonOf(new AbortController().signal)(aborted), aborted);
  });
});
