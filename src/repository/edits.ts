/** The updateFile of all images as edits of files in the checkout, computed without changing anything. */
import { type Finding, LabctlError } from '../errors.ts';
import type { Image } from '../manifest/image.ts';
import { type CheckoutFile, type FileMode, readCheckoutFiles } from './checkout-file.ts';
import type { Checkout } from './checkout-path.ts';
import { type EditChange, type EditFailure, type EditingImage, editText } from './edit-text.ts';

/** A file that gets other content. */
export type EditedFile = {
  /** Relative to the checkout's root, with `/`. */
  readonly path: string;
  readonly before: Buffer;
  readonly after: Buffer;
  readonly mode: FileMode;
};

export type Edits = {
  /** Only files that change: none when everything is up to date. */
  readonly files: readonly EditedFile[];
  readonly changes: readonly EditChange[];
  /** At most one for each image. */
  readonly failures: readonly EditFailure[];
};

/**
 * Applies the updateFile of each image to the files of the checkout, in memory. The caller passes the images that are
 * in place. A failed image contributes no edit; its siblings do. Throws nothing for what a checkout can hold.
 */
export async function computeEdits(images: readonly Image[], checkout: Checkout): Promise<Edits> {
  const imagesByPath = new Map<string, EditingImage[]>();
  for (const image of images) {
    if (!hasUpdateFile(image)) continue;
    const { path } = image.updateFile;
    imagesByPath.set(path, [...(imagesByPath.get(path) ?? []), image]);
  }
  const files = await readCheckoutFiles(imagesByPath.keys(), checkout);
  const parts = [...files].map(([path, file]) => {
    const editing = imagesByPath.get(path) ?? [];
    return file instanceof LabctlError ? failEach(editing, file) : editFile(file, editing);
  });
  return {
    files: parts.flatMap((part) => part.files),
    changes: parts.flatMap((part) => part.changes),
    failures: parts.flatMap((part) => part.failures),
  };
}

/** What would fail, as findings of the manifest, for `validate`. Changes nothing. */
export async function checkEdits(
  images: readonly Image[],
  checkout: Checkout,
): Promise<readonly Finding[]> {
  const { failures } = await computeEdits(images, checkout);
  return failures.map(({ image, place, error }) => ({
    severity: 'error',
    message: `${image}: ${error.message}`,
    place,
  }));
}

function hasUpdateFile(image: Image): image is EditingImage {
  return image.updateFile !== undefined;
}

function failEach(images: readonly EditingImage[], error: LabctlError): Edits {
  const failures = images.map(({ name, place, updateFile }) => ({
    image: name,
    place: updateFile.place ?? place,
    error: error.locatedAt({ ...(updateFile.place ?? place), field: 'updateFile.path' }),
  }));
  return { files: [], changes: [], failures };
}

function editFile({ path, content, mode }: CheckoutFile, images: readonly EditingImage[]): Edits {
  const text = content.toString('utf8');
  const { text: edited, changes, failures } = editText(text, images);
  if (edited === text) return { files: [], changes: [], failures };
  const file = { path, before: content, after: Buffer.from(edited, 'utf8'), mode };
  return { files: [file], changes, failures };
}
