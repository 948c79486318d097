import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import { decryptSops } from '../../../../src/credentials/sops/sops.ts';
import { labctl } from '../../../system/e2e/labctl.ts';
import {
  createSopsLab,
  needs,
  output,
  PLAIN,
  SECRET_KEY,
  type SopsLab,
  TOOLS_PATH,
  WHOLE,
} from './sops-lab.ts';

describe('opening a SOPS file with a PGP key', needs('sops', 'gpg', 'gpgconf'), () => {
  let lab: SopsLab;
  let file: string;
  const keyrings: string[] = [];

  /** A keyring with a key of its own, short enough for the socket of its agent. */
  async function keyring(): Promise<{ home: string; fingerprint: string }> {
    const home = await mkdtemp(join('/tmp', 'labctl-gpg-'));
    keyrings.push(home);
    const env = { GNUPGHOME: home };
    const make = ['--quick-generate-key', 'Lab <lab@example.org>', 'rsa2048', 'encr', 'never'];
    output('gpg', ['--batch', '--passphrase', '', ...make], { env });
    const listed = output('gpg', ['--batch', '--with-colons', '--list-keys'], { env });
    return { home, fingerprint: /^fpr:+(\w+):/m.exec(listed)?.[1] ?? '' };
  }

  before(async () => {
    lab = await createSopsLab();
    const { home, fingerprint } = await keyring();
    file = await lab.encrypt('people', PLAIN, fingerprint, { GNUPGHOME: home });
  });
  after(async () => {
    for (const home of keyrings) {
      spawnSync('gpgconf', ['--kill', 'all'], { env: { ...process.env, GNUPGHOME: home } });
      await rm(home, { recursive: true, force: true });
    }
    await lab.remove();
  });

  it('gives its fields', async () => {
    const env = { GNUPGHOME: keyrings[0], HOME: lab.folder };
    assert.deepEqual(await decryptSops(file, lab.options({ kind: 'user', env })), WHOLE);
  });

  it('is all that the command line needs in a shell', async () => {
    const env = { GNUPGHOME: keyrings[0] ?? '', PATH: TOOLS_PATH };
    const ran = await labctl(['images', 'list', '--credentials', file], {
      cwd: lab.folder,
      // Nothing listens there: what is looked at is how far the command gets.
      env: { ...env, E2_ENDPOINT: '127.0.0.1:1' },
    });
    assert.equal(ran.code, 1, ran.stderr);
    assert.match(ran.stderr, /STORE_UNREACHABLE/);
    assert.match(ran.stderr, /s3:\/\/lab-images at 127\.0\.0\.1:1/);
    assert.doesNotMatch(ran.stdout + ran.stderr, new RegExp(SECRET_KEY));
  });

  it('says for whom it is encrypted when the keyring holds another key', async () => {
    const { home } = await keyring();
    const key = { kind: 'user', env: { GNUPGHOME: home, HOME: lab.folder } } as const;
    await assert.rejects(decryptSops(file, lab.options(key)), (error: unknown) => {
      assert.ok(error instanceof LabctlError);
      assert.equal(error.code, 'CREDENTIALS_MISSING');
      assert.match(
        error.message,
        /keys of this user .*no age key was given.*encrypted for [0-9A-F]{40}/,
      );
      return true;
    });
  });

  it('does not use the keyring when an age key is given', needs('age-keygen'), async () => {
    const key = { kind: 'age-key', key: lab.ageKey().secret } as const;
    await assert.rejects(decryptSops(file, lab.options(key)), { code: 'CREDENTIALS_MISSING' });
  });
});
