/** Git, asked about a checkout whose configuration anybody may have written. */
import { devNull } from 'node:os';
import { isAbsolute } from 'node:path';
import { LabctlError } from '../base/errors.ts';
import { programsOn } from './find-program.ts';
import { type Ended, runProgram } from './run-program.ts';

/** Runs `git` in a folder and returns how it ended. Throws UNSUPPORTED without a Git that works, and the abort's reason. */
export type Git = (folder: string, args: readonly string[], input?: string) => Promise<Ended>;

export type GitOptions = {
  /** Where `git` is looked for, in absolute folders. */
  readonly path: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
};

const TIME_LIMIT_MS = 60_000;
const MAX_OUTPUT_BYTES = 64 * 2 ** 20;

/** Where the user's own configuration lies: `safe.directory`, without which Git refuses a checkout of another owner, and what is ignored everywhere. */
const PLACES = ['HOME', 'XDG_CONFIG_HOME', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM'];

/**
 * What `.git/config` could have Git run, or take for a repository. A provisioner of a Packer template can write that
 * file, and so can whoever made the archive that a checkout was unpacked from.
 */
const SETTINGS = [
  '--no-pager',
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', `core.hooksPath=${devNull}`],
  ...['-c', 'safe.bareRepository=explicit'],
];

const QUIET = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  // In a partial clone Git fetches what it misses, through programs that the configuration names.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
};

/** The one Git of a run; the program is looked for when it is first needed. */
export function createGit({ path, env, signal }: GitOptions): Git {
  const places = Object.fromEntries(PLACES.flatMap((name) => absoluteOf(name, env[name])));
  // With sudo, Git takes the checkouts of the user behind it for its own.
  const sudo = env['SUDO_UID'] === undefined ? {} : { SUDO_UID: env['SUDO_UID'] };
  let finding: Promise<string> | undefined;
  return async (folder, args, input) => {
    finding ??= findGit(path);
    return runProgram(await finding, {
      args: [...SETTINGS, ...args],
      cwd: folder,
      env: { PATH: path ?? '', ...places, ...sudo, ...QUIET },
      input,
      timeLimitMs: TIME_LIMIT_MS,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      signal,
    });
  };
}

async function findGit(path: string | undefined): Promise<string> {
  const [program] = await programsOn(path, 'git');
  if (program !== undefined) return program;
  throw new LabctlError(
    'UNSUPPORTED',
    'there is no git in the absolute folders of PATH: install it',
  );
}

/** A relative place would be one of the checkout. */
function absoluteOf(name: string, value: string | undefined): [string, string][] {
  return value !== undefined && isAbsolute(value) ? [[name, value]] : [];
}
