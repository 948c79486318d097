import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redactUrl, redactUrls } from '../../../src/base/redact.ts';
import { plain } from '../../../src/images/report.ts';
import { presentError } from '../../../src/report/present-error.ts';
import { parseEndpoint } from '../../../src/store/s3/endpoint.ts';
import { createRandom } from '../fuzz/random.ts';

const SECRET = 'Zm9vYmFyYmF6';

/** How vendors call what lets its holder read a file. Whatever comes next must be hidden as well. */
const NAMES = [
  ...[
    'sig',
    'signature',
    'Signature',
    'X-Amz-Signature',
    'X-Amz-Security-Token',
    'X-Goog-Signature',
  ],
  ...['AWSAccessKeyId', 'Key-Pair-Id', 'Policy', 'Expires', 'token', 'access_token', 'auth', 'jwt'],
  ...['pwd', 'pass', 'passwd', 'password', 'hdnea', 'hdnts', '__token__', 'hmac', 'hash', 'verify'],
  ...[
    'md5',
    'code',
    'sas',
    'se',
    'sp',
    'sv',
    'skoid',
    'access',
    'key',
    'apikey',
    'k',
    't',
    'st',
    'e',
  ],
  ...[
    'id',
    'uid',
    'user',
    'email',
    'session',
    'sid',
    'ticket',
    'nonce',
    'h',
    's',
    'x',
    'filetoken',
  ],
  ...['version2', 'files', 'redirect', 'url', 'next', 'response-content-disposition', 'Version[]'],
];

describe('a URL that is stored or shown', () => {
  for (const name of NAMES) {
    it(`hides the value of ${name}, and keeps its name`, () => {
      const shown = redactUrl(`https://host.test/a.iso?${name}=${SECRET}&version=1.2`);
      assert.equal(shown, `https://host.test/a.iso?${name}=***&version=1.2`);
    });
  }

  const cases: Record<string, [url: string, shown: string]> = {
    'keeps scheme, host, port and path': [
      'https://host.test:8443/v1.2/talos%20amd64.iso',
      'https://host.test:8443/v1.2/talos%20amd64.iso',
    ],
    'keeps what tells the file': [
      'https://host.test/?file=a/b-1.2+rc~1.iso&arch=amd64&Version=v1.2',
      'https://host.test/?file=a/b-1.2+rc~1.iso&arch=amd64&Version=v1.2',
    ],
    'loses user, password and fragment': [
      `https://me:${SECRET}@host.test/a#${SECRET}`,
      'https://host.test/a',
    ],
    'hides a value that stands alone': [`https://host.test/a?${SECRET}`, 'https://host.test/a?***'],
    'hides a name without a value': [`https://host.test/a?${SECRET}=`, 'https://host.test/a?***'],
    'keeps a known name without a value': [
      'https://host.test/a?download',
      'https://host.test/a?download',
    ],
    'hides each of the same name': [
      `https://host.test/a?t=${SECRET}&t=${SECRET}`,
      'https://host.test/a?t=***&t=***',
    ],
    'hides what stands behind another separator': [
      `https://host.test/a?version=1;token=${SECRET}`,
      'https://host.test/a?version=***',
    ],
    'hides what stands behind an escaped separator': [
      `https://host.test/a?file=b%26token%3D${SECRET}`,
      'https://host.test/a?file=***',
    ],
    'hides a second value': [
      `https://host.test/a?file=b=${SECRET}`,
      'https://host.test/a?file=***',
    ],
    'hides an escaped name': [`https://host.test/a?%74oken=${SECRET}`, 'https://host.test/a?***'],
    'hides a name that is too long for one': [
      `https://host.test/a?${SECRET.repeat(5)}=1`,
      'https://host.test/a?***',
    ],
    'keeps nothing of what is not a place': [`data:text/plain,${SECRET}`, 'data:***'],
    'says of what is not a URL just that': [`https://[${SECRET}`, '(invalid URL)'],
  };
  for (const [what, [url, shown]] of Object.entries(cases)) {
    it(what, () => assert.equal(redactUrl(url), shown));
  }

  it('stays as it is when it is redacted again', () => {
    const urls = [
      ...Object.values(cases).map(([url]) => url),
      ...NAMES.map((name) => `https://h.test/?${name}=x`),
    ];
    for (const url of urls) {
      if (!URL.canParse(url)) continue;
      const once = redactUrl(url);
      assert.equal(redactUrl(once), once);
      assert.equal(redactUrls(once), once);
    }
  });

  it('holds no secret under a name that nobody has thought of', () => {
    const pick = createRandom(1);
    const letters = 'abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_.[]%;+~!$';
    for (let turn = 0; turn < 5_000; turn += 1) {
      const name = Array.from({ length: 1 + pick(12) }, () => letters[pick(letters.length)]).join(
        '',
      );
      const before = pick(2) === 0 ? 'arch=amd64&' : '';
      const shown = redactUrl(`https://host.test/a?${before}${name}x=${SECRET}`);
      assert.ok(!shown.includes(SECRET), shown);
    }
  });
});

describe('text that holds URLs', () => {
  const text = `got "https://me:${SECRET}@host.test/a?sig=${SECRET}", s3://k:${SECRET}@b/c and https://[${SECRET}?x`;

  it('shows them without secrets, and the rest as it is', () => {
    assert.equal(redactUrls(text), 'got "https://host.test/a?sig=***", s3://b/c and (invalid URL)');
    for (const same of ['see https://host.test/a, please', 'a?b=c', 'me@host.test', '1:2']) {
      assert.equal(redactUrls(same), same);
    }
  });

  for (const endpoint of [
    `https://me:${SECRET}@host.test/path`,
    `me:${SECRET}@host.test/path`,
    `https://host.test/?token=${SECRET}`,
    `https://me:${SECRET}@ho st.test`,
    `ftp://me:${SECRET}@host.test`,
  ]) {
    it(`shows none in what is wrong with the endpoint ${endpoint.replace(SECRET, '…')}`, () => {
      assert.throws(
        () => parseEndpoint(endpoint),
        ({ message }: Error) =>
          message.startsWith('E2_ENDPOINT is wrong') && !message.includes(SECRET),
      );
    });
  }

  it('shows none in a report as JSON', () => {
    const report = { update: { changes: [{ old: text, new: text }] } };
    assert.ok(!JSON.stringify(plain(report)).includes(SECRET));
  });

  it('shows none in what led to an error', () => {
    const { headline, causes, stack } = presentError(
      new Error(text, { cause: new Error(`because ${text}`) }),
    );
    assert.ok(![headline, ...causes, stack].join('\n').includes(SECRET));
  });
});
