/** Listings that a server answers and S3 would not: none of their objects is believed. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createS3Store } from '../../src/store/s3-store.ts';
import { failsWith } from '../sources/loopback.ts';

const never = new AbortController().signal;

function listing({ key = 'images/a', size = '5', date = '2026-11-01T00:00:00.000Z' }): string {
  return `<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>${key}</Key>
<LastModified>${date}</LastModified><ETag>"e"</ETag><Size>${size}</Size></Contents></ListBucketResult>`;
}

describe('a listing is refused', () => {
  let server: http.Server;
  let body = '';
  before(async () => {
    server = http.createServer((_request, response) => response.end(body));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  const list = () =>
    createS3Store({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      ...{ region: 'r', bucket: 'images', accessKey: 'a', secretKey: 's' },
    }).list('images/', never);

  for (const [what, wrong, says] of [
    ['with a key that was not asked for', { key: 'metadata/a' }, /a key that was not asked for/],
    ['with a size that is no number', { size: 'many' }, /a size or a date that is none/],
    ['with a negative size', { size: '-5' }, /a size or a date that is none/],
    ['with a size beyond all numbers', { size: '9'.repeat(30) }, /a size or a date that is none/],
  ] as const) {
    it(what, async () => {
      body = listing(wrong);
      await assert.rejects(list(), failsWith('STORE_INVALID', says));
    });
  }

  it('and not when all is well', async () => {
    body = listing({});
    assert.equal((await list()).length, 1);
  });
});
