/** The request that makes an object visible, and the proof that it did. */
import { randomUUID } from 'node:crypto';
import type {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { LabctlError } from '../../../base/errors.ts';
import type { StoredObject } from '../../store.ts';
import type { S3Limits } from '../client.ts';
import { codeOf, s3Error, statusOf } from '../errors.ts';
import { headObject, type ObjectRequest } from '../object.ts';

/**
 * User metadata with another value for each put. After a lost or a doubtful answer it alone tells whether the
 * object that is there is the new one: an ETag may be missing, and the old object may have the same bytes.
 */
export const PUT_ID_META = 'labctl-put';

export type PublishRequest = ObjectRequest & {
  readonly limits: S3Limits;
  readonly expected: {
    /** Bytes. */
    readonly size: number;
    /** With PUT_ID_META. */
    readonly meta: Readonly<Record<string, string>>;
  };
};

/** A value for PUT_ID_META. */
export function newPutId(): string {
  return randomUUID();
}

/**
 * Sends the command and answers what HEAD says of the new object. Whatever the command is answered, HEAD decides:
 * a 200 may carry an error (https://repost.aws/knowledge-center/s3-resolve-200-internalerror), and the answer to
 * a success may be lost. Throws the error of the command, or STORE_INVALID where a success has left no object.
 */
export async function publish(
  command: PutObjectCommand | CopyObjectCommand | CompleteMultipartUploadCommand,
  request: PublishRequest,
): Promise<StoredObject> {
  const { client, key, label, signal } = request;
  let refusal: unknown;
  try {
    // `send` has an overload for each command, none for all.
    await client.send(command as PutObjectCommand, { abortSignal: signal });
  } catch (error) {
    refusal = error;
  }
  const { published, last } = await findPublished(request, refusal);
  if (published !== undefined) return published;
  if (refusal !== undefined) throw s3Error(refusal, { operation: 'put', key, label, signal });
  if (last !== undefined && isOfSameContent(last, request)) return last;
  const found =
    last === undefined
      ? 'the object is not there'
      : 'another one is there; if another run has published it at the same time, run again';
  throw new LabctlError(
    'STORE_INVALID',
    `cannot put ${key} in ${label}: the store says that it is done, but ${found}`,
  );
}

type Search = {
  readonly published?: StoredObject;
  /** What was there instead, the last time that it was asked for. */
  readonly last?: StoredObject | undefined;
};

async function findPublished(request: PublishRequest, refusal: unknown): Promise<Search> {
  const { limits, signal } = request;
  let last: StoredObject | undefined;
  // A plain refusal is final; in all other cases the store may need a moment to show what it did.
  const waits = isPlainRefusal(refusal) ? [0] : [0, limits.retryDelayMs, 3 * limits.retryDelayMs];
  for (const wait of waits) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    const bounded = worthAMoment(signal, limits);
    try {
      last = await headObject({ ...request, signal: bounded });
      if (last !== undefined && isExpected(last, request)) return { published: last };
    } catch (error) {
      if (refusal === undefined) throw error;
      return {};
    }
  }
  return { last };
}

/** The state of the object is worth a moment even when the run is being stopped. */
export function worthAMoment(signal: AbortSignal, { cleanUpMs }: S3Limits): AbortSignal {
  return signal.aborted ? AbortSignal.timeout(cleanUpMs) : signal;
}

function isPlainRefusal(error: unknown): boolean {
  const status = statusOf(error) ?? 0;
  if (status === 501) return true;
  return status >= 400 && status < 500 && status !== 408 && codeOf(error) !== 'NoSuchUpload';
}

function isExpected({ size, meta }: StoredObject, { expected }: PublishRequest): boolean {
  const given = Object.entries(expected.meta);
  return size === expected.size && given.every(([name, value]) => meta[name] === value);
}

/**
 * Whether another upload of the same content is there, labelled alike: another run has done the same at the same
 * time, and was the last. Without labels nothing tells.
 */
function isOfSameContent({ size, meta }: StoredObject, { expected }: PublishRequest): boolean {
  const labels = Object.entries(expected.meta).filter(([name]) => name !== PUT_ID_META);
  if (labels.length === 0 || meta[PUT_ID_META] === undefined) return false;
  return size === expected.size && labels.every(([name, value]) => meta[name] === value);
}
