import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import { chooseSopsKey, sopsEnvironment } from '../../../../src/credentials/sops/sops-key.ts';

const KEY = `AGE-SECRET-KEY-1${'Q'.repeat(58)}`;
const NONE = { ageKey: undefined, ageKeyFile: undefined, env: {} };

describe('the key of a SOPS file', () => {
  it('is the input before everything else, without comments and line ends', () => {
    const ageKey = `# created: today\r\n# public key: age1x\r\n${KEY}\r\n`;
    const options = { ageKey, ageKeyFile: 'file', env: { SOPS_AGE_KEY: 'other' } };
    assert.deepEqual(chooseSopsKey(options), { kind: 'age-key', key: KEY });
  });

  it('is the key file, then what SOPS itself would take, then what the user has', () => {
    const env = { SOPS_AGE_KEY: KEY, SOPS_AGE_KEY_FILE: 'theirs' };
    assert.deepEqual(chooseSopsKey({ ...NONE, ageKeyFile: 'ours', env }), {
      kind: 'age-key-file',
      path: 'ours',
    });
    assert.equal(chooseSopsKey({ ...NONE, env }).kind, 'age-key');
    assert.deepEqual(chooseSopsKey({ ...NONE, env: { SOPS_AGE_KEY_FILE: 'theirs' } }), {
      kind: 'age-key-file',
      path: 'theirs',
    });
    assert.equal(chooseSopsKey(NONE).kind, 'user');
  });

  for (const [what, ageKey] of [
    ['the public half', `age1${'q'.repeat(58)}`],
    ['a path', '/home/me/keys.txt'],
    ['a key that was cut', 'AGE-SECRET-KEY-1QQ'],
    ['a key with a NUL', `${KEY}\0`],
    ['comments alone', '# public key: age1x'],
  ] as const) {
    it(`is not ${what}, and is not shown`, () => {
      assert.throws(
        () => chooseSopsKey({ ...NONE, ageKey }),
        (error: unknown) => {
          assert.ok(error instanceof LabctlError);
          assert.equal(error.code, 'INPUT_INVALID');
          assert.match(error.message, /sops-age-key"? is not an age key.*want the line AGE-SECRET/);
          assert.ok(!error.message.includes(ageKey));
          return true;
        },
      );
    });
  }
});

describe('the environment of sops', () => {
  const places = { path: '/bin', emptyHome: '/empty' };

  it('leads to the keyring of the user where no age key is given', () => {
    const env = {
      HOME: '/home/me',
      GNUPGHOME: '/keyring',
      GPG_TTY: '/dev/pts/1',
      E2_SECRET_KEY: 'secret',
      SOPS_KEYSERVICE: 'tcp://evil',
      SOPS_AGE_KEY_CMD: 'evil',
      SOPS_GPG_EXEC: 'evil',
    };
    assert.deepEqual(sopsEnvironment({ kind: 'user', env }, places), {
      PATH: '/bin',
      SOPS_DISABLE_VERSION_CHECK: 'true',
      HOME: '/home/me',
      GNUPGHOME: '/keyring',
      GPG_TTY: '/dev/pts/1',
    });
  });

  it('leads to no keyring where an age key is given', () => {
    const given = sopsEnvironment({ kind: 'age-key-file', path: '/keys.txt' }, places);
    assert.equal(given['HOME'], '/empty');
    assert.equal(given['GNUPGHOME'], '/empty');
    assert.equal(given['SOPS_AGE_KEY_FILE'], '/keys.txt');
    assert.equal(given['SOPS_AGE_KEY'], undefined);
  });
});
