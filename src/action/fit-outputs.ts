/** Keeps the outputs of a step within what GitHub takes: it drops what is beyond, and tells nobody. */
import { LabctlError } from '../base/errors.ts';
import type { OutputName } from './outputs.ts';

/**
 * In UTF-16 code units. All outputs of a job together may have 1 MB, "approximated based on UTF-16 encoding"
 * (docs.github.com, passing information between jobs); some of it is left to other steps.
 */
export const MAX_OUTPUT_UNITS = 450_000;

/** What `images` keeps of an entry when all of it is too much: no text of any length. */
const LEAN_FIELDS = ['name', 'destination', 'state', 'outcome', 'checksum', 'bytes', 'size'];

type Outputs = Partial<Record<OutputName, string>>;

export type FittedOutputs = {
  readonly outputs: Outputs;
  /** What was left out of `images`, as a sentence. */
  readonly cut: string | undefined;
  /** Outputs that cannot be cut and do not fit, which are not set. */
  readonly errors: readonly LabctlError[];
};

/** Sets `images_complete` beside `images`, which alone may be cut; it is valid JSON all the same. */
export function fitOutputs(
  { images, ...others }: Outputs,
  maxUnits: number = MAX_OUTPUT_UNITS,
): FittedOutputs {
  const outputs: Outputs = {};
  const errors: LabctlError[] = [];
  let room = maxUnits - 'images_complete'.length - 'false'.length;
  const smallestFirst = Object.entries(others).sort(([, a], [, b]) => a.length - b.length);
  for (const [name, value] of smallestFirst) {
    if (name.length + value.length > room) {
      errors.push(tooLarge(name, value, maxUnits));
      continue;
    }
    room -= name.length + value.length;
    outputs[name as OutputName] = value;
  }
  if (images === undefined) return { outputs, cut: undefined, errors };
  const fitted = fitImages(images, room - 'images'.length);
  const complete = fitted.cut === undefined;
  return {
    outputs: { ...outputs, images: fitted.images, images_complete: String(complete) },
    cut: fitted.cut,
    errors,
  };
}

function fitImages(images: string, maxUnits: number): { images: string; cut?: string } {
  if (images.length <= maxUnits) return { images };
  const entries = (JSON.parse(images) as Record<string, unknown>[]).map(lean);
  const kept: string[] = [];
  let units = '[]'.length;
  for (const entry of entries) {
    units += entry.length + ','.length;
    if (units > maxUnits) break;
    kept.push(entry);
  }
  const dropped =
    kept.length === entries.length ? '' : ` of ${kept.length} of the ${entries.length}`;
  const cut = `GitHub takes 1 MB of outputs of a job: \`images\` holds only the main fields${dropped} images`;
  return { images: `[${kept.join(',')}]`, cut };
}

function lean(entry: Record<string, unknown>): string {
  const { code } = (entry['error'] ?? {}) as { code?: unknown };
  const fields = LEAN_FIELDS.filter((name) => name in entry).map((name) => [name, entry[name]]);
  return JSON.stringify({
    ...Object.fromEntries(fields),
    ...(code !== undefined && { error: { code } }),
  });
}

function tooLarge(name: string, value: string, maxUnits: number): LabctlError {
  return new LabctlError(
    'OUTPUT_FAILED',
    `the output ${name} is not set: found ${value.length} characters, want ${maxUnits} at most with the other outputs, ` +
      'since GitHub takes 1 MB of a job; divide the manifest, or work on some of its images with the input "images"',
  );
}
