/** Servers that cannot be reached or trusted: FAULTS rows 16 and 18. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { systemClock } from '../../../src/base/clock.ts';
import { type AgentsOptions, createAgents } from '../../../src/http/connection/agents.ts';
import type { HttpLimits } from '../../../src/http/limits.ts';
import { createHttpSource } from '../../../src/http/source.ts';
import { createFakeClock } from '../../support/fakes/fake-clock.ts';
import { startBlackHole } from '../../support/servers/black-hole.ts';
import { createCertificate } from '../../support/servers/certificate.ts';
import { type OriginOptions, startOrigin } from '../../support/servers/origin.ts';
import { failedLookup, scriptedLookup } from '../../support/servers/scripted-lookup.ts';
import { download, failsWith } from './loopback.ts';

describe('a server that cannot be reached', () => {
  it('is tried five times when it refuses the connection', async (t) => {
    const { url, sourceOf, clock } = await setUp(t);
    await url.close();
    const words = ['ECONNREFUSED', 'after 5 tries'];
    await assert.rejects(download(sourceOf()), failsWith('SOURCE_UNREACHABLE', ...words));
    assert.equal(clock.sleeps.length, 4);
  });

  for (const code of ['EAI_AGAIN', 'ENOTFOUND']) {
    it(`is tried again after ${code}`, async (t) => {
      const names = scriptedLookup([failedLookup(code), failedLookup(code), ['127.0.0.1']]);
      const { sourceOf, clock } = await setUp(t, { agents: { lookup: names.lookup } });
      assert.equal((await download(sourceOf())).bytes.toString(), 'image');
      assert.equal(clock.sleeps.length, 2);
    });
  }

  it('names what the resolver said when it says so for ever', async (t) => {
    const names = scriptedLookup([failedLookup('ENOTFOUND')]);
    const { sourceOf } = await setUp(t, { agents: { lookup: names.lookup } });
    await assert.rejects(download(sourceOf()), failsWith('SOURCE_UNREACHABLE', 'ENOTFOUND'));
    assert.equal(names.asked(), 5);
  });

  const linux = { skip: process.platform !== 'linux' && 'only Linux drops SYNs of a full queue' };

  it('is given up after the connect time-out when packets vanish', linux, async (t) => {
    const { sourceOf, port } = await setUp(t, {
      agents: { lookup: scriptedLookup([['127.0.0.2']]).lookup },
      limits: { connectTimeoutMs: 150, triesWithoutProgress: 2 },
    });
    const hole = await startBlackHole(port);
    t.after(hole.close);
    const words = ['no connection within 0.15 s', '2 tries'];
    await assert.rejects(download(sourceOf()), failsWith('SOURCE_UNREACHABLE', ...words));
  });

  it('is reached at its second address when the first one is dead', linux, async (t) => {
    const { sourceOf, port, clock } = await setUp(t, {
      agents: { lookup: scriptedLookup([['127.0.0.2', '127.0.0.1']]).lookup },
    });
    const hole = await startBlackHole(port);
    t.after(hole.close);
    assert.equal((await download(sourceOf())).bytes.toString(), 'image');
    assert.deepEqual(clock.sleeps, []);
  });

  it('names every address when none of several answers', async (t) => {
    const names = scriptedLookup([['127.0.0.2', '127.0.0.3']]);
    const { sourceOf } = await setUp(t, { agents: { lookup: names.lookup } });
    const words = ['127.0.0.2', '127.0.0.3', 'ECONNREFUSED'];
    await assert.rejects(download(sourceOf()), failsWith('SOURCE_UNREACHABLE', ...words));
  });

  it('is given up when it takes the connection and never begins TLS', async (t) => {
    const silent = createServer((socket) => socket.on('error', () => undefined));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    t.after(() => silent.close());
    const agents = createAgents();
    const limits = { connectTimeoutMs: 100, triesWithoutProgress: 1 };
    const url = `https://localhost:${port}/`;
    const source = createHttpSource({ url, agents, limits, clock: systemClock, version: '0' });
    await assert.rejects(download(source), failsWith('SOURCE_UNREACHABLE', 'no connection within'));
  });
});

describe('a server whose certificate does not hold', () => {
  const cases = [
    ['has expired', { expired: true }, 'certificate has expired'],
    ['is for another name', { names: ['other.example'] }, 'altnames'],
  ] as const;
  for (const [what, options, words] of cases) {
    it(`is not tried again when it ${what}`, async (t) => {
      const certificate = await createCertificate(options);
      const { sourceOf, clock } = await setUp(t, { origin: { certificate } });
      await assert.rejects(download(sourceOf()), failsWith('SOURCE_UNREACHABLE', words));
      assert.deepEqual(clock.sleeps, []);
    });
  }

  it('is not tried again when nobody known has signed it', async (t) => {
    const { url } = await setUp(t);
    const clock = createFakeClock();
    const source = createHttpSource({ url: url.href, agents: createAgents(), clock, version: '0' });
    await assert.rejects(download(source), failsWith('SOURCE_UNREACHABLE', 'certificate'));
    assert.deepEqual(clock.sleeps, []);
  });
});

type SetUp = {
  readonly origin?: OriginOptions;
  readonly agents?: AgentsOptions;
  readonly limits?: Partial<HttpLimits>;
};

async function setUp(t: TestContext, options: SetUp = {}) {
  const origin = await startOrigin({ files: { '/image': 'image' }, ...options.origin });
  const agents = createAgents({ ca: origin.ca, ...options.agents });
  const clock = createFakeClock();
  const { limits = {} } = options;
  const href = origin.url('/image');
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    agents.close();
    await origin.close();
  };
  t.after(close);
  const sourceOf = () => createHttpSource({ url: href, agents, clock, limits, version: '0' });
  return { url: { href, close }, port: origin.port, clock, sourceOf };
}
