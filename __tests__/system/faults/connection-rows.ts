/** Servers and proxies that cannot be reached, or not be trusted. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { createProxyRules } from '../../../src/http/connection/proxy-rules.ts';
import { startBlackHole } from '../../support/servers/black-hole.ts';
import { type CertificateOptions, createCertificate } from '../../support/servers/certificate.ts';
import {
  type ConnectProxyOptions,
  startConnectProxy,
} from '../../support/servers/connect-proxy.ts';
import { type Origin, startOrigin } from '../../support/servers/origin.ts';
import { redirectTo } from '../../support/servers/origin-fault.ts';
import { failedLookup, scriptedLookup } from '../../support/servers/scripted-lookup.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectFailures, expectSuccess, warnings } from './fault-run.ts';
import { AS_GZIP, IMAGE, PACKED } from './images.ts';

const NO_VANISHING = process.platform !== 'linux' && 'only Linux drops SYNs of a full queue';

export const CONNECTION_ROWS: readonly FaultRow[] = [
  {
    row: 16,
    fault: 'The name does not resolve, the connection is refused, the certificate does not hold',
    labctl:
      'Tries names and connections again, up to five times; a certificate never, and says what to do about it.',
    cases: {
      async 'a resolver that fails for a moment is asked again'(lab) {
        await lab.offer('talos', IMAGE);
        const errors = ['EAI_AGAIN', 'ENOTFOUND'].map(failedLookup);
        const { lookup } = scriptedLookup([...errors, ['127.0.0.1']]);
        const run = await lab.syncHere({ agents: { ca: lab.origin.ca, lookup } });
        expectSuccess(run);
        assert.match(run.log, /EAI_AGAIN(.|\n)*ENOTFOUND/);
        await lab.expectPublished('talos');
      },
      async 'a name that nobody knows is asked for five times'(lab) {
        await lab.offer('talos', IMAGE);
        const { lookup, asked } = scriptedLookup([failedLookup('ENOTFOUND')]);
        const run = await lab.syncHere({ agents: { ca: lab.origin.ca, lookup } });
        const says = ['ENOTFOUND', 'given up after 5 tries'];
        expectFailures(run, { talos: { code: 'SOURCE_UNREACHABLE', says } });
        assert.equal(asked(), 5);
        await lab.expectNothingLeft();
      },
      async 'a connection that is refused is tried five times'(lab, test) {
        const closed = await otherOrigin(test);
        await lab.offer('talos', IMAGE);
        lab.origin.script('/talos.iso', {
          ...redirectTo(closed.url('/talos.iso')),
          times: Infinity,
        });
        await closed.close();
        const says = ['ECONNREFUSED', 'given up after 5 tries'];
        const run = await lab.syncHere();
        expectFailures(run, { talos: { code: 'SOURCE_UNREACHABLE', says } });
        await lab.expectNothingLeft();
      },
      'a certificate that has expired is not tried again': refusesCertificate(
        { expired: true },
        'certificate has expired',
        'set the clock of this machine',
      ),
      'a certificate of another name is not tried again': refusesCertificate(
        { names: ['other.example'] },
        'altnames',
        'use a name that the certificate holds',
      ),
      async 'a certificate that nobody known has signed is not tried again'(lab) {
        await lab.offer('talos', PACKED, AS_GZIP);
        const run = await lab.sync([], { env: { NODE_EXTRA_CA_CERTS: '' } });
        const says = ['not trusted', 'NODE_EXTRA_CA_CERTS'];
        expectFailures(run, { talos: { code: 'SOURCE_UNREACHABLE', says } });
        assert.equal(warnings(run), 0, run.log);
        assert.equal(lab.origin.requests.length, 0);
        await lab.expectNothingLeft();
      },
    },
  },
  {
    row: 18,
    fault: 'One of several addresses of the server is dead, or all are',
    labctl: 'Takes the next address at once; gives up a connection after ten seconds.',
    cases: {
      async 'the second address is taken when packets to the first one vanish'(lab, test) {
        if (NO_VANISHING) return test.skip(NO_VANISHING);
        await lab.offer('talos', IMAGE);
        const hole = await startBlackHole(lab.origin.port);
        test.after(hole.close);
        const { lookup } = scriptedLookup([['127.0.0.2', '127.0.0.1']]);
        const run = await lab.syncHere({ agents: { ca: lab.origin.ca, lookup } });
        expectSuccess(run);
        assert.equal(warnings(run), 0, run.log);
        await lab.expectPublished('talos');
      },
      async 'a server whose packets all vanish is given up'(lab, test) {
        if (NO_VANISHING) return test.skip(NO_VANISHING);
        await lab.offer('talos', IMAGE);
        const hole = await startBlackHole(lab.origin.port);
        test.after(hole.close);
        const { lookup } = scriptedLookup([['127.0.0.2']]);
        const agents = { ca: lab.origin.ca, lookup };
        const run = await lab.syncHere({ agents, http: { connectTimeoutMs: 150 } });
        const says = ['no connection within 0.15 s', 'given up after 5 tries'];
        expectFailures(run, { talos: { code: 'SOURCE_UNREACHABLE', says } });
        await lab.expectNothingLeft();
      },
      async 'every address is named when none of them answers'(lab) {
        await lab.offer('talos', IMAGE);
        const { lookup } = scriptedLookup([['127.0.0.2', '127.0.0.3']]);
        const run = await lab.syncHere({ agents: { ca: lab.origin.ca, lookup } });
        const says = ['127.0.0.2', '127.0.0.3', 'ECONNREFUSED'];
        expectFailures(run, { talos: { code: 'SOURCE_UNREACHABLE', says } });
        await lab.expectNothingLeft();
      },
    },
  },
  {
    row: 19,
    fault: 'The proxy wants a login (407), does not connect (502), or is not there',
    labctl:
      'Names the proxy, without its password, and the variable that names it; tries 502 again, 407 not.',
    cases: {
      async 'a proxy that wants a login is asked once, and its password is not shown'(lab, test) {
        const proxy = await openProxy(test, { login: 'me:other' });
        await lab.offer('talos', IMAGE);
        const run = await lab.sync([], { env: { HTTPS_PROXY: withLogin(proxy.url) } });
        const says = [`the proxy ${proxy.url}/ (HTTPS_PROXY) answered 407: it wants a login`];
        expectFailures(run, { talos: { code: 'SOURCE_UNREACHABLE', says } });
        assert.doesNotMatch(run.log, /hush/);
        assert.equal(proxy.connects.length, 1);
        await lab.expectNothingLeft();
      },
      async 'a proxy that answers 502 once is asked again'(lab, test) {
        const proxy = await openProxy(test, { status: 502, times: 1 });
        await lab.offer('talos', IMAGE);
        const run = await lab.sync([], { env: { HTTPS_PROXY: proxy.url } });
        expectSuccess(run);
        assert.ok(run.log.includes(`the proxy ${proxy.url}/ (HTTPS_PROXY) answered 502`), run.log);
        await lab.expectPublished('talos');
      },
      async 'a proxy that answers 502 for ever is named'(lab, test) {
        const proxy = await openProxy(test, { status: 502 });
        await lab.offer('talos', IMAGE);
        const proxyFor = createProxyRules({ ALL_PROXY: withLogin(proxy.url) });
        const agents = { ca: lab.origin.ca, proxyFor };
        const says = [`the proxy ${proxy.url}/ (ALL_PROXY) answered 502`, 'given up after 5 tries'];
        expectFailures(await lab.syncHere({ agents }), {
          talos: { code: 'SOURCE_UNREACHABLE', says, hides: ['hush'] },
        });
        await lab.expectNothingLeft();
      },
      async 'a proxy that is not there, or never answers, is named'(lab, test) {
        await lab.offer('talos', IMAGE);
        const silent = await openProxy(test, { stall: true });
        const absent = await startConnectProxy();
        await absent.close();
        for (const [{ url }, why] of [
          [absent, 'ECONNREFUSED'],
          [silent, 'no connection within 0.2 s'],
        ] as const) {
          const agents = { ca: lab.origin.ca, proxyFor: createProxyRules({ all_proxy: url }) };
          const run = await lab.syncHere({ agents, http: { connectTimeoutMs: 200 } });
          const says = [`through the proxy ${url}/ (all_proxy)`, why];
          expectFailures(run, { talos: { code: 'SOURCE_UNREACHABLE', says } });
        }
        await lab.expectNothingLeft();
      },
    },
  },
  {
    row: 76,
    fault: 'A variable names a proxy of another kind (socks5://), or no proxy at all',
    labctl:
      'Names the variable, never the login in it, and connects to nothing past the proxy; NO_PROXY may hold names, addresses and ranges.',
    cases: {
      async 'the image fails, and the variable is named'(lab) {
        await lab.offer('talos', IMAGE);
        for (const [variable, value] of [
          ['HTTPS_PROXY', 'socks5://me:hush@127.0.0.1:1080'],
          ['all_proxy', 'http://me:hush/hush@127.0.0.1:1080'],
        ] as const) {
          const run = await lab.sync([], { env: { [variable]: value } });
          const says = [`${variable} names a proxy`, 'want http://host:port'];
          const hides = ['hush', 'me:'];
          expectFailures(run, { talos: { code: 'INPUT_INVALID', says, hides } });
        }
        assert.equal(lab.origin.requests.length, 0);
        await lab.expectNothingLeft();
      },
      async 'a range in NO_PROXY is reached without it'(lab, test) {
        await lab.offer('talos', IMAGE);
        lab.origin.serve('/by-address', IMAGE);
        const byAddress = `https://127.0.0.1:${lab.origin.port}/by-address`;
        lab.origin.script('/talos.iso', redirectTo(byAddress));
        const proxy = await openProxy(test, { status: 403 });
        const env = { HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost,10.0.0.0/8,127.0.0.0/8' };
        expectSuccess(await lab.sync([], { env }));
        assert.equal(proxy.connects.length, 0);
        await lab.expectPublished('talos');
      },
    },
    shownBy: [
      'asks the proxy that the variables name, and says which one it was',
      'is refused by the name of the variable where the proxy is of another kind',
    ],
  },
  {
    row: 80,
    fault: 'A name of the local network has a link-local address beside a good one',
    labctl: 'Leaves the link-local address out; refuses a name that has no other.',
    cases: {
      async 'the good address is used'(lab) {
        await lab.offer('talos', IMAGE);
        const { lookup } = scriptedLookup([['169.254.7.7', '127.0.0.1']]);
        const run = await lab.syncHere({ agents: { ca: lab.origin.ca, lookup } });
        expectSuccess(run);
        assert.equal(warnings(run), 0, run.log);
        await lab.expectPublished('talos');
      },
      async 'a name that has no other is refused, and not asked for again'(lab) {
        await lab.offer('talos', IMAGE);
        const { lookup, asked } = scriptedLookup([['169.254.7.7']]);
        const run = await lab.syncHere({ agents: { ca: lab.origin.ca, lookup } });
        const says = ['refusing to connect', 'only to the link-local address 169.254.7.7'];
        expectFailures(run, { talos: { code: 'SOURCE_REJECTED', says } });
        assert.equal(asked(), 1);
        assert.equal(lab.origin.requests.length, 0);
        await lab.expectNothingLeft();
      },
    },
    shownBy: ['is left out, whether a caller wants all addresses or one'],
  },
];

/** The image is behind a redirect to a server with this certificate. */
function refusesCertificate(options: CertificateOptions, ...says: string[]): FaultCase {
  return async (lab, test) => {
    const other = await otherOrigin(test, options);
    await lab.offer('talos', IMAGE);
    lab.origin.script('/talos.iso', redirectTo(other.url('/talos.iso')));
    const run = await lab.sync();
    expectFailures(run, { talos: { code: 'SOURCE_UNREACHABLE', says } });
    assert.equal(warnings(run), 0, run.log);
    assert.equal(other.requests.length, 0);
    await lab.expectNothingLeft();
  };
}

async function otherOrigin(test: TestContext, options: CertificateOptions = {}): Promise<Origin> {
  const certificate = await createCertificate(options);
  const origin = await startOrigin({ certificate, files: { '/talos.iso': IMAGE } });
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= origin.close());
  test.after(close);
  return { ...origin, close };
}

async function openProxy(test: TestContext, options: ConnectProxyOptions) {
  const proxy = await startConnectProxy(options);
  test.after(proxy.close);
  return proxy;
}

function withLogin(url: string): string {
  return url.replace('http://', 'http://me:hush@');
}
