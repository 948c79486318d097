/** Why `sops` failed, in plain words and without a secret. */
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import type { Ended } from '../../programs/run-program.ts';
import { describeKey, type SopsKey } from './sops-key.ts';

const MAX_COMPLAINT = 600;

// https://github.com/getsops/sops/blob/v3.13.3/cmd/sops/codes/codes.go
const UNREADABLE = [2, 100];
const MAC_MISMATCH = 51;
const MAC_NOT_FOUND = 52;
const DAMAGED = [21, 23, 24, 25];
const NO_KEY = [111, 128];

/** The error for a `sops decrypt` of `file` that ended with another exit code than 0. */
export function sopsFailure(file: string, key: SopsKey, { exitCode, stderr }: Ended): LabctlError {
  const complaint = withoutSecrets(stderr, key);
  const cause = new Error(`sops: ${complaint || 'no message'}`);
  if (exitCode === MAC_MISMATCH || exitCode === MAC_NOT_FOUND) {
    return new LabctlError(
      'INPUT_INVALID',
      `${file} was edited by hand after it was encrypted, so nothing in it can be trusted (sops exit code ${exitCode}): take the edit back, and make it with "sops edit ${file}" or "sops set"`,
      { cause },
    );
  }
  if (NO_KEY.includes(exitCode)) {
    const recipients = recipientsIn(stderr);
    const names = recipients.length > 0 ? recipients.join(', ') : 'nobody';
    return new LabctlError(
      'CREDENTIALS_MISSING',
      `${file} cannot be opened with ${describeKey(key)}: it is encrypted for ${names} (sops exit code ${exitCode}); use the key of one of them, or let one of them add yours to .sops.yaml and run "sops updatekeys ${file}"`,
      { cause },
    );
  }
  if (exitCode === 1 && /metadata not found/i.test(stderr)) return notEncrypted(file);
  if (UNREADABLE.includes(exitCode)) {
    return new LabctlError('FILE_FAILED', `sops cannot read ${file}: ${complaint}`);
  }
  const what = DAMAGED.includes(exitCode) ? 'is damaged' : 'cannot be decrypted';
  return new LabctlError(
    'INPUT_INVALID',
    `${file} ${what} (sops exit code ${exitCode}): ${complaint || 'no message'}`,
  );
}

/** The error for a file that has no SOPS part at all. */
export function notEncrypted(file: string): LabctlError {
  return new LabctlError(
    'INPUT_INVALID',
    `${file} is not encrypted by SOPS: fill it in and run "sops encrypt --in-place ${file}"`,
  );
}

/** `  age1…: FAILED`, a line for each recipient that was tried. */
function recipientsIn(stderr: string): string[] {
  const lines = stderr.matchAll(/^ {2}(\S.*): FAILED/gm);
  return [...lines].map(([, recipient = '']) => printable(recipient));
}

function withoutSecrets(stderr: string, key: SopsKey): string {
  let text = stderr.replace(/AGE-(SECRET-KEY|PLUGIN)-[A-Z0-9-]+/gi, '***');
  if (key.kind === 'age-key') {
    for (const line of key.key.split('\n')) text = text.replaceAll(line, '***');
  }
  const sentences = text.replace(/^[\s|-]+/gm, '').replace(/\s+/g, ' ');
  return printable(sentences.trim(), MAX_COMPLAINT);
}
