/** Mutants of what all clients meet on the way to a server: proxies, and addresses that are refused. */
import type { Mutant } from './mutant.ts';

export const NETWORK_MUTANTS: readonly Mutant[] = [
  {
    rule: 'an IPv4 address inside a Teredo address is seen',
    file: 'src/base/link-local.ts',
    find: "  if (TEREDO.check(address, 'ipv6')) found.push(at(LAST, 0xff));\n",
    replace: '',
    test: '__tests__/system/security/link-local.test.ts',
  },
  {
    rule: 'a link-local address is left out even if the caller wants a single address',
    file: 'src/http/connection/guarded-lookup.ts',
    find: '{ ...options, all: true }',
    replace: 'options',
    test: '__tests__/system/security/ssrf.test.ts',
  },
  {
    rule: 'NO_PROXY names what needs no proxy',
    file: 'src/http/connection/proxy-rules.ts',
    find: 'return isException(url) ? undefined : checkedProxy(chosen);',
    replace: 'return checkedProxy(chosen);',
    test: '__tests__/unit/http/connection/proxy-rules.test.ts',
  },
  {
    rule: 'NO_PROXY may name a range of addresses',
    file: 'src/http/connection/proxy-exceptions.ts',
    find: "if (host.includes('/')) return rangeOf(host);",
    replace: "if (host.includes('/')) return () => false;",
    test: '__tests__/unit/http/connection/proxy-rules.test.ts',
  },
  {
    rule: "a proxy cannot pass its answer off as the server's",
    file: 'src/http/connection/tunnel-agent.ts',
    find: 'if (status !== 200) {',
    replace: 'if (status === 0) {',
    test: '__tests__/unit/http/connection/proxy.test.ts',
  },
  {
    rule: 'the client of S3 goes through the proxy',
    file: 'src/images/wire/store.ts',
    find: 'const viaProxy = wiring.agents.proxyFor(endpoint) !== undefined;',
    replace: 'const viaProxy = false;',
    test: '__tests__/system/every-client.test.ts',
    title: 'as the client of S3 asks the proxy',
  },
];
