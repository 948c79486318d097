import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LabctlError } from '../../src/errors.ts';
import { checkBucketName, parseEndpoint } from '../../src/store/s3-endpoint.ts';

describe('parseEndpoint', () => {
  for (const [text, origin] of [
    ['a1b2.ldn.idrivee2-12.com', 'https://a1b2.ldn.idrivee2-12.com'],
    ['https://a1b2.ldn.idrivee2-12.com', 'https://a1b2.ldn.idrivee2-12.com'],
    ['https://a1b2.ldn.idrivee2-12.com/', 'https://a1b2.ldn.idrivee2-12.com'],
    ['HTTPS://S3.Example.com', 'https://s3.example.com'],
    ['nas.lan:9000', 'https://nas.lan:9000'],
    ['http://127.0.0.1:9000', 'http://127.0.0.1:9000'],
    ['http://127.9.8.7', 'http://127.9.8.7'],
    ['http://localhost:9000/', 'http://localhost:9000'],
    ['http://[::1]:9000', 'http://[::1]:9000'],
  ] as const) {
    it(`reads ${text}`, () => {
      assert.equal(parseEndpoint(text).origin, origin);
    });
  }

  for (const [text, reason] of [
    ['', /host name/],
    ['   ', /without spaces/],
    ['s3.example.com ', /without spaces/],
    ['https://s3.example.com/bucket', /without a path/],
    ['https://s3.example.com//', /without a path/],
    ['s3.example.com/bucket/', /without a path/],
    ['https://s3.example.com?x=1', /without a query/],
    ['https://s3.example.com/#x', /without a query/],
    ['http://s3.example.com', /this machine only/],
    ['http://127.0.0.1.example.com', /this machine only/],
    ['http://192.168.1.5:9000', /this machine only/],
    ['ftp://s3.example.com', /https:\/\/host/],
    ['https://e2.idrive.com', /your account and region/],
    ['e2.idrive.com/', /your account and region/],
    ['https://', /host name/],
  ] as const) {
    it(`refuses "${text}"`, () => {
      assert.throws(
        () => parseEndpoint(text),
        (error) =>
          error instanceof LabctlError &&
          error.code === 'INPUT_INVALID' &&
          reason.test(error.message),
      );
    });
  }

  it('does not repeat a password', () => {
    for (const text of ['https://me:hunter2@s3.example.com', 'me:hunter2@no host']) {
      assert.throws(
        () => parseEndpoint(text),
        (error) => error instanceof LabctlError && !error.message.includes('hunter2'),
      );
    }
  });
});

describe('checkBucketName', () => {
  for (const name of ['abc', 'images-of-the-lab', 'my.bucket.1', '0ab', 'a'.repeat(63)]) {
    it(`takes ${name}`, () => checkBucketName(name));
  }
  const wrong = [
    '',
    'ab',
    'a'.repeat(64),
    'Images',
    'my_bucket',
    '-abc',
    'abc-',
    'a..b',
    '10.0.0.1',
  ];
  for (const name of [...wrong, 'a b', 'a/b', '../x', 'ä-bucket', 'arn:aws:s3:::x']) {
    it(`refuses "${name}"`, () => {
      assert.throws(() => checkBucketName(name), { code: 'INPUT_INVALID' });
    });
  }
});
