/** A SOPS file before it is opened: whether it is encrypted, and which fields anybody can read in it. */
import { readFile, stat } from 'node:fs/promises';
import { describeCause, LabctlError } from '../../base/errors.ts';
import {
  checkedValue,
  FIELD_NAMES,
  FIELDS,
  type Field,
  type PartialCredentials,
} from '../environment.ts';

const MAX_FILE_BYTES = 1024 * 1024;
const SECRET_FIELDS: readonly Field[] = ['accessKey', 'secretKey'];

export type SopsFile = {
  /** Whether it holds SOPS's own part, without which it cannot be decrypted. */
  readonly isEncrypted: boolean;
  /** Fields that are certainly not encrypted. */
  readonly clear: PartialCredentials;
  /** Fields that are there and have to be decrypted. */
  readonly hidden: readonly Field[];
};

/**
 * Reads the file without decrypting it. Throws NOT_FOUND or FILE_FAILED, and INPUT_INVALID when a key lies in it in
 * the clear: keys that Git holds in the clear are never used.
 */
export async function readSopsFile(path: string): Promise<SopsFile> {
  const text = await readText(path);
  const values = text.trimStart().startsWith('{') ? jsonValues(text) : yamlValues(text);
  const clear: { [field in Field]?: string } = {};
  const hidden: Field[] = [];
  for (const field of FIELD_NAMES) {
    const value = values.get(FIELDS[field].key);
    if (value === undefined || value === '') continue;
    if (isCipherText(value)) hidden.push(field);
    else if (SECRET_FIELDS.includes(field)) throw plainKey(path, FIELDS[field].key);
    else if (value === UNCLEAR) hidden.push(field);
    else clear[field] = checkedValue(value, `${FIELDS[field].key} in ${path}`);
  }
  return { isEncrypted: values.has('sops'), clear, hidden };
}

/** A value that this reader leaves to SOPS. */
const UNCLEAR = '\0';

function isCipherText(value: string): boolean {
  return /^ENC\[[A-Z0-9_]+,.*\]$/s.test(value);
}

function jsonValues(text: string): Map<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return new Map();
  }
  const entries = Object.entries(parsed ?? {});
  return new Map(entries.map(([key, value]) => [key, typeof value === 'string' ? value : UNCLEAR]));
}

/**
 * The scalars of the outermost mapping, as SOPS writes them: one a line. Anything more elaborate is left to SOPS,
 * which costs a decryption and nothing else.
 */
function yamlValues(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^["']?([A-Za-z_]+)["']?\s*[:=](?:\s*(.*))?$/.exec(line);
    const key = line === '[sops]' || match?.[1]?.startsWith('sops_') ? 'sops' : match?.[1];
    if (key === undefined) continue;
    values.set(key, values.has(key) && key !== 'sops' ? UNCLEAR : scalar(match?.[2] ?? ''));
  }
  return values;
}

function scalar(text: string): string {
  const bare = text.replace(/\s+#.*$/, '').trim();
  if (isCipherText(bare) || bare === '') return bare;
  const quoted = /^"([^"\\]*)"$|^'([^']*)'$/.exec(bare);
  if (quoted !== null) return quoted[1] ?? quoted[2] ?? '';
  const isNotText = /^(true|false|yes|no|on|off|null|~|[-+.\d][\d_.e+-]*)$/i.test(bare);
  return isNotText || !/^[A-Za-z0-9][^\s"'#{}[\],]*$/.test(bare) ? UNCLEAR : bare;
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= MAX_FILE_BYTES) return await readFile(path, 'utf8');
  } catch (cause) {
    const absent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (absent) throw new LabctlError('NOT_FOUND', `there is no credentials file ${path}`);
    const message = `the credentials file ${path} cannot be read: ${describeCause(cause)}`;
    throw new LabctlError('FILE_FAILED', message, { cause });
  }
  throw new LabctlError(
    'INPUT_INVALID',
    `the credentials file ${path} is larger than 1 MiB; want a SOPS file with a few fields`,
  );
}

function plainKey(path: string, key: string): LabctlError {
  return new LabctlError(
    'INPUT_INVALID',
    `${path} holds ${key} in the clear, and such keys are not used: make new keys at the provider if this file was ever pushed, and encrypt it with "sops encrypt --in-place ${path}"`,
  );
}
