/** A file whose text may be edited: UTF-8 of at most 1 MiB, wherever it is kept. */
import { isUtf8 } from 'node:buffer';
import { LabctlError } from '../base/errors.ts';

/** The largest file that is edited, in bytes, before and after. */
export const MAX_EDITED_BYTES = 1024 * 1024;

export type TextFile = {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly content: Buffer;
};

/** A file that gets other content. */
export type EditedFile = {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly before: Buffer;
  readonly after: Buffer;
};

/** Each path with its file, or with why that may not be edited (EDIT_FAILED). */
export type TextFiles = ReadonlyMap<string, TextFile | LabctlError>;

// https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** Throws EDIT_FAILED for a file of this many bytes that is too large to be edited. */
export function requireSmall(path: string, bytes: number): void {
  if (bytes <= MAX_EDITED_BYTES) return;
  const reason = `it is too large: found ${bytes} bytes, want ${MAX_EDITED_BYTES} at most`;
  throw refusal(path, reason);
}

/** Throws EDIT_FAILED for content that is not a text of its own. */
export function requireText(path: string, content: Buffer): void {
  requireSmall(path, content.length);
  // UTF-16 ends here as well: its Latin letters hold NUL bytes.
  if (content.includes(0)) throw refusal(path, 'it is a binary file: found a NUL byte');
  if (!isUtf8(content)) throw refusal(path, 'it is not valid UTF-8');
  if (content.subarray(0, LFS_POINTER.length).toString('latin1') === LFS_POINTER) {
    const found = 'it is stored by Git LFS: found the pointer to its content';
    throw refusal(path, `${found}; keep the file in Git itself`);
  }
}

/** EDIT_FAILED for the file at `path`. */
export function refusal(path: string, reason: string): LabctlError {
  return new LabctlError('EDIT_FAILED', `cannot edit ${path}: ${reason}`);
}
