import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LabctlError } from '../../../src/base/errors.ts';
import { announcedBody } from '../../../src/store/announced-body.ts';

const STOPPED = new LabctlError('CANCELLED', 'stopped by SIGTERM');

function announced(size: number) {
  const source = new PassThrough();
  const stop = new AbortController();
  const what = 'cannot read images/x.raw';
  const { signal } = stop;
  const body = announcedBody(source, { size, what, code: 'STORE_UNREACHABLE', signal });
  return { source, stop, body };
}

describe('announcedBody', () => {
  it('hands on as many bytes as were announced', async () => {
    const { source, body } = announced(5);
    source.end('image');
    assert.equal(await text(body), 'image');
  });

  it('fails where there are fewer or more', async () => {
    for (const size of [4, 6]) {
      const { source, body } = announced(size);
      source.end('image');
      const message = `cannot read images/x.raw: it broke off: got 5 bytes, want ${size}`;
      await assert.rejects(text(body), { code: 'STORE_UNREACHABLE', message });
      assert.ok(source.destroyed);
    }
  });

  for (const when of ['before', 'while'] as const) {
    it(`fails with the reason of the stop that came ${when} it is read`, async () => {
      const { source, stop, body } = announced(5);
      source.write('ima');
      const early = when === 'while' ? text(body) : undefined;
      early?.catch(() => undefined);
      stop.abort(STOPPED);
      await nextTurn();
      await assert.rejects(early ?? text(body), STOPPED);
      assert.ok(source.destroyed);
    });

    it(`says where it broke off when that came ${when} it is read`, async () => {
      const { source, body } = announced(5);
      source.write('ima');
      const early = when === 'while' ? text(body) : undefined;
      early?.catch(() => undefined);
      await nextTurn();
      source.destroy(new Error('socket hang up'));
      await nextTurn();
      await assert.rejects(early ?? text(body), {
        code: 'STORE_UNREACHABLE',
        message: 'cannot read images/x.raw: it broke off: got 3 bytes, want 5: socket hang up',
      });
    });
  }

  it('fails at once where the stop came earlier', async () => {
    const source = new PassThrough();
    const signal = AbortSignal.abort(STOPPED);
    const announcement = { size: 5, what: 'cannot read x', code: 'FILE_FAILED', signal } as const;
    await assert.rejects(text(announcedBody(source, announcement)), STOPPED);
    assert.ok(source.destroyed);
  });

  it('closes the source when its reader gives up', async () => {
    const { source, body } = announced(5);
    body.destroy();
    await nextTurn();
    assert.ok(source.destroyed);
  });
});
