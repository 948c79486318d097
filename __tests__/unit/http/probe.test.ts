/** Checks of a URL without a download: FAULTS row 17. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createAgents } from '../../../src/http/connection/agents.ts';
import { probeUrl } from '../../../src/http/probe.ts';
import { generatedContent } from '../../support/servers/content.ts';
import { type Fault, redirectTo } from '../../support/servers/origin-fault.ts';
import { type Loopback, never, startLoopback } from './loopback.ts';

const SIZE = 3_000_000_000;

describe('a probe', () => {
  let loopback: Loopback;
  before(async () => {
    loopback = await startLoopback();
    loopback.origin.serve('/image', generatedContent(SIZE));
  });
  after(() => loopback.close());

  const probe = (path: string, options: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
    probeUrl({
      url: path.startsWith('/') ? loopback.origin.url(path) : path,
      agents: loopback.agents,
      version: '0.0.0-test',
      timeoutMs: 2000,
      signal: never,
      ...options,
    });
  const methods = (path: string) => loopback.requestsFor(path).map(({ method }) => method);

  it('finds size and type with one HEAD', async () => {
    const result = await probe('/image');
    assert.equal(result.status, 'ok');
    assert.equal(result.size, SIZE);
    assert.equal(result.contentType, 'application/octet-stream');
    assert.deepEqual(methods('/image'), ['HEAD']);
  });

  const badHeads: readonly (readonly [string, Fault, string])[] = [
    ...[
      201, 204, 206, 300, 304, 400, 401, 403, 404, 405, 406, 410, 418, 422, 429, 500, 501, 503,
    ].map(
      (status) =>
        [
          `is answered ${status}`,
          { status, headers: { 'content-length': '9' } },
          `${status}`,
        ] as const,
    ),
    ['is answered without a sense: a file of no bytes', { body: '' }, '200'],
    ['is reset', { resetAfterBytes: -1 }, 'ECONNRESET|socket hang up'],
    ['is never answered', { stallBeforeHeaders: true }, 'no answer within 0.5 s'],
    ['is led in a circle', redirectTo('?'), 'got a loop'],
    ['is led off https', redirectTo('http://localhost/image'), 'want https:'],
  ];
  for (const [what, fault, said] of badHeads) {
    it(`asks for one byte with GET when HEAD ${what}`, async () => {
      const path = `/no-head-${encodeURIComponent(what)}`;
      loopback.origin.serve(path, generatedContent(SIZE));
      const headers = fault.headers?.['location'] === '?' ? { location: path } : fault.headers;
      loopback.origin.script(path, { ...fault, ...(headers && { headers }), method: 'HEAD' });
      const result = await probe(path);
      assert.equal(result.status, 'ok', result.detail);
      assert.equal(result.size, SIZE);
      assert.match(result.detail, new RegExp(`HEAD: .*(${said}).*, GET: 206`));
      assert.equal(loopback.requestsFor(path).at(-1)?.range, 'bytes=0-0');
    });
  }

  it('takes an answer that ignores the range for a good one, and does not read it', async () => {
    loopback.origin.serve('/no-range', generatedContent(SIZE));
    loopback.origin.script('/no-range', { status: 403, method: 'HEAD' }, { ignoreRange: true });
    const result = await probe('/no-range');
    assert.equal(result.status, 'ok');
    assert.equal(result.size, SIZE);
    for (let tries = 0; loopback.origin.answering() > 0 && tries < 50; tries += 1) await wait(10);
    assert.equal(loopback.origin.answering(), 0);
    assert.ok((loopback.requestsFor('/no-range').at(-1)?.bytesSent ?? 0) < SIZE / 10);
  });

  it('takes an empty file for a good one', async () => {
    loopback.origin.serve('/empty', '');
    loopback.origin.script('/empty', { status: 405, method: 'HEAD' });
    const result = await probe('/empty');
    assert.deepEqual([result.status, result.size], ['ok', 0]);
  });

  it('claims no size where the server names none, or that of an encoded answer', async () => {
    loopback.origin.serve('/sizeless', 'image');
    loopback.origin.script('/sizeless', { framing: 'chunked' });
    assert.equal((await probe('/sizeless')).size, undefined);
    loopback.origin.script('/sizeless', { headers: { 'content-encoding': 'gzip' } });
    assert.equal((await probe('/sizeless')).size, undefined);
  });

  for (const [status, verdict] of [
    [404, 'gone'],
    [410, 'gone'],
    [401, 'unreachable'],
    [403, 'unreachable'],
    [418, 'unreachable'],
    [429, 'unknown'],
    [500, 'unknown'],
    [501, 'unknown'],
    [503, 'unknown'],
  ] as const) {
    it(`calls a URL with ${status} ${verdict}`, async () => {
      const path = `/verdict-${status}`;
      loopback.origin.script(path, { status, times: Infinity });
      const result = await probe(path);
      assert.equal(result.status, verdict);
      assert.match(result.detail, new RegExp(`${status} from localhost`));
      assert.equal(result.size, undefined);
    });
  }

  it('follows redirects, and refuses what a download refuses', async () => {
    loopback.origin.script('/moved', redirectTo('/image'));
    assert.equal((await probe('/moved')).size, SIZE);
    loopback.origin.script('/downgrade', {
      ...redirectTo('http://localhost/image'),
      times: Infinity,
    });
    const result = await probe('/downgrade');
    assert.equal(result.status, 'unreachable');
    assert.match(result.detail, /want https:/);
  });

  it('calls a URL unreachable when nobody answers in time, refuses, or cannot be trusted', async () => {
    loopback.origin.script('/silent', { stallBeforeHeaders: true, times: Infinity });
    const silent = await probe('/silent', { timeoutMs: 100 });
    assert.equal(silent.status, 'unreachable');
    assert.match(silent.detail, /HEAD: no answer within .*, GET: no answer within/);
    const refused = await probe('https://localhost:1/');
    assert.equal(refused.status, 'unreachable');
    assert.match(refused.detail, /ECONNREFUSED/);
    const agents = createAgents();
    const url = loopback.origin.url('/image');
    const options = { url, agents, version: '0', timeoutMs: 2000, signal: never };
    const untrusted = await probeUrl(options);
    assert.equal(untrusted.status, 'unreachable');
    assert.doesNotMatch(untrusted.detail, /HEAD/, 'the same is not said twice');
    assert.match(untrusted.detail, /certificate/);
  });

  it("throws nothing but the reason of the caller's signal", async () => {
    const reason = new Error('stop');
    await assert.rejects(probe('/image', { signal: AbortSignal.abort(reason) }), reason);
    loopback.origin.script('/stopped', { stallBeforeHeaders: true });
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 30);
    await assert.rejects(probe('/stopped', { signal: controller.signal }), reason);
  });
});
