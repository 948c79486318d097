/** Names S3 requests in path style as the SDK names its commands. */
import type { IncomingMessage } from 'node:http';

export type S3RequestKind =
  | 'ListObjects'
  | 'ListObjectsV2'
  | 'ListMultipartUploads'
  | 'HeadBucket'
  | 'CreateBucket'
  | 'HeadObject'
  | 'GetObject'
  | 'PutObject'
  | 'CopyObject'
  | 'DeleteObject'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'UploadPartCopy'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'Other';

export type S3RequestName = {
  readonly kind: S3RequestKind;
  readonly key: string;
  readonly query: URLSearchParams;
};

/** What a request asks for, and the key that it is about; empty for the bucket itself. */
export function nameOf({ method = '', url = '/', headers }: IncomingMessage): S3RequestName {
  const { pathname, searchParams } = new URL(url, 'http://s3.invalid');
  const [, bucket = '', ...rest] = pathname.split('/');
  const key = decodeURIComponent(rest.join('/'));
  const query = searchParams;
  if (key === '' || bucket === '') return { kind: bucketKind(method, query), key: '', query };
  const kind = objectKind(method, query);
  return { kind: 'x-amz-copy-source' in headers ? copyKind(kind) : kind, key, query };
}

function copyKind(kind: S3RequestKind): S3RequestKind {
  return kind === 'UploadPart' ? 'UploadPartCopy' : 'CopyObject';
}

function bucketKind(method: string, query: URLSearchParams): S3RequestKind {
  if (method === 'HEAD') return 'HeadBucket';
  if (method === 'PUT') return 'CreateBucket';
  if (method !== 'GET') return 'Other';
  if (query.has('uploads')) return 'ListMultipartUploads';
  return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
}

function objectKind(method: string, query: URLSearchParams): S3RequestKind {
  const isUpload = query.has('uploadId');
  switch (method) {
    case 'HEAD':
      return 'HeadObject';
    case 'GET':
      return 'GetObject';
    case 'PUT':
      return isUpload ? 'UploadPart' : 'PutObject';
    case 'DELETE':
      return isUpload ? 'AbortMultipartUpload' : 'DeleteObject';
    case 'POST':
      if (isUpload) return 'CompleteMultipartUpload';
      return query.has('uploads') ? 'CreateMultipartUpload' : 'Other';
    default:
      return 'Other';
  }
}
