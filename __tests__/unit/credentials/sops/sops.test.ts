import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import { decryptSops } from '../../../../src/credentials/sops/sops.ts';
import { ageSecretsOf } from '../../../../src/credentials/sops/sops-key.ts';
import { presentError } from '../../../../src/report/present-error.ts';
import { createSopsLab, needs, PLAIN, SECRET_KEY, type SopsLab, WHOLE } from './sops-lab.ts';

const GOOD = `'{"access_key":"the-access-key","secret_key":"${SECRET_KEY}"}'`;

describe('opening a SOPS file with an age key', needs('sops', 'age-keygen'), () => {
  let lab: SopsLab;
  let file: string;
  let secret: string;
  before(async () => {
    lab = await createSopsLab();
    const key = lab.ageKey();
    secret = key.secret;
    file = await lab.encrypt('shared', PLAIN, key.recipient);
  });
  after(() => lab.remove());

  const ageKey = (key = secret) => ({ kind: 'age-key', key }) as const;
  const failure = (path: string, options: Parameters<typeof decryptSops>[1]) =>
    decryptSops(path, options).then(
      () => assert.fail('it was opened'),
      (error: unknown) => {
        assert.ok(error instanceof LabctlError, String(error));
        const shown = JSON.stringify(presentError(error));
        for (const hidden of [SECRET_KEY, secret]) assert.ok(!shown.includes(hidden), shown);
        return error;
      },
    );

  it('gives its fields, with the key itself', async () => {
    assert.deepEqual(await decryptSops(file, lab.options(ageKey())), WHOLE);
  });

  it('gives its fields, with a key file', async () => {
    const path = join(lab.folder, 'keys.txt');
    await writeFile(path, `# created: today\n${secret}\n`);
    assert.deepEqual(await decryptSops(file, lab.options({ kind: 'age-key-file', path })), WHOLE);
  });

  it('takes a file whose name begins with a dash for a file', async () => {
    const error = await failure('--help', lab.options(ageKey()));
    assert.equal(error.code, 'FILE_FAILED');
  });

  it('leaves the two keys alone unreadable in Git', async () => {
    const text = await readFile(file, 'utf8');
    assert.match(text, /^access_key: ENC\[/m);
    assert.match(text, /^secret_key: ENC\[/m);
    assert.match(text, /^endpoint: e2\.example\.org$/m);
    assert.match(text, /^bucket: lab-images$/m);
  });

  it('says that it was edited by hand, and how to edit it instead (51)', async () => {
    const edited = join(lab.folder, 'edited.sops.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(edited, text.replace('e2.example.org', 'evil.example.org'));
    const error = await failure(edited, lab.options(ageKey()));
    assert.equal(error.code, 'INPUT_INVALID');
    assert.match(error.message, /edited by hand .*51.*sops edit .*edited\.sops\.yaml/);
  });

  it('says for whom it is encrypted when the key is another one (128)', async () => {
    const other = lab.ageKey();
    const error = await failure(file, lab.options(ageKey(other.secret)));
    assert.equal(error.code, 'CREDENTIALS_MISSING');
    assert.match(error.message, /cannot be opened with the age key that was given/);
    assert.match(error.message, /encrypted for age1\w{58} .*128.*sops updatekeys/);
  });

  it('names a key file that is not there', async () => {
    const error = await failure(file, lab.options({ kind: 'age-key-file', path: '/absent/keys' }));
    assert.match(error.message, /\/absent\/keys/);
  });

  it('says that there is no such file', async () => {
    const error = await failure(join(lab.folder, 'absent.yaml'), lab.options(ageKey()));
    assert.equal(error.code, 'FILE_FAILED');
  });

  it('says that a damaged file cannot be decrypted', async () => {
    const damaged = join(lab.folder, 'damaged.sops.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(damaged, text.replace(/(secret_key: ENC\[AES256_GCM,data:)./, '$1!'));
    assert.equal((await failure(damaged, lab.options(ageKey()))).code, 'INPUT_INVALID');
  });

  for (const [what, text, message] of [
    ['a number for a text', `${PLAIN.replace('lab-images', '2025')}`, /bucket in .* a number/],
    ['a list for a text', PLAIN.replace('lab-images', '[a, b]'), /bucket in .* a object/],
    ['white space in a key', PLAIN.replace(SECRET_KEY, '"a b"'), /secret_key in .* white space/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const wrong = await lab.encrypt(what, text, recipientOf(await readFile(file, 'utf8')));
      const error = await failure(wrong, lab.options(ageKey()));
      assert.equal(error.code, 'INPUT_INVALID');
      assert.match(error.message, message);
    });
  }

  it('passes over fields that it does not know', async () => {
    const text = `${PLAIN}note: of-somebody\nnested: {a: 1}\n`;
    const more = await lab.encrypt('more', text, recipientOf(await readFile(file, 'utf8')));
    assert.deepEqual(await decryptSops(more, lab.options(ageKey())), WHOLE);
  });

  it('leaves nothing behind in the folder for temporary files', async () => {
    assert.deepEqual(await readdir(lab.options(ageKey()).tempFolder), []);
  });
});

describe('the program that opens a SOPS file', { skip: process.platform === 'win32' }, () => {
  let lab: SopsLab;
  before(async () => {
    lab = await createSopsLab();
  });
  after(() => lab.remove());

  const SECRET = 'AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ';
  const key = { kind: 'age-key', key: SECRET } as const;
  const failure = async (
    lines: string,
    more: { timeLimitMs?: number; signal?: AbortSignal } = {},
  ) => {
    const program = await lab.script('sops', lines);
    const failed = decryptSops('a.yaml', { ...lab.options(key, program), ...more });
    return failed.then(
      () => assert.fail('it was opened'),
      (error: unknown) => {
        assert.ok(error instanceof LabctlError, String(error));
        const shown = JSON.stringify(presentError(error));
        for (const hidden of [SECRET_KEY, SECRET]) assert.ok(!shown.includes(hidden), shown);
        return error;
      },
    );
  };
  /** Also an orphan that has ended and that nobody has asked after counts as gone. */
  const isAlive = (pid: number) => {
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
    return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
  };
  const endsSoon = async (pid: number) => {
    for (let wait = 0; wait < 50 && isAlive(pid); wait += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.ok(!isAlive(pid), `process ${pid} is still there`);
  };

  it('sees its key, PATH and an empty home, and nothing else of this environment', async () => {
    const seen = join(lab.folder, 'seen');
    const names = ['E2_SECRET_KEY', 'AWS_SECRET_ACCESS_KEY', 'SOPS_AGE_KEY_CMD', 'SOPS_KEYSERVICE'];
    for (const name of names) process.env[name] = 'from-the-parent';
    try {
      const program = await lab.script(
        'spy',
        `{ env; echo "ARGS=$*"; ls -A "$HOME"; } > ${seen}; echo ${GOOD}`,
      );
      await decryptSops('a.yaml', lab.options(key, program));
    } finally {
      for (const name of names) delete process.env[name];
    }
    const lines = (await readFile(seen, 'utf8')).trim().split('\n');
    // The shell's own, and what Node gives every child where coverage is measured.
    const ofOthers = /^(PWD|_|SHLVL|OLDPWD|NODE_V8_COVERAGE)=/;
    const given = lines.filter((line) => !ofOthers.test(line)).map((line) => line.split('=')[0]);
    assert.deepEqual(given.sort(), [
      'ARGS',
      'GNUPGHOME',
      'HOME',
      'PATH',
      'SOPS_AGE_KEY',
      'SOPS_DISABLE_VERSION_CHECK',
      'SOPS_GPG_EXEC',
    ]);
    assert.ok(lines.includes('ARGS=decrypt --output-type json a.yaml'));
  });

  it('has no input to wait for', async () => {
    const program = await lab.script('reader', `read line; echo ${GOOD}`);
    const fields = await decryptSops('a.yaml', lab.options(key, program));
    assert.equal(fields.secretKey, SECRET_KEY);
  });

  it('is ended with all that it started when it takes too long', async () => {
    const pids = join(lab.folder, 'pids');
    const error = await failure(`sleep 600 & echo $! $$ > ${pids}; wait`, { timeLimitMs: 2000 });
    assert.equal(error.code, 'UNSUPPORTED');
    assert.match(error.message, /sops was ended: no answer in 2 s/);
    for (const pid of (await readFile(pids, 'utf8')).trim().split(' ')) await endsSoon(Number(pid));
  });

  it('is ended with the run, whose reason is thrown', async () => {
    const pids = join(lab.folder, 'pids-of-abort');
    const stop = new AbortController();
    const reason = new LabctlError('CANCELLED', 'the run was stopped');
    setTimeout(() => stop.abort(reason), 2000);
    const error = await failure(`echo $$ > ${pids}; exec sleep 600`, { signal: stop.signal });
    assert.equal(error, reason);
    await endsSoon(Number(await readFile(pids, 'utf8')));
  });

  it('leaves no process behind when it ends by itself', async () => {
    const pids = join(lab.folder, 'pids-of-end');
    const program = await lab.script('forker', `sleep 600 & echo $! > ${pids}; echo ${GOOD}`);
    assert.equal(
      (await decryptSops('a.yaml', lab.options(key, program))).accessKey,
      'the-access-key',
    );
    await endsSoon(Number(await readFile(pids, 'utf8')));
  });

  it(
    'is not waited for by a process that holds its output and left its group',
    needs('setsid'),
    async () => {
      const pids = join(lab.folder, 'pids-of-escape');
      const program = await lab.script(
        'escaper',
        `setsid sh -c 'echo $$ > ${pids}; exec sleep 20' & sleep 0.2; echo ${GOOD}`,
      );
      await decryptSops('a.yaml', lab.options(key, program));
      process.kill(Number(await readFile(pids, 'utf8')), 'SIGKILL');
    },
  );

  for (const [what, lines, code, message] of [
    ['answers with garbage', `echo "${SECRET_KEY} {"`, 'INPUT_INVALID', /one JSON object/],
    ['answers with nothing', 'exit 0', 'INPUT_INVALID', /one JSON object/],
    ['answers with a list', `echo '["${SECRET_KEY}"]'`, 'INPUT_INVALID', /one JSON object/],
    ['says too much', `yes ${SECRET_KEY}`, 'UNSUPPORTED', /too much output/],
    ['kills itself', 'kill -9 $$', 'UNSUPPORTED', /was killed by SIGKILL/],
    [
      'prints its key',
      `echo "bad $SOPS_AGE_KEY" >&2; exit 7`,
      'INPUT_INVALID',
      /exit code 7\): bad \*\*\*/,
    ],
    [
      'prints control characters',
      `printf '\\033[2J::add-mask::x\\n' >&2; exit 7`,
      'INPUT_INVALID',
      /\\u001b\[2J/,
    ],
    ['does not find the file', 'echo gone >&2; exit 2', 'FILE_FAILED', /cannot read a\.yaml: gone/],
    ['finds no signature', 'exit 52', 'INPUT_INVALID', /edited by hand/],
    [
      'finds nothing of its own',
      'echo sops metadata not found >&2; exit 1',
      'INPUT_INVALID',
      /is not encrypted by SOPS/,
    ],
  ] as const) {
    it(`is reported when it ${what}`, async () => {
      const error = await failure(lines);
      assert.equal(error.code, code, error.message);
      assert.match(error.message, message);
    });
  }

  it('is reported when it is not there', async () => {
    const failed = decryptSops('a.yaml', lab.options(key, join(lab.folder, 'no-sops')));
    await assert.rejects(failed, { code: 'UNSUPPORTED', message: /no-sops cannot be started/ });
  });
});

describe('the text of an age key', () => {
  it('is secret line by line, comments excepted', () => {
    assert.deepEqual(ageSecretsOf('# public key: age1x\r\nAGE-SECRET-KEY-1A\r\n\n'), [
      'AGE-SECRET-KEY-1A',
    ]);
  });
});

function recipientOf(text: string): string {
  return /recipient: (\S+)/.exec(text)?.[1] ?? '';
}
