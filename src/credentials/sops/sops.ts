/** Opens a SOPS file with the real `sops`: its fields in memory, and nothing of them anywhere else. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LabctlError } from '../../base/errors.ts';
import { runProgram } from '../../programs/run-program.ts';
import {
  checkedValue,
  FIELD_NAMES,
  FIELDS,
  type Field,
  type PartialCredentials,
} from '../environment.ts';
import { sopsFailure } from './sops-failure.ts';
import { type SopsKey, sopsEnvironment } from './sops-key.ts';

// A person may have to touch a YubiKey or type a PIN meanwhile.
const TIME_LIMIT_MS = 60_000;
const MAX_OUTPUT_BYTES = 1024 * 1024;

export type SopsOptions = {
  /** Absolute path of `sops`. */
  readonly program: string;
  readonly key: SopsKey;
  /** The PATH on which sops finds gpg and the plugins of age. */
  readonly path: string;
  /** Where the empty home is made for the time of the call. */
  readonly tempFolder: string;
  readonly timeLimitMs?: number;
  readonly signal: AbortSignal;
};

/**
 * The credentials in `file`, as many as there are; other fields are ignored. Throws CREDENTIALS_MISSING where no key
 * fits, INPUT_INVALID for a file that was edited by hand or holds something else, FILE_FAILED, UNSUPPORTED for a
 * program that does not work, and the signal's reason. No process is left behind.
 */
export async function decryptSops(file: string, options: SopsOptions): Promise<PartialCredentials> {
  const { program, key, path, tempFolder, timeLimitMs = TIME_LIMIT_MS, signal } = options;
  const emptyHome = await mkdtemp(join(tempFolder, 'labctl-sops-'));
  try {
    const ended = await runProgram(program, {
      args: ['decrypt', '--output-type', 'json', file.startsWith('-') ? `./${file}` : file],
      env: sopsEnvironment(key, { path, emptyHome }),
      timeLimitMs,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      signal,
    });
    if (ended.exitCode !== 0) throw sopsFailure(file, key, ended);
    return fieldsOf(ended.stdout, file);
  } finally {
    await rm(emptyHome, { recursive: true, force: true });
  }
}

function fieldsOf(json: string, file: string): PartialCredentials {
  const values = parseObject(json, file);
  const fields: { [field in Field]?: string } = {};
  for (const field of FIELD_NAMES) {
    const { key } = FIELDS[field];
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (value === undefined || value === null || value === '') continue;
    if (typeof value !== 'string') {
      throw new LabctlError(
        'INPUT_INVALID',
        `${key} in ${file} is wrong: found a ${typeof value}, want a text; put it in quotes with "sops edit ${file}"`,
      );
    }
    fields[field] = checkedValue(value, `${key} in ${file}`);
  }
  return fields;
}

function parseObject(json: string, file: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return { ...parsed };
  } catch {
    // The parser's message quotes what it read, which may be a secret.
  }
  throw new LabctlError(
    'INPUT_INVALID',
    `sops did not answer with one JSON object for ${file}: want the fields access_key, secret_key, endpoint and bucket`,
  );
}
