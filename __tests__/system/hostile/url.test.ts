import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLinkLocal } from '../../../src/base/link-local.ts';
import { lintUrl } from '../../../src/images/manifest/lint/url.ts';
import { parseManifest } from '../../../src/images/manifest/parse-manifest.ts';
import {
  acceptsEach,
  type Row,
  refusesEachInBothDialects,
  withHttp,
} from '../../unit/images/manifest/marked.ts';

const WANTED = /want https:/;

function url(title: string, value: string, ...says: RegExp[]): Row {
  return [title, withHttp({ url: `§${JSON.stringify(value)}` }), /^source\.url /, ...says];
}

refusesEachInBothDialects([
  url('an empty URL', '', /is empty/, WANTED),
  url('http', 'http://example.org/a.iso', /found http:/, WANTED),
  url('HTTP in capitals', 'HTTP://example.org/a.iso', /found http:/, WANTED),
  url('file', 'file:///etc/passwd', /found file:/, WANTED, /images upload/),
  url('ftp', 'ftp://example.org/a.iso', /found ftp:/, WANTED),
  url('data', 'data:text/plain,x', /found data:/, WANTED),
  url('an unknown scheme', 'gopher://example.org/', /has a scheme/, WANTED),
  url('a path', 'example.org/a.iso', /no absolute URL: found "example\.org\/a\.iso"/, WANTED),
  url('no host', 'https:///a.iso', /has no host/, WANTED),
  url('no host and no path', 'https://', /has no host/),
  url('no host but a port', 'https://:443/a.iso', /has no host/),
  url('no slashes', 'https:example.org/a.iso', /has no host/),
  url('a fragment', 'https://example.org/a.iso#top', /holds a fragment/, /remove it/),
  url('port 0', 'https://example.org:0/a.iso', /found 0, want 1 to 65535/),
  url('port 70000', 'https://example.org:70000/a.iso', /found 70000, want 1 to 65535/),
  url('a port of letters', 'https://example.org:https/a.iso', /no valid port: want 1 to 65535/),
  url('a space', 'https://example.org/a b.iso', /holds a space/, /%20/),
  url('a tab', 'https://example.org/a\tb.iso', /U\+0009/, /remove it/),
  url('a newline', 'https://example.org/a\nb.iso', /U\+000A/),
  url('a zero-width space', 'https://example.org/a\u200bb.iso', /U\+200B/),
  url('%00', 'https://example.org/a%00b.iso', /holds %00, a control character/),
  url('%0a', 'https://example.org/a%0ab.iso', /holds %0a, a control character/),
  url('a backslash', 'https:\\\\example.org\\a.iso', /holds \\,/),
  url('a double quote in the query', 'https://example.org/a?b="c"', /holds ",/, /percent-encode/),
  url('an angle bracket', 'https://example.org/<version>.iso', /holds <,/),
  url('a backtick', 'https://example.org/`id`.iso', /holds `,/),
  url(
    'a shell template in the query',
    'https://example.org/a?b=$' + '{version}',
    /template \("\$\{"\)/,
    /write the URL out/,
  ),
  url('%{', 'https://example.org/%{version}', /template \("%\{"\)/),
  url('{{', 'https://example.org/{{ version }}', /template \("\{\{"\)/),
  url('10 kB', `https://example.org/${'a'.repeat(10_000)}`, /found 10020 characters, want 2048/),
  url(
    'a host that ends with a dot',
    'https://example.org./a',
    /ends with a dot: found "example\.org\."/,
  ),
  url('a bad host', 'https://exa|mple.org/a', /no valid host: found "exa\|mple\.org"/),
  url('a broken IPv6 literal', 'https://[::1/a', /no valid (host|port)/),
  url('a user', 'https://user@example.org/a', /holds a user or a password/, /remove it/),
  url('an empty user', 'https://@example.org/a', /holds a user or a password/),
]);

const LINK_LOCAL = [
  '169.254.169.254',
  '169.254.169.254:8080',
  '0xa9fea9fe',
  '2852039166',
  '0251.0376.0251.0376',
  '169.254.43518',
  '１６９.254.169.254',
  '%31%36%39.254.169.254',
  '[fe80::1]',
  '[febf::1]',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[::169.254.169.254]',
  '[64:ff9b::a9fe:a9fe]',
  '100.100.100.200',
  '168.63.129.16',
  '[fd00:ec2::254]',
  '[2002:a9fe:a9fe::1]',
];
refusesEachInBothDialects(
  LINK_LOCAL.map((host) =>
    url(
      `the link-local host ${host}`,
      `https://${host}/latest`,
      /link-local address/,
      /found \S+, want/,
    ),
  ),
);

const GOOD = [
  'https://example.org/a.iso',
  'HTTPS://example.org/a.iso',
  'https://localhost/a.iso',
  'https://localhost:8443/a.iso',
  'https://127.0.0.1:8443/a.iso',
  'https://127.1/a.iso',
  'https://10.0.0.5/a.iso',
  'https://192.168.1.5/a.iso',
  'https://[2001:db8::1]/a.iso',
  'https://[2001:db8::1]:8443/a.iso',
  'https://xn--bcher-kva.example/a.iso',
  'https://example.org/a%20b.iso?x=1&y=%7B',
  'https://example.org/a@b.iso',
  'https://example.org/{a}/$b.iso',
  `https://example.org/${'a'.repeat(2048 - 20)}`,
];
acceptsEach(GOOD.map((text) => [text.slice(0, 60), withHttp({ url: JSON.stringify(text) })]));

test('reports a user, a fragment and a dot in one go', () => {
  const messages = lintUrl('https://u:p@example.org./#x').map(({ message }) => message);
  assert.equal(messages.length, 3);
});

test('never shows a user or a password, however the URL is broken', () => {
  const broken = [
    'https://hunter1:hunter2@example.org/a',
    'http://hunter1:hunter2@example.org/a',
    'hunter1:hunter2@example.org/a',
    '//hunter1:hunter2@example.org/a',
    'https:hunter1:hunter2@example.org/a',
    'https://hunter1:hunter2/x@example.org/a',
    'https://hunter1:hunter2#x@example.org/a',
    'https://hunter1:hunter2@exa|mple.org/a',
    'https://hunter1:hunter2@/a',
    'https://hunter1:hunter2@example.org:0/a',
    'https://hunter1:hunter2@169.254.169.254/a b',
    'ssh://hunter1:hunter2@example.org/a',
    'https://hunter1:hunter2@example.org./a#x',
  ];
  for (const text of broken) {
    const { findings } = parseManifest(withHttp({ url: `'${text}'` }), 'f');
    assert.ok(findings.length > 0, text);
    for (const { message } of findings) assert.doesNotMatch(message, /hunter2/, text);
  }
});

test('knows link-local hosts from others', () => {
  assert.equal(isLinkLocal('169.254.0.1'), true);
  assert.equal(isLinkLocal('[fe80::1]'), true);
  for (const host of ['example.org', '169.255.0.1', '[fec0::1]', '[::1]', '127.0.0.1', '']) {
    assert.equal(isLinkLocal(host), false, host);
  }
});
