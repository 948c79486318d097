/** The field of the manifest that most likely has to change for an image that failed. */
import type { ErrorCode, LabctlError } from '../../base/errors.ts';
import type { Field, Image } from './image.ts';

/** The error with the place of that field, or as it is when the manifest has no part in it. */
export function withFieldAtFault(error: LabctlError, image: Image): LabctlError {
  const field = fieldAtFault(error, image);
  if (field === undefined || error.at !== undefined) return error;
  const { file, line, column } = image.fields?.[field] ?? image.place;
  return error.locatedAt({ field, file, line, column });
}

const FIELD_OF: Partial<Record<ErrorCode, Field>> = {
  SOURCE_GONE: 'source.url',
  SOURCE_REJECTED: 'source.url',
  DECODE_FAILED: 'source.decompress',
};

function fieldAtFault(error: LabctlError, { source, expected }: Image): Field | undefined {
  if (error.code !== 'CHECKSUM_MISMATCH') {
    if (source.type === 'http') return FIELD_OF[error.code];
    return error.code === 'NOT_FOUND' ? 'source.path' : undefined;
  }
  // Of a program that was fetched, the manifest knows no checksum.
  if (error.wanted === undefined) return undefined;
  if (source.type === 'http' && source.checksum === error.wanted) return 'source.checksum';
  return expected === error.wanted ? 'validation.expected' : undefined;
}
