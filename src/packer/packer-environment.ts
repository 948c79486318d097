/** The whole environment of Packer, and so of the provisioners that it starts: what it needs, and what it was promised. */
import { LabctlError } from '../base/errors.ts';
import { printable } from '../base/redact.ts';
import { absolutePath } from '../programs/find-program.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export type PackerEnvironmentOptions = {
  /** Of this process. */
  readonly env: Environment;
  /** `packer-env`: names of further variables that it gets. */
  readonly names: readonly string[];
  /** Values of the template's variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** The text of each of the template's files. */
  readonly templates: readonly string[];
};

const GENERAL = new Set(
  [
    'HOME USER LOGNAME SHELL TERM TZ LANG LANGUAGE DISPLAY TMPDIR TMP TEMP',
    // How to reach the network. The password of a proxy may be among it; without it nothing is reached.
    'HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY http_proxy https_proxy all_proxy no_proxy',
    'SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE REQUESTS_CA_BUNDLE NODE_EXTRA_CA_CERTS GIT_SSL_CAINFO',
    // What the run is. One by one: people call secrets of their own GITHUB_… and RUNNER_… too.
    'CI GITHUB_ACTIONS GITHUB_WORKFLOW GITHUB_JOB GITHUB_RUN_ID GITHUB_RUN_NUMBER GITHUB_RUN_ATTEMPT',
    'GITHUB_REPOSITORY GITHUB_REF GITHUB_REF_NAME GITHUB_SHA GITHUB_ACTOR GITHUB_WORKSPACE GITHUB_SERVER_URL',
    'RUNNER_OS RUNNER_ARCH RUNNER_NAME RUNNER_TEMP RUNNER_TOOL_CACHE RUNNER_ENVIRONMENT',
  ].flatMap((line) => line.split(' ')),
);
const GENERAL_FAMILY = /^(LC|XDG)_/;

/** Named for Packer by whoever set them. */
const MEANT_FOR_PACKER = /^(PACKER|PKR_VAR|CHECKPOINT)_/;

/** Keys of the bucket, age keys, inputs of the Action, and the runner's own tokens and files: never, whoever asks. */
const KEPT =
  /^(E2_|SOPS_|INPUT_|ACTIONS_|(GITHUB|GH)_TOKEN$|GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY)$)/i;
const SECRET = /KEY|TOKEN/i;
/** A shorter value could stand in another by chance. */
const MIN_SECRET_LENGTH = 8;

/** Throws INPUT_INVALID for a name of `packer-env` that cannot be one, or that labctl keeps to itself. */
export function checkPackerNames(names: readonly string[]): void {
  for (const name of names) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      throw refused(
        name,
        'want names of variables, such as HCLOUD_TOKEN, with commas between them',
      );
    }
    if (KEPT.test(name)) throw refused(name, `labctl keeps it to itself; ${REMEDY}`);
  }
}

/**
 * What Packer gets. Throws BUILD_FAILED when the template reads a variable that labctl keeps to itself, or one with
 * the same value: it would be empty there, and the image another one.
 */
export function packerEnvironment(options: PackerEnvironmentOptions): Record<string, string> {
  const { env, names, variables, templates } = options;
  const secrets = secretValues(env);
  const read = new Set(templates.flatMap(variablesRead));
  const passed: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    const isAsked = MEANT_FOR_PACKER.test(name) || names.includes(name);
    const isFree = !KEPT.test(name) && (isAsked || !secrets.some((one) => value.includes(one)));
    const isKnown = GENERAL.has(name) || GENERAL_FAMILY.test(name);
    if (!isFree && read.has(name)) throw unreadable(name);
    if (isFree && (isAsked || isKnown || read.has(name))) passed[name] = value;
  }
  // Through the environment: a command line can be read by every user of the machine.
  for (const [name, value] of Object.entries(variables)) passed[`PKR_VAR_${name}`] = value;
  const path = absolutePath(env['PATH']);
  return { ...passed, PATH: path, CHECKPOINT_DISABLE: '1', PACKER_NO_COLOR: '1' };
}

function secretValues(env: Environment): string[] {
  return Object.entries(env).flatMap(([name, value = '']) =>
    KEPT.test(name) && SECRET.test(name) && value.length >= MIN_SECRET_LENGTH ? [value] : [],
  );
}

/** The names in `env("NAME")`, the only way in which a template reads the environment; in JSON the quotes are escaped. */
function variablesRead(template: string): string[] {
  const calls = template.matchAll(/\benv\(\s*\\?"([A-Za-z_][A-Za-z0-9_]*)\\?"\s*\)/g);
  return [...calls].map(([, name = '']) => name);
}

const REMEDY = 'give Packer a key of its own, as PKR_VAR_… or in a variable of another name';

function refused(name: string, why: string): LabctlError {
  return new LabctlError(
    'INPUT_INVALID',
    `packer-env is wrong: found "${printable(name)}"; ${why}`,
  );
}

function unreadable(name: string): LabctlError {
  const what = `the template reads env("${name}"), which labctl keeps to itself or which holds one of its keys`;
  return new LabctlError('BUILD_FAILED', `${what}; ${REMEDY}`);
}
