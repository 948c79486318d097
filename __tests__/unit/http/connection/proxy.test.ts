/** Downloads through a proxy, and the variables of the environment that name it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createAgents } from '../../../../src/http/connection/agents.ts';
import { createProxyRules } from '../../../../src/http/connection/proxy-rules.ts';
import { createHttpSource } from '../../../../src/http/source.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import {
  type ConnectProxyOptions,
  startConnectProxy,
} from '../../../support/servers/connect-proxy.ts';
import { bytesOf, generatedContent } from '../../../support/servers/content.ts';
import { type Origin, startOrigin } from '../../../support/servers/origin.ts';
import { download, failsWith, never } from '../loopback.ts';

const content = generatedContent(500_000);

describe('a proxy', () => {
  let origin: Origin;
  before(async () => {
    origin = await startOrigin({ files: { '/image': content } });
  });
  after(() => origin.close());

  it('is used for the URLs that the rules of the caller name', async (t) => {
    const { proxy, source } = await setUp(t);
    assert.ok((await download(source)).bytes.equals(bytesOf(content)));
    assert.deepEqual(proxy.connects, [
      { target: `localhost:${origin.port}`, authorization: undefined },
    ]);
  });

  it('is given the login of its URL', async (t) => {
    const { proxy, source } = await setUp(t, { login: 'me:hush' }, 'me:hush@');
    await download(source);
    assert.match(proxy.connects[0]?.authorization ?? '', /^Basic /);
  });

  it('that wants a login is named, without a password, and not asked again', async (t) => {
    const { proxy, source, clock } = await setUp(t, { login: 'me:other' }, 'me:hush@');
    await assert.rejects(download(source), (error: Error) => {
      assert.doesNotMatch(error.message, /hush/);
      return failsWith(
        'SOURCE_UNREACHABLE',
        `the proxy ${proxy.url}/ (https_proxy) answered 407`,
      )(error);
    });
    assert.equal(proxy.connects.length, 1);
    assert.deepEqual(clock.sleeps, []);
  });

  it('that answers 502 is asked again, and named when it goes on', async (t) => {
    const once = await setUp(t, { status: 502, times: 1 });
    await download(once.source);
    assert.equal(once.clock.sleeps.length, 1);
    const ever = await setUp(t, { status: 502 });
    const words = [`the proxy ${ever.proxy.url}/ (https_proxy) answered 502`, 'after 5 tries'];
    await assert.rejects(download(ever.source), failsWith('SOURCE_UNREACHABLE', ...words));
  });

  it('cannot pass its own answer off as that of the server', async (t) => {
    for (const status of [204, 302, 404]) {
      const { source } = await setUp(t, { status });
      await assert.rejects(download(source), failsWith('SOURCE_UNREACHABLE', `${status}`, 'proxy'));
    }
    assert.equal(origin.answering(), 0);
  });

  it('that is not there is named', async (t) => {
    const { proxy, source } = await setUp(t);
    await proxy.close();
    const words = [`through the proxy ${proxy.url}/`, 'ECONNREFUSED'];
    await assert.rejects(download(source), failsWith('SOURCE_UNREACHABLE', ...words));
  });

  it('that never answers is named, and its connections are closed', async (t) => {
    const { proxy, source } = await setUp(t, { stall: true });
    const words = [`through the proxy ${proxy.url}/`, 'no connection within'];
    await assert.rejects(download(source), failsWith('SOURCE_UNREACHABLE', ...words));
    assert.equal(proxy.connects.length, 5);
    await allClosed(proxy);
  });

  it('that never answers does not hold up an abort', async (t) => {
    const { proxy, source } = await setUp(t, { stall: true });
    const controller = new AbortController();
    const reason = new Error('stop');
    setTimeout(() => controller.abort(reason), 30);
    await assert.rejects(source.open(controller.signal), reason);
    await allClosed(proxy);
  });

  it('keeps no connection of a body that was destroyed', async (t) => {
    const { proxy, source } = await setUp(t);
    origin.script('/image', { stallAfterBytes: 1000 });
    const { body } = await source.open(never);
    body.resume();
    await wait(30);
    body.destroy();
    await allClosed(proxy);
  });

  it('of a kind that is not supported is an error that names it', async () => {
    for (const proxy of ['socks5://me:hush@127.0.0.1:1080', 'http://me:hu/sh@127.0.0.1:1080']) {
      const agents = createAgents({ proxyFor: createProxyRules({ https_proxy: proxy }) });
      const url = origin.url('/image');
      const source = createHttpSource({ url, agents, clock: createFakeClock(), version: '0' });
      await assert.rejects(download(source), (error: Error) => {
        assert.doesNotMatch(error.message, /hu/);
        return failsWith('INPUT_INVALID', 'https_proxy', 'want http://host:port')(error);
      });
    }
  });

  async function setUp(t: TestContext, options: ConnectProxyOptions = {}, login = '') {
    const proxy = await startConnectProxy(options);
    const proxyUrl = proxy.url.replace('http://', `http://${login}`);
    const agents = createAgents({
      ca: origin.ca,
      proxyFor: createProxyRules({ https_proxy: proxyUrl }),
    });
    const clock = createFakeClock();
    const limits = { connectTimeoutMs: 200 };
    const url = origin.url('/image');
    t.after(async () => {
      agents.close();
      await proxy.close().catch(() => undefined);
    });
    return { proxy, clock, source: createHttpSource({ url, agents, clock, limits, version: '0' }) };
  }
});

describe('the environment of a process', () => {
  const run = promisify(execFile);
  // Prints how many bytes came.
  const script = `
    import { createProxyRules } from './src/http/connection/proxy-rules.ts';
    import { createAgents } from './src/http/connection/agents.ts';
    import { systemClock } from './src/base/clock.ts';
    import { createHttpSource } from './src/http/source.ts';
    const agents = createAgents({ proxyFor: createProxyRules(process.env) });
    const source = createHttpSource({ url: process.env.TEST_URL, agents, clock: systemClock, version: '0' });
    const { body } = await source.open(new AbortController().signal);
    let bytes = 0;
    for await (const chunk of body) bytes += chunk.length;
    console.log(bytes);
  `;

  it('names the proxy, the exceptions, and an authority that is trusted on either way', async (t) => {
    const origin = await startOrigin({ files: { '/image': content } });
    const proxy = await startConnectProxy();
    t.after(() => Promise.all([origin.close(), proxy.close()]));
    const read = async (env: NodeJS.ProcessEnv) => {
      const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
        cwd: fileURLToPath(new URL('../../../../', import.meta.url)),
        env: { PATH: process.env['PATH'], TEST_URL: origin.url('/image'), ...env },
      });
      return Number(stdout);
    };
    const trust = { NODE_EXTRA_CA_CERTS: origin.caFile };
    const proxied = { ...trust, HTTPS_PROXY: proxy.url };

    assert.equal(await read(proxied), content.size);
    assert.equal(proxy.connects.length, 1);
    assert.equal(await read({ ...proxied, NO_PROXY: 'localhost' }), content.size);
    assert.equal(await read(trust), content.size);
    assert.equal(proxy.connects.length, 1);
    await assert.rejects(read({ HTTPS_PROXY: proxy.url }), /certificate/);
  });
});

async function allClosed(proxy: { openConnections(): number }): Promise<void> {
  for (let tries = 0; proxy.openConnections() > 0 && tries < 500; tries += 1) await wait(10);
  assert.equal(proxy.openConnections(), 0);
}
