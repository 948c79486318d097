/** The object that a copy is made of: how a request names it, and that it is still the version that was meant. */
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import type { ListedObject } from '../store.ts';
import { headObject, type ObjectRequest } from './object.ts';

export type CopySource = { readonly bucket: string; readonly object: ListedObject };

/** What CopyObject and UploadPartCopy say of their source: only this version of it is to be copied. */
export function sourceHeaders({ bucket, object }: CopySource) {
  const { key, etag } = object;
  // The SDK sends it as it is; S3 wants it as in a URL.
  const path = [bucket, ...key.split('/')].map(encodeURIComponent).join('/');
  return { CopySource: path, CopySourceIfMatch: `"${etag}"` };
}

/**
 * Throws NOT_FOUND unless the object is there in its version. Asked before and after a copy, since a store may not
 * know the condition in `sourceHeaders`.
 */
export async function requireVersion(
  object: ListedObject,
  request: Omit<ObjectRequest, 'key'>,
): Promise<void> {
  const now = await headObject({ ...request, key: object.key });
  if (now?.etag === object.etag && now.size === object.size) return;
  const found = now === undefined ? 'it is gone' : 'it was overwritten meanwhile';
  throw new LabctlError(
    'NOT_FOUND',
    `cannot copy ${printable(object.key)} in ${request.label}: ${found}`,
  );
}
