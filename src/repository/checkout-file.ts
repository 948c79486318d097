/** Files of the checkout that may be edited: tracked text of at most 1 MiB. */
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { asLabctlError, LabctlError } from '../errors.ts';
import { ignoredPaths } from './checkout-ignored.ts';
import { type Checkout, findInCheckout, refusal } from './checkout-path.ts';
import { MAX_EDITED_BYTES } from './replacement.ts';

/** The modes that Git knows for files. */
export type FileMode = '100644' | '100755';

export type CheckoutFile = {
  readonly path: string;
  readonly content: Buffer;
  readonly mode: FileMode;
};

/** Reads each file; what may not be edited is there as its error (EDIT_FAILED). */
export async function readCheckoutFiles(
  paths: Iterable<string>,
  checkout: Checkout,
): Promise<ReadonlyMap<string, CheckoutFile | LabctlError>> {
  const files = new Map<string, CheckoutFile | LabctlError>();
  for (const path of paths) files.set(path, await readOrFail(path, checkout));
  const found = [...files].flatMap(([path, file]) => (file instanceof LabctlError ? [] : [path]));
  for (const path of await ignoredPaths(checkout.root, found, checkout.askGit)) {
    files.set(path, refusal(path, 'Git ignores it, so no pull request can carry it'));
  }
  return files;
}

async function readOrFail(path: string, checkout: Checkout): Promise<CheckoutFile | LabctlError> {
  try {
    return await readCheckoutFile(path, checkout);
  } catch (error) {
    return asLabctlError(error, 'EDIT_FAILED', `cannot edit ${path}`);
  }
}

/** Reads one file. Throws EDIT_FAILED where its path or its content may not be edited. */
export async function readCheckoutFile(path: string, checkout: Checkout): Promise<CheckoutFile> {
  const { real, stats } = await findInCheckout(path, checkout);
  if (stats.size > MAX_EDITED_BYTES) throw refusal(path, tooLarge(stats.size));
  const content = await readFile(real);
  if (content.length > MAX_EDITED_BYTES) throw refusal(path, tooLarge(content.length));
  // UTF-16 ends here as well: its Latin letters hold NUL bytes.
  if (content.includes(0)) throw refusal(path, 'it is a binary file: found a NUL byte');
  if (!isUtf8(content)) throw refusal(path, 'it is not valid UTF-8');
  // Git looks at the owner's bit alone.
  return { path, content, mode: (stats.mode & 0o100) === 0 ? '100644' : '100755' };
}

function tooLarge(size: number): string {
  return `it is too large: found ${size} bytes, want ${MAX_EDITED_BYTES} at most`;
}
