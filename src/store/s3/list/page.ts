/** One page of a listing, asked for in each of the ways that servers know, as far as it is read here. */
import {
  type _Object,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  type ListObjectsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type MultipartUpload,
} from '@aws-sdk/client-s3';
import type { S3Sender } from '../client.ts';
import { asListing } from './answer.ts';

export type PageRequest = {
  readonly client: S3Sender;
  readonly bucket: string;
  readonly prefix: string;
  readonly signal: AbortSignal;
};

/** A way to ask for a listing: the version of the API, and whether for encoded keys. */
export type Way = { readonly version: 1 | 2; readonly encoded: boolean };

/** Where a page begins: after a token of the page before it, or after a key in one of two ways. */
export type Start =
  | { readonly by: 'token'; readonly token: string }
  | { readonly by: 'marker' | 'start-after'; readonly key: string };

export type ObjectPage = {
  readonly objects: readonly _Object[];
  /** Beginnings of keys that the page shows instead of the keys, though nobody has asked for that. */
  readonly folders: readonly string[];
  /** Whether the page says that its keys are encoded. */
  readonly announced: boolean;
  readonly truncated: boolean;
  readonly token: string | undefined;
  /** As it is written. */
  readonly marker: string | undefined;
};

const KEYS_OF_A_PAGE = 1000;

/** Throws SDK errors. */
export async function readObjectPage(
  request: PageRequest,
  way: Way,
  start: Start | undefined,
): Promise<ObjectPage> {
  const { client, bucket, prefix, signal: abortSignal } = request;
  const input = {
    Bucket: bucket,
    Prefix: prefix,
    ...(way.encoded && { EncodingType: 'url' as const }),
  };
  if (way.version === 1 || start?.by === 'marker') {
    const Marker = start?.by === 'marker' ? start.key : undefined;
    const command = asListing(new ListObjectsCommand({ ...input, Marker }));
    return toPage(await client.send(command, { abortSignal }));
  }
  const from =
    start?.by === 'token'
      ? { ContinuationToken: start.token }
      : { StartAfter: start?.by === 'start-after' ? start.key : undefined };
  const command = asListing(new ListObjectsV2Command({ ...input, ...from }));
  return toPage(await client.send(command, { abortSignal }));
}

/** Servers that know only the first version answer the second one with it. */
function toPage(answer: ListObjectsCommandOutput | ListObjectsV2CommandOutput): ObjectPage {
  const { Contents = [], CommonPrefixes = [], EncodingType, IsTruncated, MaxKeys } = answer;
  const { NextContinuationToken: token } = answer as Partial<ListObjectsV2CommandOutput>;
  const { NextMarker: marker } = answer as Partial<ListObjectsCommandOutput>;
  const isFull = Contents.length >= (MaxKeys || KEYS_OF_A_PAGE);
  return {
    objects: Contents,
    folders: CommonPrefixes.flatMap(({ Prefix }) => Prefix || []),
    announced: EncodingType === 'url',
    truncated: IsTruncated ?? (Boolean(token || marker) || isFull),
    token: token || undefined,
    marker: marker || undefined,
  };
}

export type UploadStart = { readonly key: string; readonly id: string | undefined };

export type UploadPage = {
  readonly uploads: readonly MultipartUpload[];
  readonly announced: boolean;
  readonly truncated: boolean;
  /** As it is written. */
  readonly marker: string | undefined;
  readonly idMarker: string | undefined;
};

/** Throws SDK errors. */
export async function readUploadPage(
  { client, bucket, signal }: PageRequest,
  start: UploadStart | undefined,
): Promise<UploadPage> {
  const command = new ListMultipartUploadsCommand({
    Bucket: bucket,
    EncodingType: 'url',
    // No prefix: MinIO, and what is made from it, takes a prefix for the whole key and finds nothing else.
    KeyMarker: start?.key,
    UploadIdMarker: start?.id,
  });
  const page = await client.send(asListing(command), { abortSignal: signal });
  const last = page.Uploads?.at(-1);
  return {
    uploads: page.Uploads ?? [],
    announced: page.EncodingType === 'url',
    truncated: page.IsTruncated ?? Boolean(page.NextKeyMarker),
    marker: page.NextKeyMarker || last?.Key,
    idMarker: page.NextKeyMarker ? page.NextUploadIdMarker : last?.UploadId,
  };
}
