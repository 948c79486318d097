/** The requests of a multipart upload before its last one: begin, send or copy a part, take back. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { describeCause, LabctlError } from '../../../base/errors.ts';
import type { S3Limits, S3Sender } from '../client.ts';
import { codeOf, s3Error } from '../errors.ts';
import { type CopySource, sourceHeaders } from '../source.ts';
import type { Part } from './parts.ts';
import { signWith } from './payload.ts';

export type UploadTarget = {
  readonly client: S3Sender;
  readonly bucket: string;
  readonly key: string;
  /** `s3://bucket at host`, for errors. */
  readonly label: string;
  readonly limits: S3Limits;
};

export type Attributes = {
  readonly Metadata: Record<string, string>;
  readonly ContentType?: string;
};

/** The id of a new upload. Errors are LabctlErrors. */
export async function beginUpload(
  target: UploadTarget,
  attributes: Attributes,
  signal: AbortSignal,
): Promise<string> {
  const { client, bucket, key } = target;
  const command = new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ...attributes });
  try {
    const { UploadId } = await client.send(command, { abortSignal: signal });
    if (UploadId) return UploadId;
  } catch (error) {
    throw s3Error(error, { operation: 'put', ...target, signal });
  }
  throw invalid(target, 'the upload was answered without an id');
}

/** Sends one part with this hex digest, and answers what completes the upload with it. Errors are LabctlErrors. */
export function sendPart(
  target: UploadTarget,
  { uploadId, part, sha256 }: { uploadId: string; part: Part; sha256: string },
  signal: AbortSignal,
): Promise<CompletedPart> {
  const { client, bucket, key } = target;
  const PartNumber = part.number;
  const input = { Bucket: bucket, Key: key, UploadId: uploadId, PartNumber, Body: part.bytes };
  return completePart(target, { PartNumber, signal }, async () => {
    const command = signWith(sha256, new UploadPartCommand(input));
    const { ETag } = await client.send(command, { abortSignal: signal });
    return ETag;
  });
}

/** Bytes of an object, the last one included. */
export type Range = { readonly first: number; readonly last: number };

/** Lets the store copy a part from one of its objects, as `sendPart` sends one. Errors are LabctlErrors. */
export function copyPart(
  target: UploadTarget,
  part: { uploadId: string; number: number; source: CopySource; range: Range },
  signal: AbortSignal,
): Promise<CompletedPart> {
  const { client, bucket, key } = target;
  const PartNumber = part.number;
  const input = {
    ...{ Bucket: bucket, Key: key, UploadId: part.uploadId, PartNumber },
    ...sourceHeaders(part.source),
    CopySourceRange: `bytes=${part.range.first}-${part.range.last}`,
  };
  return completePart(target, { PartNumber, signal }, async () => {
    const command = new UploadPartCopyCommand(input);
    const { CopyPartResult } = await client.send(command, { abortSignal: signal });
    // Not in the body: an error with status 200, or a store that took this for a part without bytes.
    return CopyPartResult?.ETag;
  });
}

/** `send` answers the ETag of the part. */
async function completePart(
  target: UploadTarget,
  { PartNumber, signal }: { PartNumber: number; signal: AbortSignal },
  send: () => Promise<string | undefined>,
): Promise<CompletedPart> {
  try {
    for (let attempt = 1; attempt <= target.limits.maxAttempts; attempt += 1) {
      const ETag = await send();
      // Missing behind some load balancers, and there the next time: https://github.com/rclone/rclone/pull/9823
      if (ETag) return { PartNumber, ETag };
    }
  } catch (error) {
    throw s3Error(error, { operation: 'put', ...target, signal });
  }
  throw invalid(target, `part ${PartNumber} was answered without an ETag`);
}

/**
 * Aborts the upload, bounded in time. Never rejects: what led here matters more. Answers what to add to that
 * error where the upload could not be taken back, else nothing.
 *
 * A part whose request was `cancelled` may reach its place behind the abort, and the upload is there again, so it
 * is aborted again a little later (https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html).
 */
export async function takeBack(
  target: UploadTarget,
  { uploadId, cancelled }: { uploadId: string; cancelled: boolean },
): Promise<string> {
  const { retryDelayMs, cleanUpMs } = target.limits;
  const signal = AbortSignal.timeout(cleanUpMs);
  const refusal = await abort(target, uploadId, signal);
  if (refusal !== undefined) {
    return `; its upload ${uploadId} could not be taken back (${describeCause(refusal)}) and is left to prune`;
  }
  for (const wait of cancelled ? [retryDelayMs, 2 * retryDelayMs] : []) {
    await sleep(wait, undefined, { signal }).catch(() => undefined);
    await abort(target, uploadId, signal);
  }
  return '';
}

/** The same error, with a note at the end of its message: whoever was told of it earlier sees the note, too. */
export function withNote(error: unknown, note: string): unknown {
  if (note === '' || !(error instanceof LabctlError)) return error;
  // The reason of a stop belongs to all that was stopped.
  const own = error.code === 'CANCELLED' ? new LabctlError('CANCELLED', error.message) : error;
  own.addNote(note);
  return own;
}

/** Why the upload may still be there; `undefined` when it is gone. */
async function abort(
  { client, bucket, key }: UploadTarget,
  uploadId: string,
  signal: AbortSignal,
): Promise<unknown> {
  const input = { Bucket: bucket, Key: key, UploadId: uploadId };
  try {
    await client.send(new AbortMultipartUploadCommand(input), { abortSignal: signal });
  } catch (error) {
    if (codeOf(error) !== 'NoSuchUpload') return error;
  }
  return undefined;
}

function invalid({ key, label }: UploadTarget, what: string): LabctlError {
  return new LabctlError('STORE_INVALID', `cannot put ${key} in ${label}: ${what}`);
}
