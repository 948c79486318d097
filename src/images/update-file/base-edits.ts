/** The updateFile of all images as edits of the base's own files, whatever the checkout holds. */
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import { conversions } from '../../checkout/checkout-attributes.ts';
import { readCheckoutFile } from '../../checkout/checkout-file.ts';
import { type Checkout, nameInCheckout } from '../../checkout/checkout-path.ts';
import { refusal, type TextFile, type TextFiles } from '../../files/text-file.ts';
import type { Base } from '../../forge/forge.ts';
import type { Image } from '../manifest/image.ts';
import type { EditFailure } from './edit-text.ts';
import { type Edits, editFiles } from './edits.ts';

/** Applies the updateFile of each image to the files of the base, which were read for `editedPaths`. */
export async function editBase(
  images: readonly Image[],
  base: Base,
  checkout: Checkout,
): Promise<Edits> {
  const files = await withoutRefused(base.files, checkout);
  const edits = editFiles(images, files);
  const paths = new Map(images.map(({ name, updateFile }) => [name, updateFile?.path ?? '']));
  const failures = edits.failures.map(async (failure) => {
    const path = paths.get(failure.image) ?? '';
    // What a rule refuses, it refuses in every version.
    if (files.get(path) !== base.files.get(path)) return failure;
    const isAsHere = await isSameInCheckout(path, base.files.get(path), checkout);
    return isAsHere ? failure : blameBase(failure, path, base);
  });
  return { ...edits, failures: await Promise.all(failures) };
}

/** The rules of the checkout, which `validate` knows as well, hold for the base too. */
async function withoutRefused(files: TextFiles, checkout: Checkout): Promise<TextFiles> {
  const allowed = new Map(files);
  const manifests = await namesOfManifest(checkout);
  const converted = await conversions(checkout.root, [...files.keys()], checkout.askGit);
  for (const path of files.keys()) {
    const reason = converted.get(path);
    if (reason !== undefined)
      allowed.set(path, refusal(path, `${reason}, so it is not what Git stores`));
    if (manifests.includes(path)) {
      allowed.set(path, refusal(path, 'it is the manifest, which is edited by people only'));
    }
  }
  return allowed;
}

/** The manifest as a path of the repository, as it is written and without links. */
async function namesOfManifest({ root, manifest }: Checkout): Promise<readonly string[]> {
  const real = { root: await realOr(root) };
  const names = [
    nameInCheckout({ root }, manifest),
    nameInCheckout(real, await realOr(resolve(root, manifest))),
  ];
  return names.filter((name) => name !== undefined);
}

function realOr(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

async function isSameInCheckout(
  path: string,
  file: TextFile | LabctlError | undefined,
  checkout: Checkout,
): Promise<boolean> {
  const here = await readCheckoutFile(path, checkout).catch(() => undefined);
  if (file === undefined || file instanceof LabctlError) return here === undefined;
  return here !== undefined && plain(here) === plain(file);
}

/** Git may give a checkout other line ends than it stores. */
function plain({ content }: TextFile): string {
  return content.toString('utf8').replaceAll('\r\n', '\n');
}

function blameBase({ error, ...failure }: EditFailure, path: string, base: Base): EditFailure {
  const where = `${printable(base.name)} at ${base.sha.slice(0, 10)}`;
  const remedy = 'mend updateFile or the file there, and run again from a commit that has both';
  const message = `${error.message}; the base has another version of ${path} than this checkout (${where}): ${remedy}`;
  return { ...failure, error: new LabctlError('EDIT_FAILED', message, { cause: error }) };
}
