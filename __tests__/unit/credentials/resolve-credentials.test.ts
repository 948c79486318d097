import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { LabctlError } from '../../../src/base/errors.ts';
import {
  type ResolveOptions,
  resolveCredentials,
} from '../../../src/credentials/resolve-credentials.ts';
import { decryptSops } from '../../../src/credentials/sops/sops.ts';
import { failsWith } from '../http/loopback.ts';
import { createSopsLab, needs, PLAIN, SECRET_KEY, type SopsLab, WHOLE } from './sops/sops-lab.ts';

const CIPHER = 'ENC[AES256_GCM,data:Tr7o=,iv:1=,aad:No=,tag:k=,type:str]';
const SOPS_PART = 'sops:\n    version: 3.13.3\n';
const KEYS = `access_key: ${CIPHER}\nsecret_key: ${CIPHER}\n`;
const PLACE = 'endpoint: e2.example.org\nbucket: lab-images\n';
const ENV_KEYS = { E2_ACCESS_KEY: 'from-env', E2_SECRET_KEY: 'secret-from-env' };

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labctl-resolve-'));
});
after(() => rm(folder, { recursive: true }));

let files = 0;
async function resolve(text: string | undefined, more: Partial<ResolveOptions> = {}) {
  files += 1;
  const file = text === undefined ? undefined : join(folder, `${files}.yaml`);
  if (file !== undefined) await writeFile(file, text ?? '');
  const decrypt = () => assert.fail('nothing has to be decrypted here');
  return resolveCredentials({ env: {}, file, event: undefined, decrypt, mask: () => {}, ...more });
}

const opened = (fields: object) => ({ decrypt: async () => fields });

describe('credentials, field by field', () => {
  it('are absent where nothing is given', async () => {
    assert.equal(await resolve(undefined), undefined);
  });

  it('come from the environment alone where that is whole, without a look at the file', async () => {
    const env = { ...ENV_KEYS, E2_ENDPOINT: 'env.example.org', E2_BUCKET: 'b', E2_REGION: 'r' };
    const credentials = await resolve(undefined, { env, file: '/absent.yaml' });
    assert.equal(credentials?.endpoint, 'env.example.org');
    assert.equal(credentials?.region, 'r');
  });

  it('need no decryption with both keys in the environment and the rest in the clear', async () => {
    const credentials = await resolve(KEYS + PLACE + SOPS_PART, { env: ENV_KEYS });
    assert.deepEqual(credentials, {
      accessKey: 'from-env',
      secretKey: 'secret-from-env',
      endpoint: 'e2.example.org',
      bucket: 'lab-images',
      region: undefined,
    });
  });

  it('need no decryption with a file that holds no keys at all', async () => {
    const credentials = await resolve(`# where\n${PLACE}region: "eu-1" # EU\n`, { env: ENV_KEYS });
    assert.equal(credentials?.region, 'eu-1');
  });

  it('need no decryption with a JSON file either', async () => {
    const json = { access_key: CIPHER, endpoint: 'e2.example.org', bucket: 'b', sops: {} };
    const credentials = await resolve(JSON.stringify(json), { env: ENV_KEYS });
    assert.equal(credentials?.bucket, 'b');
  });

  it('come from the decrypted file where the environment gives none', async () => {
    assert.deepEqual(await resolve(KEYS + PLACE + SOPS_PART, opened(WHOLE)), WHOLE);
  });

  it('take each field from the environment that is there', async () => {
    const env = { E2_BUCKET: 'other', E2_REGION: 'other-region', E2_SECRET_KEY: '' };
    const credentials = await resolve(KEYS + PLACE + SOPS_PART, { env, ...opened(WHOLE) });
    assert.deepEqual(credentials, { ...WHOLE, bucket: 'other', region: 'other-region' });
  });

  for (const [what, text] of [
    ['hidden', `${KEYS}endpoint: ${CIPHER}\nbucket: lab-images\n`],
    ['folded over lines', `${KEYS}endpoint: >-\n  e2.example.org\nbucket: lab-images\n`],
    ['there twice', `${KEYS}${PLACE}bucket: other\n`],
    ['not a text', `${KEYS}endpoint: e2.example.org\nbucket: 2025\n`],
    ['written with an escape', `${KEYS}endpoint: "e2\\u002eexample.org"\nbucket: lab-images\n`],
    ['an alias', `${KEYS}endpoint: *there\nbucket: lab-images\n`],
    ['the region, and hidden', `${KEYS}${PLACE}region: ${CIPHER}\n`],
  ] as const) {
    it(`are left to sops when a field is ${what}`, async () => {
      const credentials = await resolve(text + SOPS_PART, { env: ENV_KEYS, ...opened(WHOLE) });
      assert.deepEqual(credentials, {
        ...WHOLE,
        accessKey: 'from-env',
        secretKey: 'secret-from-env',
      });
    });
  }

  it('are masked before they are handed out', async () => {
    const masked: string[] = [];
    const mask = (secret: string) => void masked.push(secret);
    await resolve(KEYS + PLACE + SOPS_PART, { ...opened(WHOLE), mask });
    assert.deepEqual(masked, ['the-access-key', SECRET_KEY]);
  });

  it('name what is missing and where it can come from', async () => {
    const half = opened({ ...WHOLE, secretKey: undefined, bucket: undefined });
    await assert.rejects(
      resolve(KEYS + SOPS_PART, half),
      failsWith(
        'CREDENTIALS_MISSING',
        'secret_key (or E2_SECRET_KEY), bucket (or E2_BUCKET) are missing',
        /sops edit .*\.yaml/,
      ),
    );
  });

  it('name what is missing of the environment where there is no file', async () => {
    await assert.rejects(
      resolve(undefined, { env: ENV_KEYS }),
      failsWith('CREDENTIALS_MISSING', 'E2_ENDPOINT, E2_BUCKET are missing'),
    );
  });

  for (const [what, text] of [
    ['an unencrypted file', `access_key: AK\nsecret_key: ${SECRET_KEY}\n${PLACE}`],
    [
      'one key in the clear beside an encrypted one',
      `access_key: ${CIPHER}\nsecret_key: ${SECRET_KEY}\n${PLACE}${SOPS_PART}`,
    ],
    ['a key over several lines', `secret_key: |\n  ${SECRET_KEY}\n${PLACE}`],
    ['an unencrypted JSON file', JSON.stringify({ access_key: 'AK', secret_key: SECRET_KEY })],
    ['an unencrypted dotenv file', `access_key=AK\nsecret_key=${SECRET_KEY}\n`],
  ] as const) {
    it(`are not taken from ${what}`, async () => {
      await assert.rejects(resolve(text, { env: ENV_KEYS }), (error: LabctlError) => {
        assert.ok(!error.message.includes(SECRET_KEY));
        return failsWith('INPUT_INVALID', 'in the clear', 'sops encrypt --in-place')(error);
      });
    });
  }

  for (const [what, text] of [
    ['an empty file', ''],
    ['the template', 'access_key: ""\nsecret_key: ""\n'],
    ['encrypted values without the part of SOPS', KEYS],
    ['another file', 'GIF89a'],
    ['broken JSON', '{"access_key":'],
  ] as const) {
    it(`are not in ${what}, which is said`, async () => {
      await assert.rejects(resolve(text), failsWith('INPUT_INVALID', 'not encrypted by SOPS'));
    });
  }

  it('name the file that is not there, that cannot be read, or that is too large', async () => {
    const missing = resolve(undefined, { file: join(folder, 'absent.yaml') });
    await assert.rejects(missing, failsWith('NOT_FOUND', 'absent.yaml'));
    await assert.rejects(resolve(undefined, { file: folder }), failsWith('FILE_FAILED', folder));
    await assert.rejects(resolve('#'.repeat(1024 * 1024 + 1)), failsWith('INPUT_INVALID', '1 MiB'));
  });

  it('are refused in a run that a stranger can start', async () => {
    const event = { name: 'issue_comment', payload: {} };
    const refused = failsWith('INPUT_INVALID', 'issue_comment');
    await assert.rejects(resolve(KEYS + PLACE + SOPS_PART, { event }), refused);
    await assert.rejects(resolve(undefined, { event, env: ENV_KEYS }), refused);
    assert.equal(await resolve(undefined, { event }), undefined);
  });
});

describe('credentials from a real SOPS file', needs('sops', 'age-keygen'), () => {
  let lab: SopsLab;
  before(async () => {
    lab = await createSopsLab();
  });
  after(() => lab.remove());

  it('are whole, and its fields in the clear need no key', async () => {
    const { secret, recipient } = lab.ageKey();
    const file = await lab.encrypt('real', PLAIN, recipient);
    const decrypt = (path: string) =>
      decryptSops(path, lab.options({ kind: 'age-key', key: secret }));
    assert.deepEqual(await resolve(undefined, { file, decrypt }), WHOLE);
    const withKeys = await resolve(undefined, { file, env: ENV_KEYS });
    assert.deepEqual(withKeys, { ...WHOLE, accessKey: 'from-env', secretKey: 'secret-from-env' });
  });
});
