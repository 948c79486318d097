/** Turns what the SDK throws into LabctlErrors that say what to do. */

import { abortReason } from '../../base/cancellation.ts';
import { certificateRemedy } from '../../base/certificate-failure.ts';
import { describeCause, LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import { excerpts } from './answer.ts';

/** What a key has to be allowed, by what is done with it. */
const PERMISSIONS = {
  list: 's3:ListBucket',
  read: 's3:GetObject',
  put: 's3:PutObject',
  remove: 's3:DeleteObject',
  'list the uploads of': 's3:ListBucketMultipartUploads',
  'abort an upload of': 's3:AbortMultipartUpload',
} as const;

export type S3Operation = keyof typeof PERMISSIONS;

export type S3Call = {
  readonly operation: S3Operation;
  /** The key or the prefix. */
  readonly key: string;
  /** `s3://bucket at host`. */
  readonly label: string;
  readonly signal?: AbortSignal | undefined;
};

/** The fields of an SDK error that are read here; every one of them may be missing. */
type SdkError = {
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
  readonly Region?: unknown;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly attempts?: number;
  };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
};

/** The status of the answer that an SDK error stands for, `undefined` where there was none. */
export function statusOf(error: unknown): number | undefined {
  return (error as SdkError | undefined)?.$metadata?.httpStatusCode;
}

/** The S3 error code, for example `NoSuchKey`; empty where there is none. */
export function codeOf(error: unknown): string {
  const name = (error as SdkError | undefined)?.name ?? '';
  return /^[A-Z][A-Za-z0-9]+$/.test(name) && name !== 'Unknown' ? name : '';
}

/** Whether the answer has a body that is not S3's XML. */
export function isForeignAnswer(error: unknown): boolean {
  const excerpt = excerpts.of((error as SdkError).$response).trim();
  return excerpt !== '' && !/<Error\b/.test(excerpt);
}

/** Any error of an S3 request as a LabctlError; a LabctlError is returned as it is. */
export function s3Error(error: unknown, call: S3Call): Error {
  if (error instanceof LabctlError) return error;
  if (call.signal?.aborted) return abortReason(call.signal);
  const where = call.key === '' ? call.label : `${printable(call.key)} in ${call.label}`;
  const what = `cannot ${call.operation} ${where}`;
  const status = statusOf(error);
  const cause = withoutRequest(error);
  if (status === undefined) return connectionError(error as SdkError, { what, cause });
  const { code, remedy } = judge(error as SdkError, status, call);
  const answer = describeAnswer(error as SdkError, status);
  return new LabctlError(code, `${what}: ${answer}${remedy && `; ${remedy}`}`, { cause });
}

type Judgement = { readonly code: LabctlError['code']; readonly remedy: string };

function judge(error: SdkError, status: number, call: S3Call): Judgement {
  const rejected = (remedy: string): Judgement => ({ code: 'STORE_REJECTED', remedy });
  if (status === 429 || status === 500 || (status >= 502 && status <= 504)) {
    const attempts = error.$metadata?.attempts ?? 1;
    const remedy = attempts > 1 ? `gave up after ${attempts} attempts` : '';
    return { code: 'STORE_UNREACHABLE', remedy };
  }
  const region = error.$response?.headers?.['x-amz-bucket-region'] ?? error.Region;
  if (status >= 300 && status < 400 && (codeOf(error) !== '' || region !== undefined)) {
    return rejected(regionRemedy(region));
  }
  if (status < 400 || isForeignAnswer(error)) {
    return { code: 'STORE_INVALID', remedy: 'this is not an S3 API: check E2_ENDPOINT' };
  }
  switch (codeOf(error)) {
    case 'SignatureDoesNotMatch':
      return { code: 'CREDENTIALS_REFUSED', remedy: 'check E2_SECRET_KEY and the region' };
    case 'InvalidAccessKeyId': {
      const remedy = 'check E2_ACCESS_KEY, and that E2_ENDPOINT is the one of its account';
      return { code: 'CREDENTIALS_REFUSED', remedy };
    }
    case 'RequestTimeTooSkewed':
      return rejected('set the clock of this machine');
    case 'NoSuchBucket':
      return rejected('create the bucket, or correct E2_BUCKET or E2_ENDPOINT');
    case 'NoSuchKey':
      return rejected(
        call.operation === 'list' ? 'check E2_ENDPOINT: it must not name the bucket as well' : '',
      );
    case 'SecondLevelDomainForbidden':
    case 'PathStyleDomainForbidden':
      return rejected('this store takes a bucket only in its host name, which labctl cannot do');
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return rejected(regionRemedy(region));
  }
  if (status === 401 || status === 403) {
    return rejected(`your key needs ${PERMISSIONS[call.operation]}`);
  }
  return rejected('');
}

function regionRemedy(region: unknown): string {
  const name = typeof region === 'string' ? ` ${printable(region, 40)}` : '';
  return `the bucket is in another region${name}: correct the region or E2_ENDPOINT`;
}

function describeAnswer(error: SdkError, status: number): string {
  const { name = '', message = '' } = error;
  const excerpt = excerpts.of(error.$response).trim();
  const requestId = error.$metadata?.requestId;
  const request = requestId === undefined ? '' : ` (request ${printable(requestId, 60)})`;
  if (excerpt !== '' && (status < 300 || isForeignAnswer(error))) {
    return `got ${status} with "${printable(withoutSignature(excerpt))}"${request}`;
  }
  const code = name === 'Unknown' ? '' : ` ${name}`;
  const text = message === '' || message === 'UnknownError' ? '' : `: ${message}`;
  return `got ${status}${printable(withoutSignature(code + text), 300)}${request}`;
}

function connectionError(error: SdkError, { what, cause }: { what: string; cause: unknown }) {
  const code = typeof error.code === 'string' ? error.code : '';
  if (code === '' && error.name !== 'TimeoutError') {
    return new LabctlError('INTERNAL', `${what}: ${describeCause(error)}`, { cause });
  }
  const reason = printable(describeCause(error), 300);
  const remedy = certificateRemedy(error) ?? connectionRemedy(code, reason);
  return new LabctlError('STORE_UNREACHABLE', `${what}: ${reason}${remedy && `; ${remedy}`}`, {
    cause,
  });
}

function connectionRemedy(code: string, reason: string): string {
  if (reason.includes('the proxy ')) return '';
  if (code === 'ENOTFOUND') return 'no such host: check E2_ENDPOINT';
  if (code === 'ECONNREFUSED') return 'nothing listens there: check E2_ENDPOINT';
  const noTls = code === 'EPROTO' || code.startsWith('ERR_SSL_');
  return noTls ? 'the port does not speak TLS: check E2_ENDPOINT' : '';
}

/** A proxy may echo our Authorization header on its error page. */
function withoutSignature(text: string): string {
  return text.replace(/\b(Credential|Signature)=[^\s,&"<]+/gi, '$1=***');
}

/** SDK errors carry the access key and the string that was signed as fields: only name, text and stack stay. */
function withoutRequest(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const plain = new Error(withoutSignature(error.message));
  return Object.assign(plain, { name: error.name, stack: error.stack });
}
