import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCredentials } from '../../src/credentials/environment.ts';
import { LabctlError } from '../../src/errors.ts';

const WHOLE = {
  E2_ACCESS_KEY: 'access',
  E2_SECRET_KEY: 'very-secret',
  E2_ENDPOINT: 'e2.example.org',
  E2_BUCKET: 'lab-images',
};

describe('credentials from the environment', () => {
  it('are whole with all four variables', () => {
    assert.deepEqual(readCredentials(WHOLE), {
      accessKey: 'access',
      secretKey: 'very-secret',
      endpoint: 'e2.example.org',
      bucket: 'lab-images',
      region: undefined,
    });
  });

  it('are absent with none of them, an empty value counting as none', () => {
    assert.equal(readCredentials({ E2_BUCKET: '' }), undefined);
  });

  for (const name of Object.keys(WHOLE)) {
    it(`name ${name} when only it is missing`, () => {
      assert.throws(
        () => readCredentials({ ...WHOLE, [name]: undefined }),
        (error: unknown) => {
          assert.ok(error instanceof LabctlError);
          assert.equal(error.code, 'CREDENTIALS_MISSING');
          assert.ok(error.message.includes(`${name} is missing`), error.message);
          assert.ok(!error.message.includes('very-secret'));
          return true;
        },
      );
    });
  }

  for (const [what, value] of [
    ['a space', 'very secret'],
    ['a line end', 'very-secret\n'],
  ] as const) {
    it(`refuse a key with ${what} without showing it`, () => {
      assert.throws(
        () => readCredentials({ ...WHOLE, E2_SECRET_KEY: value }),
        (error: unknown) => {
          assert.ok(error instanceof LabctlError);
          assert.equal(error.code, 'INPUT_INVALID');
          assert.match(error.message, /E2_SECRET_KEY/);
          assert.ok(!error.message.includes('secret\n') && !error.message.includes('very'));
          return true;
        },
      );
    });
  }
});
