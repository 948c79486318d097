/** What a manifest that a stranger has written cannot make a runner ask: a pull request of a fork is validated. */
import assert from 'node:assert/strict';
import type { LookupFunction } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createAgents } from '../../../src/http/connection/agents.ts';
import { guardedLookup } from '../../../src/http/connection/guarded-lookup.ts';
import { probeUrl } from '../../../src/http/probe.ts';
import { createHttpSource } from '../../../src/http/source.ts';
import { createFakeClock } from '../../support/fakes/fake-clock.ts';
import { type Origin, startOrigin } from '../../support/servers/origin.ts';
import { redirectTo } from '../../support/servers/origin-fault.ts';
import { download, failsWith } from '../../unit/http/loopback.ts';

const { signal: never } = new AbortController();
const METADATA_SERVICES = [
  '169.254.169.254',
  '169.254.170.2',
  'fe80::a9fe:a9fe',
  '::ffff:169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  'fd00:ec2::254',
  '64:ff9b:1::a9fe:a9fe',
];

describe('a name that resolves to a link-local address', () => {
  let origin: Origin;
  before(async () => {
    origin = await startOrigin();
    origin.serve('/image', 'image');
  });
  after(() => origin.close());

  for (const address of METADATA_SERVICES) {
    it(`is refused before anything is connected to: ${address}`, async (t) => {
      const agents = createAgents({ ca: origin.ca, lookup: answering({ 'evil.test': [address] }) });
      t.after(() => agents.close());
      const url = 'https://evil.test/latest/meta-data/';
      await assert.rejects(
        download(sourceOf(url)),
        failsWith('SOURCE_REJECTED', 'evil.test', 'link-local'),
      );
      const found = await probeUrl({ url, agents, version: '0', timeoutMs: 10_000, signal: never });
      assert.equal(found.status, 'unreachable');
      assert.match(found.detail, /link-local/);

      function sourceOf(text: string) {
        return createHttpSource({
          url: text,
          agents,
          clock: createFakeClock(),
          version: '0.0.0-test',
          limits: {},
          onRetry: () => assert.fail('it is not tried again'),
        });
      }
    });
  }

  it('does not keep a name from the good address beside it', async (t) => {
    const addresses = ['fe80::1', '169.254.169.254', '127.0.0.1'];
    for (const order of [addresses, addresses.toReversed()]) {
      const agents = createAgents({ ca: origin.ca, lookup: answering({ localhost: order }) });
      t.after(() => agents.close());
      const url = origin.url('/image');
      const found = await probeUrl({ url, agents, version: '0', timeoutMs: 10_000, signal: never });
      assert.equal(found.status, 'ok', found.detail);
    }
  });

  it('is refused where every address is one, and all of them are named', async (t) => {
    const bad = ['169.254.169.254', 'fe80::1%eth0'];
    const agents = createAgents({ ca: origin.ca, lookup: answering({ 'evil.test': bad }) });
    t.after(() => agents.close());
    const url = `https://evil.test:${origin.port}/image`;
    const before = origin.requests.length;
    const found = await probeUrl({ url, agents, version: '0', timeoutMs: 10_000, signal: never });
    assert.equal(found.status, 'unreachable');
    assert.ok(found.detail.includes(bad.join(', ')), found.detail);
    assert.equal(origin.requests.length, before);
  });

  it('is left out, whether a caller wants all addresses or one', async () => {
    const guarded = guardedLookup(answering({ 'nas.local': ['fe80::1', '192.0.2.7'] }));
    const ask = (all: boolean) =>
      new Promise((resolve, reject) => {
        guarded('nas.local', { all }, (error, address, family) =>
          error === null ? resolve([address, family]) : reject(error),
        );
      });
    assert.deepEqual(await ask(true), [[{ address: '192.0.2.7', family: 4 }], undefined]);
    assert.deepEqual(await ask(false), ['192.0.2.7', 4]);
  });

  it('is refused behind a redirect as well', async (t) => {
    const agents = createAgents({
      ca: origin.ca,
      lookup: answering({ localhost: ['127.0.0.1'], 'evil.test': ['169.254.169.254'] }),
    });
    t.after(() => agents.close());
    origin.script('/away', redirectTo('https://evil.test/'));
    const url = origin.url('/away');
    const found = await probeUrl({ url, agents, version: '0', timeoutMs: 10_000, signal: never });
    assert.match(found.detail, /evil\.test resolves only to the link-local address/);
  });

  it('does not keep other names from resolving', async (t) => {
    const agents = createAgents({ ca: origin.ca });
    t.after(() => agents.close());
    const url = origin.url('/image');
    const found = await probeUrl({ url, agents, version: '0', timeoutMs: 10_000, signal: never });
    assert.equal(found.status, 'ok');
  });
});

function answering(names: Readonly<Record<string, readonly string[]>>): LookupFunction {
  return (hostname, options, callback) => {
    const found = (names[hostname] ?? []).map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    if (options.all) callback(null, found);
    else callback(null, found[0]?.address ?? '', found[0]?.family);
  };
}
