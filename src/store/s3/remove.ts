/** Deletes one S3 object, in one version only where that is asked for. */
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import { codeOf, statusOf } from './errors.ts';
import { headObject, type ObjectRequest } from './object.ts';

/** Throws NOT_FOUND when another version is there than the one that was asked for, and what the SDK throws. */
export async function removeObject(
  request: ObjectRequest & { readonly etag: string | undefined },
): Promise<void> {
  const { etag } = request;
  if (etag === undefined) return send(request, undefined);
  if (!(await isThere(request, etag))) return;
  try {
    await send(request, etag);
  } catch (error) {
    const status = statusOf(error);
    if (status === 412) throw overwritten(request);
    // 409: somebody writes there at this moment. All others that refuse may know no such condition.
    if (status !== 400 && status !== 501) throw error;
    if (await isThere(request, etag)) await send(request, undefined);
  }
}

async function send(
  { client, bucket, key, signal }: ObjectRequest,
  etag: string | undefined,
): Promise<void> {
  // One by one: DeleteObjects comes with a checksum header that some stores refuse.
  const condition = etag === undefined ? {} : { IfMatch: `"${etag}"` };
  const command = new DeleteObjectCommand({ Bucket: bucket, Key: key, ...condition });
  try {
    await client.send(command, { abortSignal: signal });
  } catch (error) {
    if (codeOf(error) !== 'NoSuchKey') throw error;
  }
}

/** Asked in any case, since a store may pass over the condition in silence. */
async function isThere(request: ObjectRequest, etag: string): Promise<boolean> {
  const now = await headObject(request);
  if (now !== undefined && now.etag !== etag) throw overwritten(request);
  return now !== undefined;
}

function overwritten({ key, label }: ObjectRequest): LabctlError {
  return new LabctlError(
    'NOT_FOUND',
    `${printable(key)} in ${label} was not removed: it was overwritten since it was seen`,
  );
}
