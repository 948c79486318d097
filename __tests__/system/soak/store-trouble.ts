/** Random faults of the store: of an S3 server's answers, or of a folder's disk. */
import type { S3Fault } from '../../support/servers/s3-proxy.ts';
import type { S3RequestKind } from '../../support/servers/s3-request-kind.ts';
import type { SoakManifest } from './manifests.ts';
import type { Random } from './random.ts';

export type StoreKind = 'versitygw' | 'minio' | 'folder';

/** What goes wrong with one operation of a folder store. */
export type FolderFault = {
  readonly operation:
    | 'list'
    | 'head'
    | 'get'
    | 'put'
    | 'copy'
    | 'remove'
    | 'pendingUploads'
    | 'abortUpload';
  /** Leaves the first `after` calls alone. */
  readonly after: number;
  readonly times: number;
  /** `before`: nothing is done; `half`: of a put, the disk is full midway; `lost`: it is done, and reported as failed. */
  readonly how: 'before' | 'half' | 'lost';
};

export type StoreTrouble = {
  readonly s3: readonly S3Fault[];
  readonly folder: readonly FolderFault[];
  /** From this request on the store cannot be reached any more, as after a kill. */
  readonly deadAfter?: number | undefined;
};

type Where = {
  readonly store: StoreKind;
  readonly manifests: readonly SoakManifest[];
  readonly calm: boolean;
};

export function storeTrouble({ store, manifests, calm }: Where, random: Random): StoreTrouble {
  if (calm) return { s3: [], folder: [] };
  const count = random.pick([0, 1, 1, 2, 3]);
  if (store === 'folder') {
    const folder = Array.from({ length: count }, () => makeFolderFault(random));
    return { s3: [], folder };
  }
  const keys = manifests.flatMap(({ images }) =>
    images.flatMap(({ destination }) => [`images/${destination}`, `metadata/${destination}.json`]),
  );
  const s3 = Array.from({ length: count }, () => makeS3Fault(keys, random));
  return { s3, folder: [], deadAfter: random.chance(0.08) ? random.int(30) : undefined };
}

/** Whether some request is never answered, so that a short time limit is wanted. */
export function storeStalls({ s3 }: StoreTrouble): boolean {
  return s3.some(({ how }) => how === 'stall');
}

/** Whether an upload may be left that labctl could not take back: `prune` is to find it later. */
export function mayLeaveUploads(trouble: StoreTrouble): boolean {
  if (trouble.deadAfter !== undefined || storeStalls(trouble)) return true;
  return trouble.s3.some(({ kind, how }) => {
    if (kind === 'AbortMultipartUpload') return true;
    // The server has begun an upload, and its id is lost with the answer.
    const acts =
      how === 'lose' || how === 'truncate' || (typeof how === 'object' && 'acted' in how);
    return kind === 'CreateMultipartUpload' && acts;
  });
}

function makeFolderFault(random: Random): FolderFault {
  const operation = random.pick([
    'put',
    'put',
    'put',
    'copy',
    'remove',
    'list',
    'get',
    'head',
    'pendingUploads',
    'abortUpload',
  ] as const);
  const how = random.pick(
    operation === 'put' ? (['before', 'half', 'lost'] as const) : (['before', 'lost'] as const),
  );
  return { operation, how, after: random.int(6), times: makeTimes(random) };
}

function makeTimes(random: Random): number {
  return random.chance(0.25) ? Number.POSITIVE_INFINITY : 1 + random.int(3);
}

const KINDS: readonly S3RequestKind[] = [
  'PutObject',
  'PutObject',
  'PutObject',
  'CopyObject',
  'CopyObject',
  'HeadObject',
  'HeadObject',
  'DeleteObject',
  'GetObject',
  'ListObjectsV2',
  'CreateMultipartUpload',
  'UploadPart',
  'UploadPart',
  'CompleteMultipartUpload',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
  'ListMultipartUploads',
];

function makeS3Fault(keys: readonly string[], random: Random): S3Fault {
  const kind = random.pick(KINDS);
  const isAboutObject = !kind.startsWith('List');
  return {
    kind,
    ...(isAboutObject && random.chance(0.3) && { key: random.pick(keys) }),
    after: random.int(5),
    times: makeTimes(random),
    how: makeHow(kind, random),
  };
}

const xmlError = (code: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>no</Message></Error>`;
const HTML = '<!DOCTYPE html><html><title>Console</title></html>';

function makeHow(kind: S3RequestKind, random: Random): S3Fault['how'] {
  if (random.chance(0.02)) return 'stall';
  const passing: S3Fault['how'][] = [
    { status: 500, body: xmlError('InternalError') },
    { status: 503, body: xmlError('SlowDown'), headers: { 'retry-after': '3' } },
    { status: 429, body: xmlError('TooManyRequests') },
    'reset',
    'lose',
    'truncate',
  ];
  const lasting: S3Fault['how'][] = [
    { status: 403, body: xmlError('AccessDenied') },
    { status: 403, body: xmlError('SignatureDoesNotMatch') },
    { acted: { status: 500, body: xmlError('InternalError') } },
  ];
  return random.pick([...passing, ...lasting, ...oddities(kind)]);
}

/** What only some operations can be answered with. */
function oddities(kind: S3RequestKind): S3Fault['how'][] {
  switch (kind) {
    case 'CompleteMultipartUpload':
      return [
        { status: 200, body: xmlError('InternalError') },
        { acted: { status: 200, body: xmlError('InternalError') } },
        { acted: { status: 200, body: '' } },
        { acted: { status: 200, body: HTML } },
        { acted: { status: 404, body: xmlError('NoSuchUpload') } },
      ];
    case 'UploadPart':
      return ['corrupt', 'corrupt', { status: 200 }, { acted: { status: 200 } }];
    case 'PutObject':
      return ['corrupt', { status: 200 }, { acted: { status: 200 } }];
    case 'CopyObject':
      return [
        { status: 200, body: xmlError('InternalError') },
        { acted: { status: 200, body: xmlError('InternalError') } },
        { status: 501, body: xmlError('NotImplemented') },
      ];
    case 'ListObjectsV2':
      return [
        { status: 501, body: xmlError('NotImplemented') },
        { status: 200, body: HTML },
      ];
    case 'HeadObject':
      return [{ status: 404 }];
    case 'GetObject':
      return [{ status: 200, body: HTML, headers: { 'content-type': 'text/html' } }];
    case 'AbortMultipartUpload':
      return [{ status: 404, body: xmlError('NoSuchUpload') }];
    default:
      return [];
  }
}
