import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { describe, test } from 'node:test';
import { createGate } from '../../../src/stream/gate.ts';

describe('a gate', () => {
  test('does not let a stream end before what it waits for is done', async () => {
    let resolve = () => {};
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    const out = new PassThrough();
    let asked = false;
    const gate = createGate(() => {
      asked = true;
      return promise;
    });
    const passed = pipeline(Readable.from([Buffer.from('all'), Buffer.from(' of it')]), gate, out);
    const read = text(out);
    while (!asked) await new Promise(setImmediate);
    await new Promise(setImmediate);
    assert.equal(out.writableEnded, false);
    resolve();
    await passed;
    assert.equal(await read, 'all of it');
  });

  test('fails with the error of what it waits for, and so does not end', async () => {
    const out = new PassThrough();
    out.resume();
    const gate = createGate(() => Promise.reject(new Error('not now')));
    await assert.rejects(pipeline(Readable.from([Buffer.from('all')]), gate, out), /not now/);
    assert.equal(out.writableEnded, false);
  });
});
