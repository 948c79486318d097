/** Programs that labctl starts misbehave: sops, of which the credentials of the bucket come. */
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSopsLab, type SopsLab, TOOLS_PATH } from '../../unit/credentials/sops/sops-lab.ts';
import type { LabctlOptions } from '../e2e/labctl.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectRefused, expectSuccess, type Failure, type FaultRun } from './fault-run.ts';
import { IMAGE } from './images.ts';
import { PACKER_ROWS } from './packer-rows.ts';
import { whenThere } from './when-there.ts';

const SOPS_ROW: FaultRow = {
  row: 47,
  fault:
    'sops cannot decrypt, gives garbage, hangs, asks for input; the file is edited, plain, or lacks a field',
  labctl:
    'Says in a sentence which file, which key and what to do, with no secret in it, before the first byte moves.',
  needs: ['s3', 'sops', 'age-keygen'],
  cases: {
    'a file that was edited by hand is refused (51)': refuses(
      (text) => text.replace(/^bucket: .*$/m, 'bucket: another'),
      { code: 'INPUT_INVALID', says: ['edited by hand', '51', 'sops edit'] },
    ),
    async 'a key for which it is not encrypted is refused, and the right one is named (128)'(lab) {
      await withSops(lab, async ({ sops, file, recipient }) => {
        const run = await syncWith(lab, file, sops.ageKey().secret);
        const says = ['cannot be opened', recipient, '128', 'sops updatekeys'];
        expectRefused(run, { code: 'CREDENTIALS_MISSING', says });
      });
    },
    'a file that is damaged is refused': refuses(
      (text) => text.replace(/(secret_key: ENC\[AES256_GCM,data:)./, '$1!'),
      { code: 'INPUT_INVALID', says: ['e2.sops.yaml'] },
    ),
    async 'a file that is not encrypted is refused'(lab) {
      await lab.useBucket();
      await lab.offer('talos', IMAGE);
      const file = join(lab.folder, 'plain.yaml');
      await writeFile(file, 'access_key: a\nsecret_key: hunter2\nendpoint: e\nbucket: b\n');
      const run = await syncWith(lab, file, '');
      const says = ['access_key in the clear', 'make new keys', 'sops encrypt'];
      expectRefused(run, { code: 'INPUT_INVALID', says, hides: ['hunter2'] });
      await expectUntouched(lab);
    },
    async 'a field that is missing is named'(lab) {
      await withSops(lab, async ({ sops, recipient, secret }) => {
        const file = await sops.encrypt('short', 'access_key: a\nsecret_key: hunter2\n', recipient);
        const says = [/endpoint \(or E2_ENDPOINT\), bucket \(or E2_BUCKET\) are missing/];
        const failure = { code: 'CREDENTIALS_MISSING', says, hides: ['hunter2'] };
        expectRefused(await syncWith(lab, file, secret), failure);
      });
    },
    async 'fields that labctl does not know are passed over'(lab) {
      await withSops(
        lab,
        async ({ file, secret }) => expectSuccess(await syncWith(lab, file, secret)),
        'note: of somebody\nnested: {a: 1}\n',
      );
      await lab.expectPublished('talos');
    },
    'a sops that cannot read the file is quoted (2)': breaks('echo "no such thing" >&2; exit 2', {
      code: 'FILE_FAILED',
      says: ['cannot read', 'no such thing'],
    }),
    'a sops that ends well with garbage is not quoted, for it may be a secret': breaks(
      'echo "hunter2 {"',
      { code: 'INPUT_INVALID', says: ['one JSON object'], hides: ['hunter2'] },
    ),
    'a sops that asks for input finds no terminal': breaks(
      'read -r answer || { echo "no answer" >&2; exit 1; }',
      { code: 'INPUT_INVALID', says: ['no answer'] },
    ),
    'a sops that kills itself is named with the signal': breaks('kill -9 $$', {
      code: 'UNSUPPORTED',
      says: ['SIGKILL'],
    }),
    async 'a sops that hangs ends with the run, and all that it has started'(lab) {
      await withSops(lab, async ({ file, secret }) => {
        const started = join(lab.folder, 'started');
        const hang = `sleep 600 & : > ${started}; wait`;
        const PATH = await fakeSops(lab, hang);
        const run = await syncWith(lab, file, secret, PATH, (child) => {
          void whenThere(started).then(() => child.kill('SIGTERM'));
        });
        assert.equal(run.code, 143, run.log);
      });
    },
  },
  shownBy: [
    'is ended with all that it started when it takes too long',
    'is reported when it is not there',
    'makes nothing executable and keeps nothing when the digest is wrong',
    'does not run what somebody has changed there',
    'passes on what the download throws',
  ],
};

export const TOOL_ROWS: readonly FaultRow[] = [SOPS_ROW, ...PACKER_ROWS];

type Encrypted = {
  readonly sops: SopsLab;
  readonly file: string;
  readonly secret: string;
  readonly recipient: string;
};

/** With the credentials of the lab's bucket in an encrypted file; checks what is left unless an image was published. */
async function withSops(
  lab: FaultLab,
  work: (encrypted: Encrypted) => Promise<void>,
  more = '',
): Promise<void> {
  const { env } = await lab.useBucket();
  await lab.offer('talos', IMAGE);
  const sops = await createSopsLab();
  try {
    const { secret, recipient } = sops.ageKey();
    const plain = `access_key: ${env['E2_ACCESS_KEY']}\nsecret_key: ${env['E2_SECRET_KEY']}\nendpoint: ${env['E2_ENDPOINT']}\nbucket: ${env['E2_BUCKET']}\n${more}`;
    await work({ sops, file: await sops.encrypt('e2', plain, recipient), secret, recipient });
  } finally {
    await sops.remove();
  }
  if (more === '') await expectUntouched(lab);
}

function refuses(damage: (text: string) => string, failure: Failure): FaultCase {
  return (lab) =>
    withSops(lab, async ({ file, secret }) => {
      const text = await readFile(file, 'utf8');
      const damaged = damage(text);
      assert.notEqual(damaged, text);
      await writeFile(file, damaged);
      expectRefused(await syncWith(lab, file, secret), { ...failure, hides: [secret] });
    });
}

function breaks(lines: string, failure: Failure): FaultCase {
  return (lab) =>
    withSops(lab, async ({ file, secret }) => {
      const PATH = await fakeSops(lab, lines);
      const run = await syncWith(lab, file, secret, PATH);
      expectRefused(run, { ...failure, hides: [secret, ...(failure.hides ?? [])] });
    });
}

async function syncWith(
  lab: FaultLab,
  file: string,
  key: string,
  PATH = TOOLS_PATH,
  started?: LabctlOptions['started'],
): Promise<FaultRun> {
  const unset = { E2_ENDPOINT: '', E2_BUCKET: '', E2_ACCESS_KEY: '', E2_SECRET_KEY: '' };
  const env = { ...unset, PATH, SOPS_AGE_KEY: key, HOME: lab.folder };
  return lab.sync(['--credentials', file], { env, ...(started && { started }) });
}

/** A PATH whose first sops is a script. */
async function fakeSops(lab: FaultLab, lines: string): Promise<string> {
  const bin = join(lab.folder, 'bin');
  await mkdir(bin);
  const script = `#!/bin/sh\n[ "$1" = --version ] && { echo "sops 3.13.3"; exit 0; }\n${lines}\n`;
  await writeFile(join(bin, 'sops'), script);
  await chmod(join(bin, 'sops'), 0o755);
  return `${bin}:${TOOLS_PATH}`;
}

async function expectUntouched(lab: FaultLab): Promise<void> {
  assert.equal(lab.origin.requests.length, 0, 'something was downloaded');
  await lab.expectNothingLeft();
}
