/** The real sops and age with throw-away keys: files encrypted as images/.sops.yaml says. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { SopsKey } from '../../../../src/credentials/sops/sops-key.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const BIN = join(ROOT, '.cache', 'bin');

/** PATH with the tools that `npm run pretest` has built before those of the machine. */
export const TOOLS_PATH = [BIN, process.env['PATH']].join(delimiter);

export const SECRET_KEY = 'a-very-secret-key-of-the-tests';
export const PLAIN = [
  'access_key: the-access-key',
  `secret_key: ${SECRET_KEY}`,
  'endpoint: e2.example.org',
  'bucket: lab-images',
  'region: eu-west-4',
  '',
].join('\n');

export const WHOLE = {
  accessKey: 'the-access-key',
  secretKey: SECRET_KEY,
  endpoint: 'e2.example.org',
  bucket: 'lab-images',
  region: 'eu-west-4',
};

/** Options for a test that needs these programs: without them it is skipped, and fails where they are required. */
export function needs(...programs: readonly string[]): { skip: string | false } {
  const missing = programs.filter((program) => programPath(program) === undefined);
  const isRequired = process.env['LABCTL_REQUIRE_TOOLS'] === '1';
  const skip = missing.length > 0 && !isRequired;
  return {
    skip: skip ? `not installed: ${missing.join(', ')}; npm run pretest builds them` : false,
  };
}

/** The absolute path of a program on TOOLS_PATH. */
export function programPath(name: string): string | undefined {
  return TOOLS_PATH.split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

export interface SopsLab {
  readonly folder: string;
  /** Absolute path of sops. */
  readonly sops: string;
  /** A new age key: its secret line, and its public half. */
  ageKey(): { readonly secret: string; readonly recipient: string };
  /** Encrypts `text` as images/.sops.yaml says, for this age recipient or PGP fingerprint; gives the file. */
  encrypt(
    name: string,
    text: string,
    recipient: string,
    env?: Record<string, string>,
  ): Promise<string>;
  /** A shell script that stands for sops. */
  script(name: string, lines: string): Promise<string>;
  /** Options of decryptSops for this key. */
  options(
    key: SopsKey,
    program?: string,
  ): {
    program: string;
    key: SopsKey;
    path: string;
    tempFolder: string;
    signal: AbortSignal;
  };
  remove(): Promise<void>;
}

export async function createSopsLab(): Promise<SopsLab> {
  const folder = await mkdtemp(join(tmpdir(), 'labctl-sops-lab-'));
  const rules = await readFile(join(ROOT, 'images', '.sops.yaml'), 'utf8');
  const sops = programPath('sops') ?? 'sops';
  const tempFolder = join(folder, 'temp');
  await mkdir(tempFolder);
  return {
    folder,
    sops,
    ageKey() {
      const text = output('age-keygen', []);
      const secret = /^AGE-SECRET-KEY-\S+$/m.exec(text)?.[0] ?? '';
      return { secret, recipient: /public key: (\S+)/.exec(text)?.[1] ?? '' };
    },
    async encrypt(name, text, recipient, env = {}) {
      const kind = recipient.startsWith('age1') ? 'age' : 'pgp';
      const own = join(folder, name);
      await mkdir(own);
      const ruled = rules.replace(/^ {4}age: .*$/m, `    ${kind}: ${recipient}`);
      assert.notEqual(ruled, rules);
      await writeFile(join(own, '.sops.yaml'), ruled);
      await writeFile(join(own, 'e2.sops.yaml'), text);
      output('sops', ['encrypt', '--in-place', 'e2.sops.yaml'], { cwd: own, env });
      return join(own, 'e2.sops.yaml');
    },
    async script(name, lines) {
      const path = join(folder, name);
      await writeFile(path, `#!/bin/sh\n${lines}\n`);
      await chmod(path, 0o755);
      return path;
    },
    options(key, program = sops) {
      const { signal } = new AbortController();
      return { program, key, path: TOOLS_PATH, tempFolder, signal };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What a program that must succeed says on both of its outputs. */
export function output(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): string {
  const ran = spawnSync(programPath(program) ?? program, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { PATH: TOOLS_PATH, ...env },
    encoding: 'utf8',
  });
  assert.equal(ran.status, 0, `${program} ${args.join(' ')}: ${ran.error ?? ran.stderr}`);
  return ran.stdout + ran.stderr;
}
