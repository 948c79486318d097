import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readCredentials } from '../../../src/credentials/environment.ts';

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
});
