/** All edits of one file's text: image after image, and of each image all replacements or none. */

import { LabctlError, type Place } from '../../base/errors.ts';
import { quote } from '../../base/findings.ts';
import { MAX_EDITED_BYTES } from '../../files/text-file.ts';
import type { Image, Replacement, UpdateFile } from '../manifest/image.ts';
import { type Flaw, type PreparedReplacement, prepareReplacement } from './prepared-replacement.ts';
import { isSettled, type PlaceChange, replaceMatches } from './replacement.ts';

export type EditingImage = Image & { readonly updateFile: UpdateFile };

/** One changed place, for the pull request's table and for the terminal. */
export type EditChange = PlaceChange & { readonly image: string; readonly path: string };

/** Why the file of an image was not edited for it. */
export type EditFailure = {
  readonly image: string;
  /** In the manifest: the pattern or the path that is at fault. */
  readonly place: Place;
  /** EDIT_FAILED; the message names file and pattern, and not the image. */
  readonly error: LabctlError;
};

export type EditedText = {
  readonly text: string;
  readonly changes: readonly EditChange[];
  readonly failures: readonly EditFailure[];
};

/** Applies the images, which all name this file, in their order. A failed one leaves nothing behind. */
export function editText(text: string, images: readonly EditingImage[]): EditedText {
  const failures: EditFailure[] = [];
  let steps = images.flatMap((image) => {
    const prepared = prepareImage(image);
    if (isFailure(prepared)) failures.push(prepared);
    return isFailure(prepared) ? [] : [prepared];
  });
  // Each further round has fewer images; with none left it ends.
  for (;;) {
    const round = applySteps(text, steps);
    failures.push(...round.failures);
    if (round.unsettled.length === 0) return { text: round.text, changes: round.changes, failures };
    failures.push(...round.unsettled.map((step) => describeConflict(step, images)));
    steps = round.applied.filter((step) => !round.unsettled.includes(step));
  }
}

type Part = { readonly replacement: Replacement; readonly prepared: PreparedReplacement };
type Step = { readonly image: EditingImage; readonly parts: readonly Part[] };

function prepareImage(image: EditingImage): Step | EditFailure {
  const parts: Part[] = [];
  for (const replacement of image.updateFile.replacements) {
    const prepared = prepareReplacement(replacement, image);
    if ('flaw' in prepared) return failureOf(image, replacement, prepared);
    parts.push({ replacement, prepared });
  }
  return { image, parts };
}

type Round = EditedText & {
  readonly applied: readonly Step[];
  /** Steps whose replacements do not fit the final text any more: a later one has edited the same place. */
  readonly unsettled: readonly Step[];
};

function applySteps(text: string, steps: readonly Step[]): Round {
  const changes: EditChange[] = [];
  const failures: EditFailure[] = [];
  const applied: Step[] = [];
  let current = text;
  for (const step of steps) {
    const edited = applyStep(current, step);
    if (isFailure(edited)) {
      failures.push(edited);
      continue;
    }
    current = edited.text;
    changes.push(...edited.changes);
    applied.push(step);
  }
  // Not asked of the text: two replacements that undo each other leave it as it was.
  const isIdle = changes.length === 0;
  const unsettled = isIdle ? [] : applied.filter((step) => !isStepSettled(current, step));
  return { text: current, changes, failures, applied, unsettled };
}

function applyStep(
  text: string,
  { image, parts }: Step,
): Pick<EditedText, 'text' | 'changes'> | EditFailure {
  const { path } = image.updateFile;
  const changes: EditChange[] = [];
  let current = text;
  for (const { replacement, prepared } of parts) {
    const replaced = replaceMatches(current, prepared);
    if ('flaw' in replaced) return failureOf(image, replacement, replaced);
    if (Buffer.byteLength(replaced.text) > MAX_EDITED_BYTES) {
      return failureOf(image, replacement, { flaw: 'makes the file larger than 1 MiB' });
    }
    current = replaced.text;
    changes.push(...replaced.changes.map((change) => ({ image: image.name, path, ...change })));
  }
  return { text: current, changes };
}

function isStepSettled(text: string, { parts }: Step): boolean {
  return parts.every(({ prepared }) => isSettled(text, prepared));
}

function describeConflict({ image, parts }: Step, images: readonly EditingImage[]): EditFailure {
  const others = images.filter(({ name }) => name !== image.name).map(({ name }) => name);
  const shown = others.slice(0, 5).join(', ') + (others.length > 5 ? ', …' : '');
  const who = others.length === 0 ? '' : ` (the file is edited for ${shown} as well)`;
  const flaw = `does not keep its value: another replacement edits the same place${who}`;
  const [first] = parts;
  if (first === undefined) throw new LabctlError('INTERNAL', 'a conflict without a replacement');
  return failureOf(image, first.replacement, { flaw: `${flaw}; make the patterns differ` });
}

function failureOf(image: EditingImage, { pattern, place }: Replacement, { flaw }: Flaw) {
  const { path } = image.updateFile;
  const message = `cannot edit ${path}: the pattern ${quote(pattern)} ${flaw}`;
  return {
    image: image.name,
    place: place ?? image.place,
    error: new LabctlError('EDIT_FAILED', message, {
      at: { ...(place ?? image.place), field: 'updateFile.replacements.pattern' },
    }),
  };
}

function isFailure(result: object): result is EditFailure {
  return 'error' in result;
}
