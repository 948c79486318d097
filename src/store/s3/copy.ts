/** Publishes the bytes of one S3 object under another key, copied by the store, or leaves nothing of it behind. */
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
} from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { abortReason, graceAfter } from '../../base/cancellation.ts';
import { describeCause } from '../../base/errors.ts';
import type { CopyOptions, ListedObject, StoredObject } from '../store.ts';
import { headObject } from './object.ts';
import { requireVersion, sourceHeaders } from './source.ts';
import {
  type Attributes,
  beginUpload,
  copyPart,
  type Range,
  takeBack,
  type UploadTarget,
  withNote,
} from './upload/multipart.ts';
import type { PartPlan } from './upload/part-size.ts';
import { newPutId, PUT_ID_META, publish, worthAMoment } from './upload/publish.ts';

export type CopyRequest = UploadTarget & {
  readonly from: ListedObject;
  /** What fits into one of its parts is copied in one request. */
  readonly parts: PartPlan;
  /** Parts that are copied at the same time. */
  readonly partsInFlight: number;
  readonly options: CopyOptions;
};

/** Copies, and answers what HEAD says of the new object. Rejects only after the clean-up was awaited. */
export async function copyObject(request: CopyRequest): Promise<StoredObject> {
  const { from, parts, options, limits } = request;
  const { signal, contentType, meta } = options;
  const grace = graceAfter(signal, limits.publishGraceMs);
  const copy: Copy = {
    ...request,
    attributes: {
      Metadata: { ...meta, [PUT_ID_META]: newPutId() },
      ...(contentType !== undefined && { ContentType: contentType }),
    },
    late: grace.signal,
  };
  try {
    await requireVersion(from, { ...request, signal });
    return await (from.size <= parts.partBytes ? copyAtOnce(copy) : copyInParts(copy));
  } finally {
    grace.close();
  }
}

type Copy = CopyRequest & {
  /** With PUT_ID_META. */
  readonly attributes: Attributes;
  /** Aborted some time after the caller's signal. */
  readonly late: AbortSignal;
};

async function copyAtOnce(copy: Copy): Promise<StoredObject> {
  const { bucket, key, from, attributes } = copy;
  const command = new CopyObjectCommand({
    ...{ Bucket: bucket, Key: key, MetadataDirective: 'REPLACE', ...attributes },
    ...sourceHeaders({ bucket, object: from }),
  });
  try {
    const published = await publishCopy(command, copy);
    await requireVersion(from, { ...copy, signal: worthAMoment(copy.late, copy.limits) });
    return published;
  } catch (error) {
    throw withNote(stopOr(error, copy), await removeOwn(copy));
  }
}

async function copyInParts(copy: Copy): Promise<StoredObject> {
  const { bucket, key, from, parts, partsInFlight, attributes, options } = copy;
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const limit = pLimit(partsInFlight);
  const source = { bucket, object: from };
  let copying: Promise<CompletedPart>[] = [];
  let uploadId: string | undefined;
  try {
    const id = await beginUpload(copy, attributes, copy.late);
    uploadId = id;
    copying = rangesOf(from.size, parts.partBytes).map((range, at) =>
      limit(() => copyPart(copy, { uploadId: id, number: at + 1, source, range }, signal)),
    );
    const MultipartUpload = { Parts: await Promise.all(copying) };
    await requireVersion(from, { ...copy, signal });
    const input = { Bucket: bucket, Key: key, UploadId: uploadId, MultipartUpload };
    return await publishCopy(new CompleteMultipartUploadCommand(input), copy);
  } catch (error) {
    failed.abort(error);
    const copied = await Promise.allSettled(copying);
    const cancelled = copied.some(({ status }) => status === 'rejected');
    const note = uploadId === undefined ? '' : await takeBack(copy, { uploadId, cancelled });
    throw withNote(stopOr(error, copy), note + (await removeOwn(copy)));
  }
}

/** Why the copy came to nothing: the caller's own reason where that has stopped it. */
function stopOr(error: unknown, { options }: Copy): unknown {
  return options.signal.aborted ? abortReason(options.signal) : error;
}

function publishCopy(
  command: CopyObjectCommand | CompleteMultipartUploadCommand,
  copy: Copy,
): Promise<StoredObject> {
  const expected = { size: copy.from.size, meta: copy.attributes.Metadata };
  return publish(command, { ...copy, expected, signal: copy.late });
}

function rangesOf(size: number, partBytes: number): Range[] {
  const count = Math.ceil(size / partBytes);
  return Array.from({ length: count }, (_, at) => ({
    first: at * partBytes,
    last: Math.min((at + 1) * partBytes, size) - 1,
  }));
}

/**
 * Removes what this copy has put in its place and must not be taken for the image: a store that does not know
 * copies makes an empty object of the request. Never rejects; answers what to add to the error that led here.
 */
async function removeOwn(copy: Copy): Promise<string> {
  const { client, bucket, key, attributes, limits } = copy;
  const signal = AbortSignal.timeout(limits.cleanUpMs);
  try {
    const found = await headObject({ ...copy, signal });
    if (found?.meta[PUT_ID_META] !== attributes.Metadata[PUT_ID_META]) return '';
    const command = new DeleteObjectCommand({ Bucket: bucket, Key: key });
    await client.send(command, { abortSignal: signal });
    return '';
  } catch (error) {
    return `; what is left of it could not be removed (${describeCause(error)})`;
  }
}
