/** What holds for every client that speaks to a server: one choice of the proxy, and one word about certificates. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { LabctlError } from '../../src/base/errors.ts';
import { createAgents } from '../../src/http/connection/agents.ts';
import { createProxyRules } from '../../src/http/connection/proxy-rules.ts';
import { probeUrl } from '../../src/http/probe.ts';
import { createHttpSource } from '../../src/http/source.ts';
import { forgeFor } from '../../src/images/wire/forge.ts';
import { requireStore } from '../../src/images/wire/store.ts';
import { openTools } from '../../src/images/wire/tools.ts';
import type { Wiring } from '../../src/images/wire/world.ts';
import { aGit } from '../support/builders/git-builder.ts';
import { createFakeClock } from '../support/fakes/fake-clock.ts';
import { createSilentReporter } from '../support/fakes/silent-reporter.ts';
import { type ConnectProxyOptions, startConnectProxy } from '../support/servers/connect-proxy.ts';
import { type Origin, startOrigin } from '../support/servers/origin.ts';
import { failedLookup } from '../support/servers/scripted-lookup.ts';

const never = new AbortController().signal;

type Client = {
  /** Asks the server at `origin` (`https://localhost:port`), or that of its own, for something. */
  readonly ask: (wiring: Wiring, origin: string) => Promise<unknown>;
  /** Where it then goes, instead of to `origin`. */
  readonly target?: string;
};

/** A new client belongs here. */
const CLIENTS: Readonly<Record<string, Client>> = {
  'a download': {
    ask: ({ agents, clock }, origin) =>
      createHttpSource({ url: `${origin}/image`, agents, clock, version: '0' }).open(never),
  },
  'the check of a URL': {
    async ask({ agents }, origin) {
      const options = { agents, version: '0', timeoutMs: 10_000, signal: never };
      const { detail } = await probeUrl({ ...options, url: `${origin}/image` });
      throw new Error(detail);
    },
  },
  'the client of S3': {
    async ask(wiring, origin) {
      const env = { ...wiring.env, E2_ENDPOINT: origin, ...BUCKET };
      return (await requireStore(NO_STORE, 'existing or new', { ...wiring, env })).list('', never);
    },
  },
  'the client of GitHub': {
    async ask(wiring, origin) {
      const env = { ...wiring.env, GITHUB_API_URL: origin, GITHUB_REPOSITORY: 'me/lab' };
      const checkout = { root: wiring.cwd, manifest: 'images.yaml', askGit: wiring.git };
      const proposals = await forgeFor(PULL_REQUEST, checkout, { ...wiring, env });
      const status = { sha: 'a'.repeat(40), context: 'sync', description: 'done' };
      return proposals?.forge.setStatus(status, never);
    },
  },
  'the download of a tool': {
    async ask(wiring) {
      const tools = openTools(wiring);
      return tools.find('sops', undefined).finally(tools.close);
    },
    target: 'github.com:443',
  },
};

const BUCKET = { E2_BUCKET: 'images', E2_ACCESS_KEY: 'access', E2_SECRET_KEY: 'secret' };
const NO_STORE = {
  store: undefined,
  credentials: undefined,
  sopsAgeKey: undefined,
  sopsAgeKeyFile: undefined,
  sopsVersion: undefined,
};
const PULL_REQUEST = {
  token: 'token',
  branch: 'automated',
  base: undefined,
  title: '',
  body: undefined,
  labels: [],
  statusContext: 'sync',
};

describe('every client', () => {
  let origin: Origin;
  let folder: string;
  before(async () => {
    origin = await startOrigin();
    folder = await mkdtemp(join(tmpdir(), 'labctl-clients-'));
  });
  after(async () => {
    await origin.close();
    await rm(folder, { recursive: true });
  });

  for (const [name, { ask, target }] of Object.entries(CLIENTS)) {
    describe(`as ${name}`, () => {
      it('asks the proxy that the variables name, and says which one it was', async (t) => {
        const proxy = await openProxy(t, { status: 407 });
        const HTTPS_PROXY = proxy.url.replace('http://', 'http://me:hush@');
        const { message } = await failureOf(ask(wire(t, { HTTPS_PROXY }), origin.origin));
        assert.match(message, /the proxy http:\/\/127\.0\.0\.1:\d+\/ \(HTTPS_PROXY\)/);
        assert.match(message, /407/);
        assert.doesNotMatch(message, /hush/);
        const targets = new Set(proxy.connects.map((connect) => connect.target));
        assert.deepEqual([...targets], [target ?? `localhost:${origin.port}`]);
        const login = `Basic ${Buffer.from('me:hush').toString('base64')}`;
        assert.equal(proxy.connects[0]?.authorization, login);
      });

      it('is refused by the name of the variable where the proxy is of another kind', async (t) => {
        for (const proxy of ['socks5://me:hush@127.0.0.1:1', 'http://me:%zz@127.0.0.1:1']) {
          const env = { https_proxy: proxy };
          const { message, code } = await failureOf(ask(wire(t, env), origin.origin));
          assert.match(message, /https_proxy names a proxy that cannot be used/);
          assert.doesNotMatch(message, /hush|zz/);
          if (name !== 'the check of a URL') assert.equal(code, 'INPUT_INVALID', message);
        }
        assert.equal(origin.requests.length, 0);
      });

      it('goes straight to what NO_PROXY names', async (t) => {
        const proxy = await openProxy(t, { status: 407 });
        const env = { ALL_PROXY: proxy.url, NO_PROXY: 'localhost, 10.0.0.0/8 github.com' };
        const { message } = await failureOf(ask(wire(t, env), origin.origin));
        assert.doesNotMatch(message, /through the proxy|the proxy http/);
        assert.deepEqual(proxy.connects, []);
      });

      it('says how an authority of its own is trusted', async (t) => {
        const proxy = await openProxy(t, { leadsTo: origin.port });
        const { message } = await failureOf(
          ask(wire(t, { https_proxy: proxy.url }), origin.origin),
        );
        assert.match(message, /certificate is not trusted.*NODE_EXTRA_CA_CERTS/);
        // A certificate does not mend itself; a check asks with HEAD and with GET.
        assert.equal(proxy.connects.length, name === 'the check of a URL' ? 2 : 1);
        assert.equal(origin.requests.length, 0);
      });
    });
  }

  function wire(t: TestContext, env: Record<string, string>): Wiring {
    const agents = createAgents({ proxyFor: createProxyRules(env), lookup: nobody });
    t.after(() => agents.close());
    return {
      env: { ...env, XDG_CACHE_HOME: folder, RUNNER_TEMP: folder },
      agents,
      cwd: folder,
      path: '',
      git: aGit(),
      reporter: createSilentReporter(),
      clock: createFakeClock(),
      mask: () => {},
      toolCache: 'user',
      signal: never,
    };
  }
});

/** Names of downloads lead nowhere past a proxy, so that no test leaves this machine. */
const nobody: LookupFunction = (_name, _options, callback) =>
  callback(failedLookup('ENOTFOUND'), []);

async function openProxy(t: TestContext, options: ConnectProxyOptions) {
  const proxy = await startConnectProxy(options);
  t.after(proxy.close);
  return proxy;
}

async function failureOf(work: Promise<unknown>): Promise<{ message: string; code: string }> {
  const error = await work.then(
    () => assert.fail('it succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error);
  return { message: error.message, code: error instanceof LabctlError ? error.code : '' };
}
