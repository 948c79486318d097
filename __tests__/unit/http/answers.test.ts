/** Answers that are not the file: FAULTS rows 5 to 8, 11 and 13. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it, type TestContext } from 'node:test';
import { createServer } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { createCertificate } from '../../support/servers/certificate.ts';
import { htmlPage, redirectTo } from '../../support/servers/origin-fault.ts';
import { download, failsWith, type Loopback, startLoopback } from './loopback.ts';

describe('an answer that is not the file', () => {
  let loopback: Loopback;
  before(async () => {
    loopback = await startLoopback();
  });
  after(() => loopback.close());

  for (const status of [408, 425, 429, 500, 502, 503, 504, 520, 524]) {
    it(`tries again after ${status}, and says so once`, async () => {
      const path = `/once-${status}`;
      loopback.origin.serve(path, 'image');
      loopback.origin.script(path, { status, body: '<html>busy</html>' });
      const source = loopback.source(path);
      assert.equal((await download(source)).bytes.toString(), 'image');
      assert.equal(source.retries.length, 1);
      assert.match(source.retries[0] ?? '', new RegExp(`status ${status} from localhost`));
    });
  }

  it('gives up on 503 for ever after five tries, each pause about twice the one before', async () => {
    loopback.origin.script('/busy', { status: 503, times: Infinity });
    const source = loopback.source('/busy');
    await assert.rejects(download(source), failsWith('SOURCE_UNREACHABLE', '503', 'after 5 tries'));
    assert.equal(loopback.requestsFor('/busy').length, 5);
    assert.equal(source.clock.sleeps.length, 4);
    for (const [index, ceiling] of [1000, 2000, 4000, 8000].entries()) {
      const sleep = source.clock.sleeps[index] ?? 0;
      assert.ok(sleep >= ceiling / 2 && sleep <= ceiling, `${sleep} of at most ${ceiling}`);
    }
  });

  it('never pauses for longer than the cap', async () => {
    loopback.origin.script('/capped', { status: 503, times: Infinity });
    const source = loopback.source('/capped', { triesWithoutProgress: 12 });
    await assert.rejects(download(source), failsWith('SOURCE_UNREACHABLE'));
    assert.ok(source.clock.sleeps.every((sleep) => sleep <= 30_000));
    assert.ok((source.clock.sleeps.at(-1) ?? 0) >= 15_000);
  });

  it('waits as many seconds as Retry-After says', async () => {
    loopback.origin.serve('/after-seconds', 'image');
    loopback.origin.script('/after-seconds', { status: 429, headers: { 'retry-after': '90' } });
    const source = loopback.source('/after-seconds');
    await download(source);
    assert.deepEqual(source.clock.sleeps, [90_000]);
  });

  it('waits until the date that Retry-After names', async () => {
    loopback.origin.serve('/after-date', 'image');
    const headers = { 'retry-after': 'Thu, 05 Nov 2026 12:01:15 GMT' };
    loopback.origin.script('/after-date', { status: 503, headers });
    const source = loopback.source('/after-date');
    await download(source);
    assert.deepEqual(source.clock.sleeps, [75_000]);
  });

  it('fails at once, and names the date, when Retry-After is a day', async () => {
    loopback.origin.script('/tomorrow', { status: 429, headers: { 'retry-after': '86400' } });
    const source = loopback.source('/tomorrow');
    const words = ['429', 'not before 2026-11-06T12:00:00.000Z'];
    await assert.rejects(download(source), failsWith('SOURCE_UNREACHABLE', ...words));
    assert.deepEqual(source.clock.sleeps, []);
  });

  it('takes no notice of a Retry-After that is in the past, or no date at all', async () => {
    for (const value of ['Thu, 05 Nov 2020 12:00:00 GMT', 'soon', '0', '-5']) {
      const path = `/past-${value.length}`;
      loopback.origin.serve(path, 'image');
      loopback.origin.script(path, { status: 503, headers: { 'retry-after': value } });
      const source = loopback.source(path);
      await download(source);
      assert.ok((source.clock.sleeps[0] ?? 0) >= 500 && (source.clock.sleeps[0] ?? 0) <= 1000);
    }
  });

  for (const [status, code] of [
    [404, 'SOURCE_GONE'],
    [410, 'SOURCE_GONE'],
    [400, 'SOURCE_REJECTED'],
    [401, 'SOURCE_REJECTED'],
    [403, 'SOURCE_REJECTED'],
    [418, 'SOURCE_REJECTED'],
    [501, 'SOURCE_REJECTED'],
    [204, 'SOURCE_REJECTED'],
    [206, 'SOURCE_REJECTED'],
    [300, 'SOURCE_REJECTED'],
    [304, 'SOURCE_REJECTED'],
  ] as const) {
    it(`fails at once on ${status}, naming it and the host that a redirect led to`, async () => {
      const path = `/final-${status}`;
      const final = `https://127.0.0.1:${loopback.origin.port}/there-${status}?token=hush`;
      loopback.origin.script(path, redirectTo(final));
      loopback.origin.script(`/there-${status}?token=hush`, { status, times: Infinity });
      const source = loopback.source(path);
      const words = [`status ${status}`, `127.0.0.1:${loopback.origin.port}`, source.label];
      await assert.rejects(download(source), (error: Error) => {
        assert.doesNotMatch(error.message, /hush/);
        return failsWith(code, ...words)(error);
      });
      assert.equal(loopback.requestsFor(path).length, 1);
      assert.deepEqual(source.clock.sleeps, []);
    });
  }

  it('hands on an HTML page with status 200 as it is, once: the checksum finds out', async () => {
    loopback.origin.serve('/login', 'image');
    loopback.origin.script('/login', htmlPage());
    const result = await download(loopback.source('/login'));
    assert.match(result.bytes.toString(), /^<!DOCTYPE html>/);
    assert.equal(loopback.requestsFor('/login').length, 1);
  });

  it('does not decode a file that is served with Content-Encoding: gzip', async () => {
    const published = gzipSync('the published .gz');
    loopback.origin.serve('/image.gz', published);
    loopback.origin.script('/image.gz', { headers: { 'content-encoding': 'gzip' } });
    const result = await download(loopback.source('/image.gz'));
    assert.ok(result.bytes.equals(published));
    assert.equal(result.size, published.length);
  });

  it('asks for the bytes as they are, says who it is, and sends no credentials', async () => {
    loopback.origin.serve('/headers', 'image');
    const withLogin = loopback.origin.url('/headers').replace('https://', 'https://me:hush@');
    const source = loopback.source(withLogin);
    assert.doesNotMatch(source.label, /hush/);
    await download(source);
    const [request] = loopback.requestsFor('/headers');
    assert.equal(request?.headers['accept-encoding'], 'identity');
    assert.equal(request?.headers['user-agent'], 'labctl/0.0.0-test');
    assert.equal(request?.headers.authorization, undefined);
    assert.equal(request?.headers.cookie, undefined);
  });

  it('fails at once on an answer that is not HTTP', async (t) => {
    const { url, connections } = await startRawServer(t, 'SSH-2.0-OpenSSH_9.7\r\n');
    await assert.rejects(
      download(loopback.source(url)),
      failsWith('SOURCE_REJECTED', 'Parse Error'),
    );
    assert.equal(connections(), 1);
  });

  it('loses nothing of an answer with more behind its announced length', async (t) => {
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nimage and more';
    const { url } = await startRawServer(t, answer);
    assert.equal((await download(loopback.source(url))).bytes.toString(), 'image');
  });
});

/** Says the same to everybody. */
async function startRawServer(t: TestContext, answer: string) {
  const { key, cert } = await createCertificate();
  let connections = 0;
  const server = createServer({ key, cert }, (socket) => {
    connections += 1;
    socket.on('error', () => undefined).resume();
    socket.end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `https://localhost:${port}/`, connections: () => connections };
}
