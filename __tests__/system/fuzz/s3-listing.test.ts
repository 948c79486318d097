/** Damaged listings of a bucket: each object that comes out is one that the answer names, or the listing is refused. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before } from 'node:test';
import { createS3Store } from '../../../src/store/s3/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { codeOf, fuzz } from './fuzz.ts';
import { damageText, pick } from './random.ts';

const never = new AbortController().signal;

function contents(key: string, size: number): string {
  return `<Contents>
<Key>${key}</Key>
<LastModified>2026-11-01T00:00:00.000Z</LastModified>
<ETag>&quot;0123456789abcdef0123456789abcdef&quot;</ETag>
<Size>${size}</Size>
<StorageClass>STANDARD</StorageClass>
</Contents>`;
}

const LISTING = `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
<Name>images</Name>
<Prefix>images/</Prefix>
<KeyCount>2</KeyCount>
<MaxKeys>1000</MaxKeys>
<EncodingType>url</EncodingType>
<IsTruncated>false</IsTruncated>
${contents('images/a+b%2Fc.raw', 5)}
${contents('images/vyos.raw', 500)}
</ListBucketResult>`;

const UPLOADS = `<?xml version="1.0" encoding="UTF-8"?>
<ListMultipartUploadsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
<Bucket>images</Bucket>
<EncodingType>url</EncodingType>
<IsTruncated>false</IsTruncated>
<Upload>
<Key>images/vyos.raw</Key>
<UploadId>abc</UploadId>
<Initiated>2026-11-01T00:00:00.000Z</Initiated>
</Upload>
</ListMultipartUploadsResult>`;

const ERROR = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>1</RequestId></Error>`;

const PIECES = [
  ...[
    '<',
    '>',
    '/>',
    '&',
    '&amp;',
    '&lt;',
    '&#0;',
    '&#x202e;',
    '&bomb;',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
  ],
  ...[
    '<Contents>',
    '</Contents>',
    '<Key>',
    '</Key>',
    '<Size>',
    '</Size>',
    '</ListBucketResult>',
    '<Code>',
  ],
  ...[
    '%',
    '%zz',
    '%00',
    '+',
    '../',
    '-1',
    '1e400',
    '9'.repeat(30),
    'NaN',
    'true',
    '\0',
    '\u0007',
    '\ud800',
    '🖥',
  ],
  ...['<!DOCTYPE x [<!ENTITY bomb "&b;&b;"><!ENTITY b "x">]>', '<IsTruncated>true</IsTruncated>'],
  ...[
    '<NextContinuationToken>t</NextContinuationToken>',
    '<__proto__>x</__proto__>',
    '<a>'.repeat(300),
  ],
];

let server: http.Server;
let store: Store;
let answer = { status: 200, body: '' };
before(async () => {
  server = http.createServer((request, response) => {
    request.resume();
    response.writeHead(answer.status, { 'content-type': 'application/xml' }).end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  store = createS3Store({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    bucket: 'images',
    accessKey: 'access',
    secretKey: 'hunter2',
    limits: { retryDelayMs: 1, maxAttempts: 2, socketTimeoutMs: 5000 },
  });
});
after(async () => {
  server?.close();
  server?.closeAllConnections();
  if (server !== undefined) await once(server, 'close');
});

fuzz('listings of a bucket', {
  cases: 400,
  expect: ['listed', 'STORE_INVALID', 'STORE_REJECTED', 'uploads'],
  make: (random) => {
    const text = pick(random, [LISTING, LISTING, LISTING, UPLOADS, ERROR]);
    return {
      ofUploads: text === UPLOADS,
      status: text === ERROR ? pick(random, [403, 400, 404, 301]) : 200,
      body: damageText(text, random, PIECES),
    };
  },
  async check({ ofUploads, status, body }) {
    answer = { status, body };
    try {
      if (ofUploads) {
        for (const upload of await store.pendingUploads('images/', never)) {
          assert.ok(upload.key.startsWith('images/') && upload.id !== '');
          assert.ok(upload.started === undefined || upload.started > 0);
        }
        return 'uploads';
      }
      for (const object of await store.list('images/', never)) {
        assert.ok(object.key.startsWith('images/'), `a key that was not asked for: ${object.key}`);
        assert.ok(Number.isSafeInteger(object.size) && object.size >= 0, `size ${object.size}`);
        const { modified } = object;
        assert.ok(modified === undefined || Number.isFinite(modified), `date ${modified}`);
        assert.equal(typeof object.etag, 'string');
      }
      return 'listed';
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      assert.doesNotMatch(String(error), /hunter2/);
      const code = codeOf(error);
      assert.match(code, /^STORE_/);
      return code;
    }
  },
});
