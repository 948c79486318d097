/** Which proxy the environment names for a URL, and what is refused. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import { createProxyRules } from '../../../../src/http/connection/proxy-rules.ts';

const PROXY = 'http://proxy.lan:3128';

function labelFor(url: string, env: Record<string, string>): string | undefined {
  return createProxyRules(env)(new URL(url))?.label;
}

function refusalOf(url: string, env: Record<string, string>): string {
  try {
    labelFor(url, env);
  } catch (error) {
    assert.ok(error instanceof LabctlError);
    assert.equal(error.code, 'INPUT_INVALID');
    return error.message;
  }
  return assert.fail('it was not refused');
}

describe('the variables of proxies', () => {
  for (const [what, env, label] of [
    ['nothing is set', {}, undefined],
    ['a variable is empty', { https_proxy: ' ', ALL_PROXY: '' }, undefined],
    ['only the other scheme has one', { http_proxy: PROXY }, undefined],
    ['upper case', { HTTPS_PROXY: PROXY }, 'http://proxy.lan:3128/ (HTTPS_PROXY)'],
    [
      'both cases: the lower one',
      { https_proxy: 'http://a', HTTPS_PROXY: 'http://b' },
      'http://a/ (https_proxy)',
    ],
    [
      'the scheme before all',
      { all_proxy: 'http://a', HTTPS_PROXY: 'http://b' },
      'http://b/ (HTTPS_PROXY)',
    ],
    ['all', { ALL_PROXY: 'http://a' }, 'http://a/ (ALL_PROXY)'],
    [
      'no scheme: plain http',
      { HTTPS_PROXY: 'proxy.lan:3128' },
      'http://proxy.lan:3128/ (HTTPS_PROXY)',
    ],
    ['TLS to the proxy', { https_proxy: 'https://proxy.lan' }, 'https://proxy.lan/ (https_proxy)'],
    [
      'a login, which is not shown',
      { https_proxy: 'http://me:hu%2Fsh@a:1' },
      'http://a:1/ (https_proxy)',
    ],
    ['space around it', { https_proxy: ` ${PROXY}\n` }, 'http://proxy.lan:3128/ (https_proxy)'],
  ] as const) {
    it(`decide when ${what}`, () => {
      assert.equal(labelFor('https://example.com/x', env), label);
    });
  }

  it('name one for plain http by their own', () => {
    const env = { http_proxy: 'http://a', https_proxy: 'http://b' };
    assert.equal(labelFor('http://example.com', env), 'http://a/ (http_proxy)');
  });

  for (const value of [
    'socks5://me:hush@proxy.lan:1080',
    'socks5h://proxy.lan',
    'socks4://proxy.lan',
    'ftp://proxy.lan',
    'http://',
    'http://a b',
    'http://proxy.lan:99999',
    'http://me:hu/sh@proxy.lan:3128',
    'http://me:12/hush@proxy.lan:3128',
    'http://me:hu#sh@proxy.lan:3128',
    'http://me:hu%zz@proxy.lan:3128',
  ]) {
    it(`are refused by name, without a login: ${value}`, () => {
      const message = refusalOf('https://example.com', { ALL_PROXY: value });
      assert.match(message, /^ALL_PROXY names a proxy that cannot be used/);
      assert.doesNotMatch(message, /hu|me:|:12/);
    });
  }

  it('are not looked at for a host that needs no proxy', () => {
    const env = { HTTPS_PROXY: 'socks5://a', NO_PROXY: 'example.com' };
    assert.equal(labelFor('https://example.com', env), undefined);
    assert.equal(labelFor('http://example.org', env), undefined);
  });
});

describe('NO_PROXY', () => {
  const isDirect = (url: string, NO_PROXY: string) =>
    labelFor(url, { ALL_PROXY: PROXY, NO_PROXY }) === undefined;

  for (const [entry, direct, proxied] of [
    ['*', 'https://example.com https://10.0.0.1 https://[::1]', ''],
    [
      'example.com',
      'https://example.com https://cdn.example.com https://EXAMPLE.com. https://example.com:8443',
      'https://notexample.com https://example.org',
    ],
    ['.example.com', 'https://cdn.example.com https://example.com', 'https://notexample.com'],
    ['*.example.com', 'https://a.b.example.com', 'https://notexample.com'],
    ['*example.com', 'https://notexample.com', 'https://example.com.org'],
    ['192.168.*', 'https://192.168.7.7', 'https://192.169.0.1'],
    ['s3-*.lan', 'https://s3-a.lan', 'https://s3.lan https://s3-a.lan.org'],
    ['Example.COM', 'https://example.com', ''],
    ['bücher.example', 'https://bücher.example', ''],
    ['example.com:8443', 'https://example.com:8443', 'https://example.com https://example.com:443'],
    ['example.com:443', 'https://example.com', 'http://example.com'],
    ['10.0.0.0/8', 'https://10.255.0.1', 'https://11.0.0.1 https://ten.example'],
    ['10.0.0.0/8:9000', 'http://10.1.2.3:9000', 'http://10.1.2.3'],
    ['10.0.0.7', 'https://10.0.0.7 https://[::ffff:10.0.0.7]', 'https://10.0.0.70'],
    ['fd00::/8', 'https://[fd12::1]', 'https://[fe00::1] https://10.0.0.1'],
    ['[fd00::]/8', 'https://[fd12::1]', ''],
    ['fd12::1', 'https://[fd12:0::1]', 'https://[fd12::2]'],
    ['[::1]', 'https://[::1]:8443', ''],
    ['[::1]:8443', 'https://[::1]:8443', 'https://[::1]'],
    ['0.0.0.0/0', 'https://8.8.8.8', 'https://[2001:db8::1]'],
    ['a.lan, b.lan\tc.lan,,', 'https://a.lan https://b.lan https://c.lan', 'https://d.lan'],
  ] as const) {
    it(`knows ${JSON.stringify(entry)}`, () => {
      for (const url of direct.split(' ')) assert.ok(isDirect(url, entry), url);
      for (const url of proxied.split(' ').filter((text) => text !== '')) {
        assert.ok(!isDirect(url, entry), url);
      }
    });
  }

  for (const entry of [
    '10.0.0.0/33',
    '10.0.0/8',
    'fd00::/129',
    '10.0.0.0/8/8',
    'example.com/24',
    'http://example.com',
    '<local>',
    '[::1',
    '10.0.0.0/',
  ]) {
    it(`is refused by name for what it does not know: ${entry}`, () => {
      const message = refusalOf('https://a.test', {
        https_proxy: PROXY,
        no_proxy: `b.test,${entry}`,
      });
      assert.match(message, /^no_proxy is wrong/);
      assert.ok(message.includes(entry), message);
    });
  }

  it('is not looked at without a proxy', () => {
    assert.equal(labelFor('https://a.test', { NO_PROXY: '<local>' }), undefined);
  });
});
