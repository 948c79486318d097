/** What a sync tells of one image, in a line. */
import { destinationOf } from '../catalog/metadata.ts';
import type { Plan } from '../catalog/plan.ts';
import type { Image } from '../manifest/image.ts';
import { printable } from '../redact.ts';
import type { ImageResult } from '../report.ts';
import { describeBytes, describeRate } from '../report-format.ts';

/** What a manifest does with the place of another owner. */
export function takeOverOf({ destination }: Image, owner: string): string {
  return `${destination} was put there by ${owner}: this manifest takes it over`;
}

/** Why the plan says so, and where a copy comes from. */
export function reasonOf({ reason, copyFrom }: Plan, outcome: ImageResult['outcome']): string {
  if (copyFrom === undefined) return reason;
  const from = printable(destinationOf(copyFrom.key));
  if (outcome === 'planned') return `${reason}; to be copied from ${from}`;
  return outcome === 'copied' ? `${reason}; copied from ${from}` : reason;
}

/** The last line of an image. */
export function describeResult({ state, reason, outcome, bytes, seconds }: ImageResult): string {
  switch (outcome) {
    case 'skipped':
      return 'in place, skipped';
    case 'planned':
      return `${state}: ${reason}`;
    case 'copied':
      return `copied ${describeBytes(bytes)} in ${seconds.toFixed(1)} s, nothing downloaded (${reason})`;
    case 'repaired':
      return `metadata rebuilt (${reason})`;
    default:
      return `uploaded ${describeBytes(bytes)} in ${seconds.toFixed(1)} s${describeRate(bytes, seconds)}`;
  }
}
