/** The Store in an S3 bucket, of iDrive e2 and of all the others that speak S3. */
import type http from 'node:http';
import { AbortMultipartUploadCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { throwIfAborted } from '../../base/cancellation.ts';
import { type Clock, systemClock } from '../../base/clock.ts';
import { LabctlError } from '../../base/errors.ts';
import { checkMeta } from '../object-key.ts';
import type { Store, StoredObject } from '../store.ts';
import { createS3Client, type S3Limits } from './client.ts';
import { copyObject } from './copy.ts';
import { checkBucketName, parseEndpoint, refuseBucketInEndpoint } from './endpoint.ts';
import { codeOf, type S3Operation, s3Error, statusOf } from './errors.ts';
import { listObjects } from './list/list.ts';
import { createListingHabits } from './list/pages.ts';
import { listUploads } from './list/uploads.ts';
import { getObject, headObject } from './object.ts';
import { removeObject } from './remove.ts';
import { createPartShares } from './upload/part-shares.ts';
import { MAX_COPY_BYTES, MIN_PART_BYTES, planParts } from './upload/part-size.ts';
import { PUT_ID_META } from './upload/publish.ts';
import { uploadObject } from './upload/upload.ts';

export type S3StoreOptions = {
  /** As `parseEndpoint` takes it. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Most parts of one multipart upload; 9,000 unless told. */
  readonly maxParts?: number | undefined;
  /** Part buffers of all uploads together: parts that are filled or on their way at the same time; 6 unless told. */
  readonly partsInFlight?: number | undefined;
  /** Instead of direct connections, for example through a proxy. */
  readonly agent?: http.Agent | undefined;
  readonly limits?: Partial<S3Limits> | undefined;
  readonly clock?: Clock | undefined;
};

/** S3 allows 10,000; https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MAX_PARTS = 9_000;
const PARTS_IN_FLIGHT = 6;
/** Of one object that is copied inside the bucket, which takes no memory here. */
const COPIES_IN_FLIGHT = 4;

const LIMITS: S3Limits = {
  connectionTimeoutMs: 10_000,
  socketTimeoutMs: 60_000,
  maxAttempts: 5,
  retryDelayMs: 500,
  // A runner gives 10 s from SIGINT to SIGKILL: a publishing request, its HEAD and an abort have to fit in.
  publishGraceMs: 3_000,
  cleanUpMs: 3_000,
  minPartBytes: MIN_PART_BYTES,
  maxCopyBytes: MAX_COPY_BYTES,
};

/** A store in a bucket. Throws INPUT_INVALID for an endpoint or a bucket name that cannot be right. */
export function createS3Store(options: S3StoreOptions): Store {
  const { bucket, maxParts = MAX_PARTS, partsInFlight = PARTS_IN_FLIGHT } = options;
  const endpoint = parseEndpoint(options.endpoint);
  checkBucketName(bucket);
  refuseBucketInEndpoint(endpoint, bucket);
  const limits = { ...LIMITS, ...options.limits };
  const client = createS3Client({ ...options, endpoint, limits });
  const label = `s3://${bucket} at ${endpoint.host}${endpoint.pathname.replace(/\/$/, '')}`;
  const target = { client, bucket, label };
  const habits = createListingHabits();
  const shares = createPartShares(partsInFlight);
  let bucketSeen = false;

  async function attempt<T>(
    operation: S3Operation,
    { key, signal }: { key: string; signal: AbortSignal },
    work: () => Promise<T>,
  ): Promise<T> {
    throwIfAborted(signal);
    try {
      return await work();
    } catch (error) {
      throw s3Error(error, { operation, key, label, signal });
    }
  }

  /** HEAD answers 404 for a missing bucket, too; without this a wrong name would look like an empty store. */
  async function checkBucket(key: string, signal: AbortSignal): Promise<void> {
    if (bucketSeen) return;
    try {
      await client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal: signal });
    } catch (error) {
      if (statusOf(error) === 404) {
        throw new LabctlError(
          'STORE_REJECTED',
          `cannot read ${key} in ${label}: got 404; create the bucket, or correct E2_BUCKET or E2_ENDPOINT`,
        );
      }
      // A key may be allowed to read objects and not to ask for the bucket, and a server may not know the question.
      if (![403, 405, 501].includes(statusOf(error) ?? 0))
        throw s3Error(error, { operation: 'list', key, label, signal });
    }
    bucketSeen = true;
  }

  return {
    label,

    async list(prefix, signal) {
      const objects = await attempt('list', { key: prefix, signal }, () =>
        listObjects({ ...target, habits, prefix, signal }),
      );
      bucketSeen = true;
      return objects;
    },

    async head(key, signal) {
      throwIfAborted(signal);
      const found = await headObject({ ...target, key, signal });
      if (found !== undefined) return withoutPutId(found);
      await checkBucket(key, signal);
      return undefined;
    },

    async get(key, signal) {
      throwIfAborted(signal);
      return getObject({ ...target, key, signal, limits, clock: options.clock ?? systemClock });
    },

    async put(key, body, options) {
      const share = shares.take();
      try {
        throwIfAborted(options.signal);
        checkMeta(options.meta ?? {});
        const { size, maxSize } = options;
        const parts = planParts({ size, maxSize, maxParts, minPartBytes: limits.minPartBytes });
        const request = { ...target, limits, partsInFlight: share.count, key, parts, options };
        return withoutPutId(await uploadObject(body, request));
      } finally {
        share.giveBack();
        body.destroy();
      }
    },

    async copy(from, to, options) {
      throwIfAborted(options.signal);
      checkMeta(options.meta ?? {});
      const minPartBytes = limits.maxCopyBytes;
      const parts = planParts({ size: from.size, maxParts, minPartBytes });
      const partsInFlight = COPIES_IN_FLIGHT;
      const request = { ...target, limits, partsInFlight, key: to, from, parts, options };
      return withoutPutId(await copyObject(request));
    },

    remove: (key, signal, etag) =>
      attempt('remove', { key, signal }, () => removeObject({ ...target, key, etag, signal })),

    pendingUploads: (prefix, signal) =>
      attempt('list the uploads of', { key: prefix, signal }, () =>
        listUploads({ ...target, habits, prefix, signal }),
      ),

    abortUpload: ({ key, id }, signal) =>
      attempt('abort an upload of', { key, signal }, async () => {
        const input = { Bucket: bucket, Key: key, UploadId: id };
        const command = new AbortMultipartUploadCommand(input);
        await client.send(command, { abortSignal: signal }).catch(ignore('NoSuchUpload'));
      }),
  };
}

function ignore(code: string): (error: unknown) => void {
  return (error) => {
    if (codeOf(error) !== code) throw error;
  };
}

function withoutPutId({ meta, ...object }: StoredObject): StoredObject {
  const { [PUT_ID_META]: _putId, ...given } = meta;
  return { ...object, meta: given };
}
