/** The key that opens a SOPS file, and the environment in which `sops` finds that key and no other. */
import { join } from 'node:path';
import { LabctlError } from '../../base/errors.ts';
import type { Environment } from '../environment.ts';

/** One of three ways to open a SOPS file. */
export type SopsKey =
  /** One or more age identities, as `age-keygen` writes them. Never written to disk. */
  | { readonly kind: 'age-key'; readonly key: string }
  | { readonly kind: 'age-key-file'; readonly path: string }
  /** What the user has: gpg-agent (a YubiKey too), ~/.config/sops/age/keys.txt, ssh keys. */
  | { readonly kind: 'user'; readonly env: Environment };

export type SopsKeyOptions = {
  /** The input `sops-age-key`; the Action's only, for a command line is no place for a secret. */
  readonly ageKey: string | undefined;
  /** `sops-age-key-file`. */
  readonly ageKeyFile: string | undefined;
  readonly env: Environment;
};

/** Variables that gpg and its agent need to find the keyring and to ask for a PIN. */
const USER_VARIABLES = ['HOME', 'GNUPGHOME', 'GPG_TTY', 'TERM'] as const;

// `AGE-SECRET-KEY-1…`, `AGE-SECRET-KEY-PQ-1…` and `AGE-PLUGIN-NAME-1…`: bech32 in capitals (https://age-encryption.org/v1).
const IDENTITY = /^AGE-[A-Z0-9-]+-1[02-9AC-HJ-NP-Z]{6,}$/;

/**
 * The key to use: the inputs first, then SOPS's own variables SOPS_AGE_KEY and SOPS_AGE_KEY_FILE, else the user's.
 * Throws INPUT_INVALID for an age key that is none; the key is not shown.
 */
export function chooseSopsKey({ ageKey, ageKeyFile, env }: SopsKeyOptions): SopsKey {
  if (ageKey) return { kind: 'age-key', key: checkedAgeKey(ageKey, 'input "sops-age-key"') };
  if (ageKeyFile) return { kind: 'age-key-file', path: ageKeyFile };
  const { SOPS_AGE_KEY: key, SOPS_AGE_KEY_FILE: path } = env;
  if (key) return { kind: 'age-key', key: checkedAgeKey(key, 'SOPS_AGE_KEY') };
  if (path) return { kind: 'age-key-file', path };
  return { kind: 'user', env };
}

/** The secret lines of the text of an age key, for masks: a runner masks line by line. */
export function ageSecretsOf(ageKey: string): readonly string[] {
  return linesOf(ageKey).filter((line) => line !== '' && !line.startsWith('#'));
}

/** Where the key came from, for people. */
export function describeKey(key: SopsKey): string {
  switch (key.kind) {
    case 'age-key':
      return 'the age key that was given';
    case 'age-key-file':
      return `the age key file ${key.path}`;
    case 'user':
      return 'the keys of this user (gpg-agent, ~/.config/sops/age/keys.txt); no age key was given';
  }
}

/**
 * The whole environment of `sops`. With an age key its home is `emptyHome`, or it would try the user's ssh keys and
 * keyring too. SOPS_KEYSERVICE and the *_CMD variables, which reach a server and run commands, are never passed on.
 */
export function sopsEnvironment(
  key: SopsKey,
  { path, emptyHome }: { readonly path: string; readonly emptyHome: string },
): Record<string, string> {
  const common = { PATH: path, SOPS_DISABLE_VERSION_CHECK: 'true' };
  if (key.kind === 'user') return { ...common, ...pick(key.env, USER_VARIABLES) };
  // SOPS asks the system for the home of a keyring, not HOME, and would start an agent there.
  const noPgp = { GNUPGHOME: emptyHome, SOPS_GPG_EXEC: join(emptyHome, 'no-gpg') };
  const identity =
    key.kind === 'age-key' ? { SOPS_AGE_KEY: key.key } : { SOPS_AGE_KEY_FILE: key.path };
  return { ...common, HOME: emptyHome, ...noPgp, ...identity };
}

function checkedAgeKey(text: string, where: string): string {
  const identities = ageSecretsOf(text);
  if (identities.length > 0 && identities.every((line) => IDENTITY.test(line))) {
    return identities.join('\n');
  }
  const found = identities.some((line) => line.startsWith('age1'))
    ? 'a public key (age1…)'
    : 'something else';
  throw new LabctlError(
    'INPUT_INVALID',
    `${where} is not an age key: found ${found}, want the line AGE-SECRET-KEY-1… that age-keygen wrote`,
  );
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.trim());
}

function pick(env: Environment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value ? [[name, value]] : [];
    }),
  );
}
