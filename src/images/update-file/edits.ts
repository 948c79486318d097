/** The updateFile of all images as edits of files, computed without changing anything. */
import { type Finding, LabctlError } from '../../base/errors.ts';
import { readCheckoutFiles } from '../../checkout/checkout-file.ts';
import type { Checkout } from '../../checkout/checkout-path.ts';
import type { EditedFile, TextFile, TextFiles } from '../../files/text-file.ts';
import type { Image } from '../manifest/image.ts';
import { type EditChange, type EditFailure, type EditingImage, editText } from './edit-text.ts';

export type Edits = {
  /** Only files that change: none when everything is up to date. */
  readonly files: readonly EditedFile[];
  readonly changes: readonly EditChange[];
  /** At most one for each image. */
  readonly failures: readonly EditFailure[];
};

/** The files that the images edit, each once. */
export function editedPaths(images: readonly Image[]): readonly string[] {
  return [...new Set(images.filter(hasUpdateFile).map(({ updateFile }) => updateFile.path))];
}

/**
 * Applies the updateFile of each image to these files. The caller passes the images that are in place, and every file
 * of `editedPaths`. A failed image contributes no edit; its siblings do.
 */
export function editFiles(images: readonly Image[], files: TextFiles): Edits {
  const parts = editedPaths(images).map((path) => {
    const editing = images
      .filter(hasUpdateFile)
      .filter(({ updateFile }) => updateFile.path === path);
    const file = files.get(path);
    if (file === undefined) throw new LabctlError('INTERNAL', `${path} was not read`);
    return file instanceof LabctlError ? failEach(editing, file) : editFile(file, editing);
  });
  return {
    files: parts.flatMap((part) => part.files),
    changes: parts.flatMap((part) => part.changes),
    failures: parts.flatMap((part) => part.failures),
  };
}

/** The edits of the files as they lie in the checkout. */
export async function computeEdits(images: readonly Image[], checkout: Checkout): Promise<Edits> {
  return editFiles(images, await readCheckoutFiles(editedPaths(images), checkout));
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

function editFile({ path, content }: TextFile, images: readonly EditingImage[]): Edits {
  const text = content.toString('utf8');
  const { text: edited, changes, failures } = editText(text, images);
  if (edited === text) return { files: [], changes: [], failures };
  return {
    files: [{ path, before: content, after: Buffer.from(edited, 'utf8') }],
    changes,
    failures,
  };
}
