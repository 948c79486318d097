/** Reads one object of a bucket: what HEAD says of it, and its bytes. */
import type { Readable } from 'node:stream';
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
} from '@aws-sdk/client-s3';
import { LabctlError } from '../../base/errors.ts';
import { announcedBody } from '../announced-body.ts';
import type { ListedObject, StoredObject } from '../store.ts';
import { type BodyOptions, resumingBody } from './body.ts';
import type { S3Sender } from './client.ts';
import { codeOf, isForeignAnswer, s3Error, statusOf } from './errors.ts';

export type ObjectRequest = {
  readonly client: S3Sender;
  readonly bucket: string;
  /** `s3://bucket at host`, for errors. */
  readonly label: string;
  readonly key: string;
  readonly signal: AbortSignal;
};

/** What HEAD says, `undefined` on 404: S3 does not tell there whether the bucket or the object is missing. */
export async function headObject(request: ObjectRequest): Promise<StoredObject | undefined> {
  const { client, bucket, key, signal } = request;
  try {
    const input = new HeadObjectCommand({ Bucket: bucket, Key: key });
    const answer = await client.send(input, { abortSignal: signal });
    const whole = answer.ContentLength === undefined ? await askByRange(answer, request) : answer;
    return { ...toListed(whole, request), meta: whole.Metadata ?? {} };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw s3Error(error, { operation: 'read', ...request });
  }
}

/**
 * What a GET of one byte says of the object, for a HEAD that tells no length: behind a proxy that compresses, or of a
 * gateway that answers in chunks.
 */
async function askByRange(
  head: HeadObjectCommandOutput,
  { client, bucket, key, signal }: ObjectRequest,
): Promise<HeadObjectCommandOutput> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, Range: 'bytes=0-0' });
  try {
    const { Body, ...answer } = await client.send(command, { abortSignal: signal });
    (Body as Readable).destroy();
    if (answer.$metadata.httpStatusCode !== 206) return answer;
    const size = /^bytes 0-0\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1];
    return { ...answer, ContentLength: size === undefined ? undefined : Number(size) };
  } catch (error) {
    // Without a first byte: it is empty.
    if (statusOf(error) === 416) return { ...head, ContentLength: 0 };
    throw error;
  }
}

/**
 * The object and its body, `undefined` where there is none. The body goes on where a connection breaks; its errors are
 * LabctlErrors.
 */
export async function getObject(
  request: ObjectRequest & Pick<BodyOptions, 'limits' | 'clock'>,
): Promise<{ object: ListedObject; body: Readable } | undefined> {
  const { client, bucket, key, label, signal } = request;
  let answer: GetObjectCommandOutput;
  try {
    const input = new GetObjectCommand({ Bucket: bucket, Key: key });
    answer = await client.send(input, { abortSignal: signal });
  } catch (error) {
    // A 404 with a page for people comes from a server that is no S3, not from a missing object.
    const isAbsent =
      statusOf(error) === 404 && codeOf(error) !== 'NoSuchBucket' && !isForeignAnswer(error);
    if (isAbsent) return undefined;
    throw s3Error(error, { operation: 'read', ...request });
  }
  const source = answer.Body as Readable;
  try {
    const object = toListed(answer, request);
    const what = `cannot read ${key} in ${label}`;
    const code = 'STORE_UNREACHABLE';
    const whole = resumingBody(source, { ...request, etag: answer.ETag ?? '', size: object.size });
    return { object, body: announcedBody(whole, { size: object.size, what, code, signal }) };
  } catch (error) {
    source.destroy();
    throw error;
  }
}

/** The ETag without its quotes; a proxy that compresses marks it as weak on some answers only. */
export function plainEtag(etag: string): string {
  return etag.replace(/^W\//, '').replace(/^"(.*)"$/, '$1');
}

/** The SDK makes NaN of a number that is none. */
export function isSize(size: number | undefined): size is number {
  return Number.isSafeInteger(size) && Number(size) >= 0;
}

function toListed(
  answer: HeadObjectCommandOutput | GetObjectCommandOutput,
  { key, label }: ObjectRequest,
): ListedObject {
  const { ContentLength, ETag, LastModified } = answer;
  if (!isSize(ContentLength) || !ETag) {
    const lack = ETag
      ? 'a length, as a proxy makes it that changes bodies'
      : 'an ETag; this is not an S3 API';
    throw new LabctlError(
      'STORE_INVALID',
      `cannot read ${key} in ${label}: got an answer without ${lack}: check E2_ENDPOINT`,
    );
  }
  return { key, size: ContentLength, etag: plainEtag(ETag), modified: LastModified?.getTime() };
}
