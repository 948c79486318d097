/** The credentials of the bucket, field by field: the environment first, then the SOPS file. */
import { LabctlError } from '../base/errors.ts';
import {
  areOrIs,
  type Credentials,
  type Environment,
  FIELDS,
  missingFields,
  type PartialCredentials,
  readCredentials,
  readVariables,
  secretsOf,
  wholeCredentials,
} from './environment.ts';
import { notEncrypted } from './sops/sops-failure.ts';
import { readSopsFile } from './sops/sops-file.ts';
import { refuseUntrustedEvent, type WorkflowEvent } from './workflow-event.ts';

export type ResolveOptions = {
  readonly env: Environment;
  /** The SOPS file, `undefined` for none. */
  readonly file: string | undefined;
  /** What started this workflow run, `undefined` outside one. */
  readonly event: WorkflowEvent | undefined;
  /** Opens the file; only called when something has to be decrypted. */
  readonly decrypt: (file: string) => Promise<PartialCredentials>;
  /** Told each secret before anything else is done with it. */
  readonly mask: (secret: string) => void;
};

/**
 * The credentials, or `undefined` where neither a variable nor a file is given. Throws CREDENTIALS_MISSING naming
 * what is missing and where it can come from, INPUT_INVALID in a run that a stranger may have started, and what
 * reading and opening the file throw.
 */
export async function resolveCredentials(
  options: ResolveOptions,
): Promise<Credentials | undefined> {
  const { env, file, event, mask } = options;
  const isAsked = file !== undefined || Object.values(FIELDS).some(({ variable }) => env[variable]);
  if (!isAsked) return undefined;
  refuseUntrustedEvent(event);
  const credentials = file === undefined ? readCredentials(env) : await withFile(file, options);
  if (credentials !== undefined) secretsOf(credentials).forEach(mask);
  return credentials;
}

async function withFile(file: string, options: ResolveOptions): Promise<Credentials> {
  const fromEnvironment = readVariables(options.env);
  if (missingFields(fromEnvironment).length === 0) return wholeCredentials(fromEnvironment);

  const { isEncrypted, clear, hidden } = await readSopsFile(file);
  const readable = { ...clear, ...fromEnvironment };
  const isRegionHidden = hidden.includes('region') && readable.region === undefined;
  if (missingFields(readable).length === 0 && !isRegionHidden) return wholeCredentials(readable);

  if (!isEncrypted)
    throw hidden.length > 0 || isEmpty(clear) ? notEncrypted(file) : missing(file, readable);
  const decrypted = { ...(await options.decrypt(file)), ...fromEnvironment };
  if (missingFields(decrypted).length > 0) throw missing(file, decrypted);
  return wholeCredentials(decrypted);
}

function isEmpty(fields: PartialCredentials): boolean {
  return Object.keys(fields).length === 0;
}

function missing(file: string, fields: PartialCredentials): LabctlError {
  const fieldNames = missingFields(fields);
  const names = fieldNames.map((field) => `${FIELDS[field].key} (or ${FIELDS[field].variable})`);
  return new LabctlError(
    'CREDENTIALS_MISSING',
    `credentials are incomplete: ${names.join(', ')} ${areOrIs(fieldNames)} missing; add with "sops edit ${file}" or set the variable`,
  );
}
