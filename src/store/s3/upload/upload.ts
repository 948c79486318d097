/** Publishes a body as one S3 object, or leaves nothing of it behind. */
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { abortReason, graceAfter } from '../../../base/cancellation.ts';
import { digestShared } from '../../../stream/hash/hash-thread.ts';
import { type BodyCounter, countBody } from '../../body-counter.ts';
import type { PutOptions, StoredObject } from '../../store.ts';
import { beginUpload, sendPart, takeBack, type UploadTarget, withNote } from './multipart.ts';
import type { PartPlan } from './part-size.ts';
import { createPartBuffers, cutParts, type Part } from './parts.ts';
import { newPutId, PUT_ID_META, publish } from './publish.ts';

export type UploadRequest = UploadTarget & {
  /** Part buffers that there may be now. */
  readonly partsInFlight: () => number;
  readonly parts: PartPlan;
  readonly options: PutOptions;
};

/**
 * Sends the body and answers what HEAD says of the object. Errors of the body are passed on as they are; rejects
 * only after the clean-up was awaited. (Not lib-storage's Upload: it does not cancel its parts, lets a failing
 * clean-up replace the error, does not count, and copies every part twice.)
 */
export async function uploadObject(body: Readable, request: UploadRequest): Promise<StoredObject> {
  const { key, parts, options } = request;
  const { size, maxSize = parts.limit, signal } = options;
  const counter = countBody(key, { size, maxSize: Math.min(maxSize, parts.limit) });
  const stop = createStop(counter, request);
  signal.addEventListener('abort', stop.cancel, { once: true });
  try {
    // Its errors reach `sendAll` through the counter.
    pipeline(body, counter.stream).catch(() => undefined);
    return await sendAll(counter, request, stop);
  } catch (error) {
    throw stop.explain(error);
  } finally {
    signal.removeEventListener('abort', stop.cancel);
    stop.close();
  }
}

type Stop = ReturnType<typeof createStop>;

/** What ends an upload early, and how fast each of its requests is ended then. */
function createStop(counter: BodyCounter, { options, limits }: UploadRequest) {
  const failed = new AbortController();
  const grace = graceAfter(options.signal, limits.publishGraceMs);
  let isPublishing = false;
  let note = '';

  function fail(error: unknown): void {
    failed.abort(error);
    // Wakes whoever waits for more of a body that stalls.
    counter.stream.destroy(failed.signal.reason as Error);
  }

  // A body that fails cancels the parts that are under way.
  counter.stream.once('error', fail);

  return {
    fail,
    /** For requests without a trace: aborted with the first error, be it of a part, the body or the caller. */
    atOnce: failed.signal,
    /** For those of which only the answer tells what they did: aborted some time after the caller's signal. */
    late: grace.signal,
    cancel(): void {
      if (!isPublishing) fail(abortReason(options.signal));
    },
    /** From here on the caller's signal no longer fails the upload at once. */
    beginPublishing(): void {
      failed.signal.throwIfAborted();
      isPublishing = true;
    },
    /** Something to tell along with the error. */
    add(text: string): void {
      note += text;
    },
    explain(last: unknown): unknown {
      return withNote(failed.signal.aborted ? failed.signal.reason : last, note);
    },
    close: grace.close,
  };
}

async function sendAll(
  counter: BodyCounter,
  request: UploadRequest,
  stop: Stop,
): Promise<StoredObject> {
  const { bucket: Bucket, key: Key, parts, partsInFlight, options } = request;
  const { contentType, meta: given, signal } = options;
  const meta = { ...given, [PUT_ID_META]: newPutId() };
  const attributes = { Metadata: meta, ...(contentType && { ContentType: contentType }) };
  const buffers = createPartBuffers({ bytes: parts.partBytes, count: partsInFlight });
  const sending: Promise<CompletedPart>[] = [];
  let uploadId: string | undefined;

  async function send(id: string, part: Part): Promise<CompletedPart> {
    try {
      const sha256 = await digestShared('sha256', part.bytes);
      return await sendPart(request, { uploadId: id, part, sha256 }, stop.atOnce);
    } finally {
      buffers.release(part.bytes);
    }
  }

  function finish(command: PutObjectCommand | CompleteMultipartUploadCommand) {
    stop.beginPublishing();
    const expected = { size: counter.bytes(), meta };
    return publish(command, { ...request, expected, signal: stop.late });
  }

  try {
    for await (const part of cutParts(counter.stream, buffers)) {
      stop.atOnce.throwIfAborted();
      if (part.number === 1 && part.isLast) {
        const command = new PutObjectCommand({ Bucket, Key, Body: part.bytes, ...attributes });
        return await finish(command);
      }
      uploadId ??= await beginUpload(request, attributes, stop.late);
      stop.atOnce.throwIfAborted();
      const sent = send(uploadId, part);
      sent.catch(stop.fail);
      sending.push(sent);
    }
    const MultipartUpload = { Parts: await Promise.all(sending) };
    const input = { Bucket, Key, UploadId: uploadId, MultipartUpload };
    return await finish(new CompleteMultipartUploadCommand(input));
  } catch (error) {
    stop.fail(signal.aborted ? abortReason(signal) : error);
    const sent = await Promise.allSettled(sending);
    const cancelled = sent.some(({ status }) => status === 'rejected');
    if (uploadId !== undefined) stop.add(await takeBack(request, { uploadId, cancelled }));
    throw error;
  } finally {
    buffers.close();
  }
}
