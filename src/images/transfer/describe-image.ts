/** What a sync tells of one image, in a line. */

import { printable } from '../../base/redact.ts';
import { describeBytes, describeRate } from '../../report/report-format.ts';
import { destinationOf } from '../catalog/metadata/metadata.ts';
import type { Plan } from '../catalog/plan.ts';
import type { Image } from '../manifest/image.ts';
import type { ImageResult } from '../report.ts';

/** What a manifest does with the place of another owner. */
export function takeOverOf({ destination }: Image, owner: string): string {
  return `${destination} was put there by ${owner}: this manifest takes it over`;
}

/** Where the image was copied from, or would be; `undefined` where it is fetched. */
export function originOf({ copyFrom }: Plan, outcome: ImageResult['outcome']): string | undefined {
  const isCopy = outcome === 'planned' || outcome === 'copied';
  return isCopy && copyFrom !== undefined ? printable(destinationOf(copyFrom.key)) : undefined;
}

/** Why the plan says so, whether the object is to be looked at first, and where a copy comes from. */
export function reasonOf(plan: Plan, outcome: ImageResult['outcome']): string {
  if (plan.isHearsay && outcome === 'planned') return `${plan.reason}; to be read once and hashed`;
  if (plan.isHearsay && outcome === 'repaired') return `${plan.reason}; read once and hashed`;
  const from = originOf(plan, outcome);
  if (from === undefined) return plan.reason;
  return `${plan.reason}; ${outcome === 'planned' ? 'to be copied' : 'copied'} from ${from}`;
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
