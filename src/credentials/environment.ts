/** Credentials of the bucket from the environment, and the rules that hold wherever they come from. */
import { LabctlError } from '../base/errors.ts';

export type Credentials = {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string | undefined;
};

/** What is known of the credentials so far. */
export type PartialCredentials = { readonly [field in keyof Credentials]?: string | undefined };

export type Environment = Readonly<Record<string, string | undefined>>;

/** Each field, as its variable and as its name in the SOPS file. */
export const FIELDS = {
  accessKey: { variable: 'E2_ACCESS_KEY', key: 'access_key' },
  secretKey: { variable: 'E2_SECRET_KEY', key: 'secret_key' },
  endpoint: { variable: 'E2_ENDPOINT', key: 'endpoint' },
  bucket: { variable: 'E2_BUCKET', key: 'bucket' },
  region: { variable: 'E2_REGION', key: 'region' },
} as const;

export type Field = keyof typeof FIELDS;

export const FIELD_NAMES = Object.keys(FIELDS) as readonly Field[];

const REQUIRED = FIELD_NAMES.filter((field) => field !== 'region');

/** Names of the variables whose values must never be shown. */
export const SECRET_VARIABLES = [FIELDS.accessKey.variable, FIELDS.secretKey.variable] as const;

/** The values of whole credentials that must never be shown. */
export function secretsOf(credentials: Credentials): readonly string[] {
  return [credentials.accessKey, credentials.secretKey];
}

/**
 * The credentials, or `undefined` where none of the variables is set. Throws CREDENTIALS_MISSING naming what is
 * missing of a part, and INPUT_INVALID for white space in a value (the value itself is not shown).
 */
export function readCredentials(env: Environment): Credentials | undefined {
  const fields = readVariables(env);
  const missing = missingFields(fields);
  if (missing.length === REQUIRED.length) return undefined;
  if (missing.length === 0) return wholeCredentials(fields);
  const set = REQUIRED.filter((field) => !missing.includes(field));
  const names = (some: readonly Field[]) => some.map((field) => FIELDS[field].variable).join(', ');
  throw new LabctlError(
    'CREDENTIALS_MISSING',
    `credentials are incomplete: ${names(missing)} ${areOrIs(missing)} missing while ${names(set)} ${areOrIs(set)} set`,
  );
}

/** What the variables give; an empty value counts as none. Throws INPUT_INVALID for white space in a value. */
export function readVariables(env: Environment): PartialCredentials {
  const given = FIELD_NAMES.flatMap((field) => {
    const { variable } = FIELDS[field];
    const value = env[variable];
    return value ? [[field, checkedValue(value, variable)]] : [];
  });
  return Object.fromEntries(given);
}

/** The fields that nothing works without and that are not there. */
export function missingFields(fields: PartialCredentials): readonly Field[] {
  return REQUIRED.filter((field) => !fields[field]);
}

/** Throws INTERNAL unless the caller has made sure that nothing is missing. */
export function wholeCredentials(fields: PartialCredentials): Credentials {
  const { accessKey, secretKey, endpoint, bucket, region } = fields;
  if (!accessKey || !secretKey || !endpoint || !bucket) {
    throw new LabctlError('INTERNAL', 'incomplete credentials were taken for whole');
  }
  return { accessKey, secretKey, endpoint, bucket, region };
}

/** The value as it is; throws INPUT_INVALID for white space, which a copied secret easily brings along. */
export function checkedValue(value: string, where: string): string {
  if (!/[\s\0]/.test(value)) return value;
  throw new LabctlError(
    'INPUT_INVALID',
    `${where} holds white space or a line end; store the value again without it`,
  );
}

export function areOrIs(things: readonly unknown[]): 'is' | 'are' {
  return things.length === 1 ? 'is' : 'are';
}
