import assert from 'node:assert/strict';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, it } from 'node:test';
import { createLimit } from '../../../src/stream/limit.ts';

function decoded(bytes: number, limit: { maxBytes: number; compressedBytes?: number }) {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const source = Readable.from([Buffer.alloc(bytes)]);
  return pipeline(source, createLimit({ label: 'talos', ...limit }), nowhere);
}

describe('the limit of a decoded image', () => {
  it('lets exactly that many bytes pass', async () => {
    await decoded(100, { maxBytes: 100 });
  });

  it('names the ratio of a bomb', async () => {
    await assert.rejects(decoded(101, { maxBytes: 100, compressedBytes: 10 }), {
      code: 'DECODED_TOO_LARGE',
      message: /more than 100 bytes \(over 10 times its 10 compressed bytes\)$/,
    });
  });

  it('names no ratio of a file that is as large compressed as the limit allows', async () => {
    for (const compressedBytes of [51, 100, 5000]) {
      await assert.rejects(decoded(101, { maxBytes: 100, compressedBytes }), {
        code: 'DECODED_TOO_LARGE',
        message: /more than 100 bytes$/,
      });
    }
  });
});
