import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readInputs } from '../../../src/action/inputs.ts';
import { LabctlError } from '../../../src/base/errors.ts';
import { parseCommandLine } from '../../../src/cli/program.ts';
import { readCredentials } from '../../../src/credentials/environment.ts';
import { resolveCredentials } from '../../../src/credentials/resolve-credentials.ts';
import {
  checkBucketName,
  parseEndpoint,
  refuseBucketInEndpoint,
} from '../../../src/store/s3/endpoint.ts';

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
    ['x.supabase.co/storage/v1/s3', 'https://x.supabase.co/storage/v1/s3'],
    ['https://x.supabase.co/storage/v1/s3/', 'https://x.supabase.co/storage/v1/s3'],
    ['https://gate.lan/a.b/~c_d-1', 'https://gate.lan/a.b/~c_d-1'],
  ] as const) {
    it(`reads ${text}`, () => {
      const { href } = parseEndpoint(text);
      assert.equal(href, origin.includes('/', 8) ? origin : `${origin}/`);
    });
  }

  for (const [text, reason] of [
    ['', /host name/],
    ['   ', /without spaces/],
    ['s3.example.com ', /without spaces/],
    ['https://s3.example.com//', /a path, if any/],
    ['https://s3.example.com/a//b', /a path, if any/],
    ['https://s3.example.com/a//', /a path, if any/],
    ['https://s3.example.com/..', /a path, if any/],
    ['https://s3.example.com/a/../b', /a path, if any/],
    ['https://s3.example.com/a/./b', /a path, if any/],
    ['https://s3.example.com/%2e%2e/b', /a path, if any/],
    ['https://s3.example.com/a%2fb', /a path, if any/],
    ['https://s3.example.com/a\\b', /a path, if any/],
    ['https://s3.example.com/a\u0007b', /a path, if any/],
    ['https://s3.example.com/ä', /a path, if any/],
    ['https://s3.example.com?x=1', /without a query/],
    ['https://s3.example.com/a?x=1', /without a query/],
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
  for (const name of [
    ...['abc', 'images-of-the-lab', 'my.bucket.1', '0ab', 'a'.repeat(63)],
    // The rules of old, which Ceph and others still have, and a bucket of another tenant there.
    ...['Images', 'my_bucket', '_abc', '-abc', 'abc-', 'ABC.', 'a'.repeat(255), 'tenant:images'],
  ]) {
    it(`takes ${name}`, () => checkBucketName(name));
  }
  for (const [name, says] of [
    ['', /the name of a bucket/],
    ['ab', /3 to 255/],
    ['a'.repeat(256), /3 to 255/],
    ['a..b', /no "\.\."/],
    ['...', /no "\.\."/],
    ['10.0.0.1', /IP address/],
    ['a b', /letters, digits/],
    ['a\u0000b', /letters, digits/],
    ['a\u202eb', /letters, digits/],
    ['a?b', /letters, digits/],
    ['a#b', /letters, digits/],
    ['a%b', /letters, digits/],
    ['a\\b', /letters, digits/],
    ['ä-bucket', /letters, digits/],
    ['a/b', /without "\/"/],
    ['../x', /without "\/"/],
    ['s3://images', /without "\/"/],
    ['arn:aws:s3:::images', /not its ARN/],
    ['images--use1-az4--x-s3', /directory bucket/],
  ] as const) {
    it(`refuses "${name}"`, () => {
      assert.throws(
        () => checkBucketName(name),
        (error) =>
          error instanceof LabctlError &&
          error.code === 'INPUT_INVALID' &&
          says.test(error.message),
      );
    });
  }
});

describe('a bucket in the host of the endpoint', () => {
  const check = (endpoint: string, bucket: string) => () =>
    refuseBucketInEndpoint(parseEndpoint(endpoint), bucket);

  for (const [endpoint, host] of [
    ['https://images.a1b2.ldn.idrivee2-12.com', 'a1b2.ldn.idrivee2-12.com'],
    ['images.s3.eu-west-1.amazonaws.com', 's3.eu-west-1.amazonaws.com'],
    ['https://images.s3-website.example.com', 's3-website.example.com'],
    ['https://images.s3.nas.lan:9000', 's3.nas.lan:9000'],
    ['https://images.abc.r2.cloudflarestorage.com', 'abc.r2.cloudflarestorage.com'],
    ['https://images.fra1.digitaloceanspaces.com', 'fra1.digitaloceanspaces.com'],
  ] as const) {
    it(`is refused with the host to use: ${endpoint}`, () => {
      const message = `E2_ENDPOINT is wrong: found "images.${host}", want the host without the bucket: ${host}`;
      assert.throws(check(endpoint, 'images'), { code: 'INPUT_INVALID', message });
    });
  }

  for (const [endpoint, without] of [
    ['https://nas.lan:9000/images', 'https://nas.lan:9000'],
    ['https://nas.lan/images/machines', 'https://nas.lan'],
    ['https://x.supabase.co/storage/v1/s3/images', 'https://x.supabase.co/storage/v1/s3'],
  ] as const) {
    it(`is refused in the path, too: ${endpoint}`, () => {
      const message = `E2_ENDPOINT is wrong: found "${endpoint}", want the endpoint without the bucket: ${without}`;
      assert.throws(check(endpoint, 'images'), { code: 'INPUT_INVALID', message });
    });
  }

  for (const [endpoint, bucket] of [
    ['https://gate.lan/s3', 's3'],
    ['https://x.supabase.co/storage/v1/s3', 'storage'],
    ['https://gate.lan/of/images/all', 'images'],
    ['https://minio.lan', 'minio'],
    ['https://images.lab.example.org', 'images'],
    ['https://s3.example.org', 's3'],
    ['https://a1b2.ldn.idrivee2-12.com', 'images'],
  ] as const) {
    it(`is not seen in ${endpoint} for the bucket ${bucket}`, check(endpoint, bucket));
  }
});

const KEYS = {
  E2_ACCESS_KEY: 'access',
  E2_SECRET_KEY: 'hunter2',
  E2_ENDPOINT: 'e2.example.org',
  E2_BUCKET: 'lab-images',
};

describe('keys in the environment', () => {
  for (const [what, value] of [
    ['a space', 'hunter2 hunter2'],
    ['a space at the end', 'hunter2 '],
    ['a line end', 'hunter2\n'],
    ['a CR', 'hunter2\r'],
    ['a tab', '\thunter2'],
    ['a no-break space', 'hunter2\u00a0'],
    ['a NUL', 'hunter2\0'],
  ] as const) {
    for (const variable of Object.keys(KEYS)) {
      it(`with ${what} in ${variable} are refused, and not shown`, () => {
        const says = `${variable} holds white space or a line end; store the value again without it`;
        assert.throws(() => readCredentials({ ...KEYS, [variable]: value }), {
          code: 'INPUT_INVALID',
          message: says,
        });
      });
    }
  }

  for (const variable of Object.keys(KEYS)) {
    it(`are half a set without ${variable}, which is named`, () => {
      assert.throws(
        () => readCredentials({ ...KEYS, [variable]: '' }),
        (error: unknown) =>
          error instanceof LabctlError &&
          error.code === 'CREDENTIALS_MISSING' &&
          error.message.includes(`${variable} is missing while`) &&
          !error.message.includes('hunter2'),
      );
    });
  }

  it('that are half a set do not give way to nothing: no file is looked for that was not named', async () => {
    const decrypt = () => assert.fail('there is no file');
    const { E2_BUCKET: _, ...env } = KEYS;
    const options = { env, file: undefined, event: undefined, decrypt, mask: () => {} };
    await assert.rejects(resolveCredentials(options), { code: 'CREDENTIALS_MISSING' });
  });
});

const SILENT = { version: '0', writeOut: () => {}, writeError: () => {} };

/** The same value as an input of the Action and as an option of the command line. */
function askBoth(name: string, value: string) {
  return [
    () => readInputs((input) => (input === name ? value : '')),
    () => parseCommandLine(['images', 'sync', `--${name}=${value}`], SILENT),
  ] as const;
}

describe('flags', () => {
  for (const text of ['true', 'True', 'TRUE']) {
    it(`take ${text} as an input`, () => {
      const [input] = askBoth('force', text);
      assert.equal((input() as { force: boolean }).force, true);
    });
  }
  for (const text of ['yes', 'on', '1', 'tRUE', ' true', 'y', 'null']) {
    it(`refuse "${text}" as an input`, () => {
      const message = `input "force" is wrong: found "${text}", want true or false`;
      assert.throws(askBoth('force', text)[0], { code: 'INPUT_INVALID', message });
    });
  }
});

describe('numbers', () => {
  for (const text of ['NaN', '-1', '1e9', '0', '17', '3.5', '0x3', ' 3', '3 ', 'Infinity', '٣']) {
    it(`refuse "${text}" on both faces`, () => {
      for (const ask of askBoth('concurrency', text)) {
        assert.throws(
          ask,
          (error: unknown) =>
            error instanceof LabctlError &&
            error.code === 'INPUT_INVALID' &&
            error.message.includes(`found "${text}", want a whole number from 1 to 16`),
        );
      }
    });
  }
});
