/** How a body is cut into the parts of a multipart upload, within the limits of S3. */
import { LabctlError } from '../../../base/errors.ts';

const MIB = 2 ** 20;

/** Smallest part that is sent unless told otherwise; S3 itself wants 5 MiB. */
export const MIN_PART_BYTES = 16 * MIB;
/** Part size for a body of which nothing is known: good for 560 GiB in 9,000 parts. */
export const PART_BYTES_OF_UNKNOWN = 64 * MIB;
/**
 * Largest object, and part, that is copied in one request. S3 allows 5 GiB, but a store may be silent until it has
 * copied everything, and a connection that is silent for too long is given up.
 */
export const MAX_COPY_BYTES = 1024 * MIB;
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html; the stores that are like S3 follow it.
const MAX_OBJECT_BYTES = 5 * 2 ** 40;
const MAX_PART_BYTES = 5 * 2 ** 30;

export type PartPlan = {
  /** Bytes of every part but the last: R2 refuses parts of different sizes. */
  readonly partBytes: number;
  /** Bytes that fit; one more is an error. */
  readonly limit: number;
};

export type PartPlanOptions = {
  /** Exact length of the body in bytes. */
  readonly size?: number | undefined;
  /** Upper bound of that length in bytes. */
  readonly maxSize?: number | undefined;
  readonly maxParts: number;
  /** Bytes; MIN_PART_BYTES unless told. */
  readonly minPartBytes?: number | undefined;
};

/** Chooses equal parts. Throws UNSUPPORTED for a body that no multipart upload can hold. */
export function planParts(options: PartPlanOptions): PartPlan {
  const { size, maxSize, maxParts, minPartBytes = MIN_PART_BYTES } = options;
  const most = Math.min(MAX_OBJECT_BYTES, MAX_PART_BYTES * maxParts);
  if (size !== undefined && size > most) {
    throw new LabctlError(
      'UNSUPPORTED',
      `too large for one object: got ${size} bytes, want at most ${most} in ${maxParts} parts`,
    );
  }
  const bound = size ?? maxSize;
  const partBytes =
    bound === undefined
      ? Math.max(minPartBytes, PART_BYTES_OF_UNKNOWN)
      : Math.max(minPartBytes, Math.ceil(Math.min(bound, most) / maxParts / MIB) * MIB);
  return { partBytes, limit: Math.min(partBytes * maxParts, most) };
}
