/** Files of the checkout that may be edited: tracked text that Git stores as it is. */
import { readFile } from 'node:fs/promises';
import { asLabctlError, LabctlError } from '../base/errors.ts';
import {
  refusal,
  requireSmall,
  requireText,
  type TextFile,
  type TextFiles,
} from '../files/text-file.ts';
import { conversions } from './checkout-attributes.ts';
import { ignoredPaths } from './checkout-ignored.ts';
import { type Checkout, findInCheckout } from './checkout-path.ts';

/** Reads each file; what may not be edited is there as its error (EDIT_FAILED). */
export async function readCheckoutFiles(
  paths: Iterable<string>,
  checkout: Checkout,
): Promise<TextFiles> {
  const files = new Map<string, TextFile | LabctlError>();
  for (const path of paths) files.set(path, await readOrFail(path, checkout));
  const found = [...files].flatMap(([path, file]) => (file instanceof LabctlError ? [] : [path]));
  for (const path of await ignoredPaths(checkout.root, found, checkout.askGit)) {
    files.set(path, refusal(path, 'Git ignores it, so no pull request can carry it'));
  }
  for (const [path, reason] of await conversions(checkout.root, found, checkout.askGit)) {
    files.set(path, refusal(path, `${reason}, so it is not what Git stores`));
  }
  return files;
}

async function readOrFail(path: string, checkout: Checkout): Promise<TextFile | LabctlError> {
  try {
    return await readCheckoutFile(path, checkout);
  } catch (error) {
    return asLabctlError(error, 'EDIT_FAILED', `cannot edit ${path}`);
  }
}

/** Reads one file. Throws EDIT_FAILED when its path or its content may not be edited. */
export async function readCheckoutFile(path: string, checkout: Checkout): Promise<TextFile> {
  const { real, stats } = await findInCheckout(path, checkout);
  requireSmall(path, stats.size);
  const content = await readFile(real);
  requireText(path, content);
  return { path, content };
}
