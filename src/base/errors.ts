/** The one error type of labctl, its codes, and what each code means to a user. */
import { printable } from './redact.ts';

const MAX_MESSAGE_CHARACTERS = 4_000;

type Meaning = {
  /** Exit code of a run that ends with this error: 1 something failed, 2 the request or the manifest is wrong. */
  readonly exitCode: 1 | 2;
  /** What has happened, as one sentence for docs/reference.md. */
  readonly meaning: string;
  /** What the reader can do about it, as one sentence for docs/reference.md. */
  readonly remedy: string;
  /** Whether every message of this code says so itself, and more precisely. */
  readonly isInMessage?: boolean;
};

/** Every code an error can carry. The table of errors in docs/reference.md is made from this. */
export const ERROR_CODES = {
  INPUT_INVALID: {
    exitCode: 2,
    meaning: 'A flag, an Action input or an environment variable has a value that cannot be used.',
    remedy: 'The message names it, the value found and the values allowed.',
    isInMessage: true,
  },
  MANIFEST_INVALID: {
    exitCode: 2,
    meaning: 'The manifest cannot be read or breaks a rule.',
    remedy: 'Every finding is listed as `file:line:column: message`; nothing was changed.',
    isInMessage: true,
  },
  CREDENTIALS_MISSING: {
    exitCode: 2,
    meaning: 'No store was named, or only a part of its credentials is set.',
    remedy: 'Set the variables that the message names, or use `--store ./folder`.',
    isInMessage: true,
  },
  PRUNE_REFUSED: {
    exitCode: 2,
    meaning: 'A prune would delete more than `--max-delete` allows; nothing was deleted.',
    remedy: 'Read the list, then repeat with a higher `--max-delete` if it is right.',
    isInMessage: true,
  },
  SOURCE_GONE: {
    exitCode: 1,
    meaning: 'The server says that the file is not there (404 or 410).',
    remedy: 'Correct `source.url`; the vendor has moved or removed the file.',
  },
  SOURCE_REJECTED: {
    exitCode: 1,
    meaning:
      'The server or a redirect answered in a way that labctl refuses (401, 403, plain http …).',
    remedy: 'Use a URL that needs no login and stays on https.',
  },
  SOURCE_UNREACHABLE: {
    exitCode: 1,
    meaning: 'The server could not be reached, or kept failing after all retries.',
    remedy: 'Run again later; check name resolution, proxy and certificates if it persists.',
  },
  SOURCE_INTERRUPTED: {
    exitCode: 1,
    meaning: 'The download broke off and could not be resumed safely.',
    remedy: 'Run again; the download then starts from its first byte.',
  },
  CHECKSUM_MISMATCH: {
    exitCode: 1,
    meaning: 'The bytes are not the ones that the manifest describes. Nothing was published.',
    remedy: 'Compare with the checksum that the vendor publishes and correct the manifest.',
  },
  SIZE_MISMATCH: {
    exitCode: 1,
    meaning: 'More or fewer bytes came than were announced. Nothing was published.',
    remedy: 'Run again; if it persists, the server or the file is broken.',
  },
  DECODE_FAILED: {
    exitCode: 1,
    meaning: 'The verified file cannot be decompressed: truncated, damaged or another format.',
    remedy: 'Correct `source.decompress`, unless the vendor’s file itself is damaged.',
  },
  DECODED_TOO_LARGE: {
    exitCode: 1,
    meaning: 'The decompressed image is larger than `--max-decoded-size`.',
    remedy: 'Raise `--max-decoded-size` if the image is really that large.',
  },
  DISK_FULL: {
    exitCode: 1,
    meaning: 'A disk has no room for what is to be written to it.',
    remedy: 'Free some space on the disk that the message names, or do what else it says.',
    isInMessage: true,
  },
  STORE_UNREACHABLE: {
    exitCode: 1,
    meaning: 'The store could not be reached, or kept failing after all retries.',
    remedy: 'Check `E2_ENDPOINT`, the network and the status page of the store; run again.',
  },
  STORE_REJECTED: {
    exitCode: 1,
    meaning: 'The store refused a request: wrong bucket or region, or a missing permission.',
    remedy: 'The message names the permission or the setting.',
    isInMessage: true,
  },
  CREDENTIALS_REFUSED: {
    exitCode: 1,
    meaning: 'The store does not know the access key, or the secret key does not belong to it.',
    remedy:
      'Correct `E2_ACCESS_KEY` or `E2_SECRET_KEY`; each account and region has its own endpoint.',
  },
  STORE_INVALID: {
    exitCode: 1,
    meaning: 'The endpoint answers, but not as an S3 API does.',
    remedy: 'Check `E2_ENDPOINT`: it must be the S3 endpoint, not the web console.',
  },
  BUILD_FAILED: {
    exitCode: 1,
    meaning: 'A Packer build failed, or left no artifact.',
    remedy: 'Read the output of Packer above this message.',
  },
  IMAGE_DAMAGED: {
    exitCode: 1,
    meaning:
      'An object and its metadata in the bucket disagree: one of them is gone, unreadable or was overwritten.',
    remedy: '`sync` puts right what the manifest names; `upload` other images again.',
  },
  DOCKERFILE_INVALID: {
    exitCode: 1,
    meaning: 'A Dockerfile breaks a rule of its syntax, so its base images cannot be told.',
    remedy: 'Correct the line that the message names.',
    isInMessage: true,
  },
  METADATA_INVALID: {
    exitCode: 1,
    meaning:
      'Nothing tells what the bytes of an image must be: it has no metadata file, or a newer labctl or another tool wrote one that is left as it is.',
    remedy: 'Use that newer version of labctl, or publish the image again.',
    isInMessage: true,
  },
  FORGE_REJECTED: {
    exitCode: 1,
    meaning:
      'GitHub could not be reached or refused a request, or somebody else works on the branch.',
    remedy: 'The message names the permission, the setting or the commit.',
    isInMessage: true,
  },
  EDIT_FAILED: {
    exitCode: 1,
    meaning:
      'The file that an `updateFile` names cannot be edited as asked; the edits of that image are left out.',
    remedy:
      'The message names the file and the pattern: correct `updateFile`, or the file. `validate` checks both.',
    isInMessage: true,
  },
  NOT_IN_PLACE: {
    exitCode: 1,
    meaning:
      'An image is not in the bucket as the manifest wants it, and the run was to move none.',
    remedy: 'The run that was to publish it says why it did not; `sync` it again.',
  },
  NOT_FOUND: {
    exitCode: 2,
    meaning: 'No such file, or no image of that name.',
    remedy: 'The message names what was looked for and where.',
    isInMessage: true,
  },
  FILE_FAILED: {
    exitCode: 1,
    meaning: 'A local file or folder could not be read or written.',
    remedy: 'The message names the path and the reason that the system gave.',
    isInMessage: true,
  },
  UNSUPPORTED: {
    exitCode: 1,
    meaning: 'This version or this machine cannot do what is asked.',
    remedy: 'The message says what is missing.',
    isInMessage: true,
  },
  OUTPUT_FAILED: {
    exitCode: 1,
    meaning:
      'The outputs or the summary of a step could not be handed to the runner; the images are as the log says.',
    remedy: 'The message names the output or the file, and the reason.',
    isInMessage: true,
  },
  CANCELLED: {
    exitCode: 1,
    meaning: 'The run was stopped by a signal; what was under way was taken back.',
    remedy: 'Run again; what was finished is skipped.',
  },
  INTERNAL: {
    exitCode: 1,
    meaning: 'A defect in labctl.',
    remedy: 'Please report it with the output of `--debug`.',
  },
} as const satisfies Record<string, Meaning>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** A position in a file; lines and columns count from 1. */
export type Place = { readonly file: string; readonly line: number; readonly column: number };

/** Something to mend in the manifest, or a URL of it that does not answer as it should. */
export type Finding = {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly place: Place;
};

/** A field of the manifest, as people name it, and where it stands. */
export type FieldPlace = Place & { readonly field: string };

type Details = {
  readonly cause?: unknown;
  readonly findings?: readonly Finding[];
  /** What to do in this case, where the table of codes would say something else. */
  readonly remedy?: string;
  /** The checksum that was wanted, for CHECKSUM_MISMATCH. */
  readonly wanted?: string;
  /** The field of the manifest that is at fault. */
  readonly at?: FieldPlace;
};

/**
 * Every error that labctl throws on purpose. The message says what failed and for which object, what was
 * found and what is wanted; URLs in it are redacted by the thrower.
 */
export class LabctlError extends Error {
  override readonly name = 'LabctlError';
  readonly code: ErrorCode;
  /** What is wrong with the manifest, for MANIFEST_INVALID. */
  readonly findings: readonly Finding[];
  /** What to do about it; `undefined` where the message says it. */
  readonly remedy: string | undefined;
  readonly wanted: string | undefined;
  readonly at: FieldPlace | undefined;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    // Servers, files and child programs have a say in messages: one line, and nothing that a log obeys.
    const line = printable(message, MAX_MESSAGE_CHARACTERS);
    super(line, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.findings = details.findings ?? [];
    const { remedy, isInMessage }: Meaning = ERROR_CODES[code];
    this.wanted = details.wanted;
    this.at = details.at;
    this.remedy = details.remedy ?? (isInMessage ? undefined : remedy);
  }

  /** The same error of one image: the original may be held by others. */
  locatedAt(at: FieldPlace): LabctlError {
    const { code, message, cause, findings, remedy, wanted, stack } = this;
    const details = { cause, findings, ...(remedy !== undefined && { remedy }) };
    const located = new LabctlError(code, message, {
      ...details,
      ...(wanted !== undefined && { wanted }),
      at,
    });
    return Object.assign(located, { stack });
  }

  /** What else there is to tell, at the end of the message; empty where nothing was added. */
  note = '';

  /** Adds a note to this very error, which others may hold already. */
  addNote(text: string): void {
    this.note += printable(text, MAX_MESSAGE_CHARACTERS);
    this.message += printable(text, MAX_MESSAGE_CHARACTERS);
  }
}

/**
 * Returns a LabctlError as it is; anything else is wrapped once, with `code` and the original as its cause. A file that
 * failed because its disk is full is DISK_FULL.
 */
export function asLabctlError(error: unknown, code: ErrorCode, what: string): LabctlError {
  if (error instanceof LabctlError) return error;
  const own = code === 'FILE_FAILED' && isDiskFull(error) ? 'DISK_FULL' : code;
  return new LabctlError(own, `${what}: ${describeCause(error)}`, { cause: error });
}

/** Whether this is what the system says of a disk without room, or of a quota that is used up. */
export function isDiskFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** One safe line for a throwable of any kind: its message, else its code or name. */
export function describeCause(error: unknown): string {
  return printable(messageOf(error), MAX_MESSAGE_CHARACTERS);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node's happy-eyeballs failure has an empty message and holds the real ones in `errors`.
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(messageOf).join('; ');
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return error.message || code || error.name;
}
