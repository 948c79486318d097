/** What some stores refuse that S3 itself takes, as rules for the S3 proxy. */
import type { S3Answer, S3Request } from './s3-fault.ts';

export type VendorRule = (request: S3Request) => S3Answer | undefined;

/** All parts but the last have to be equally long: https://developers.cloudflare.com/r2/api/s3/api/ */
export function refusesUnequalParts(): VendorRule {
  const uploads = new Map<string, Map<number, number>>();
  return ({ kind, query, headers }) => {
    const id = query.get('uploadId') ?? '';
    const parts = uploads.get(id) ?? new Map<number, number>();
    uploads.set(id, parts);
    if (kind === 'UploadPart') {
      parts.set(Number(query.get('partNumber')), Number(headers['content-length']));
    }
    if (kind !== 'CompleteMultipartUpload') return undefined;
    const last = Math.max(...parts.keys());
    const sizes = new Set([...parts].filter(([part]) => part !== last).map(([, size]) => size));
    const largest = Math.max(...sizes, 0);
    const isEqual = sizes.size <= 1 && (sizes.size === 0 || (parts.get(last) ?? 0) <= largest);
    return isEqual ? undefined : refusal(400, 'InvalidPart', 'Parts must have the same length.');
  };
}

/** As B2 did when the SDKs began to send them by default. */
export const refusesChecksumHeaders: VendorRule = ({ headers }) => {
  const name = Object.keys(headers).find((header) =>
    /^x-amz-(checksum|sdk-checksum|trailer)/.test(header),
  );
  return (name && refusal(400, 'InvalidArgument', `Unsupported header ${name}`)) || undefined;
};

/** Everything beyond objects, listings and multipart uploads, like Garage. */
export const knowsNoSubresources: VendorRule = ({ kind, query }) => {
  const known =
    /^(x-id|uploads|uploadId|partNumber|list-type|prefix|encoding-type|continuation-token|marker|max-keys|key-marker|upload-id-marker)$/;
  const isKnown = kind !== 'Other' && [...query.keys()].every((name) => known.test(name));
  return isKnown ? undefined : refusal(501, 'NotImplemented');
};

/** A store of the first hour: one kind of listing, no copies, and nothing to see of unfinished uploads. */
export const knowsTheLeast: VendorRule = (request) => {
  const unknown = ['ListObjectsV2', 'ListMultipartUploads', 'CopyObject', 'UploadPartCopy'];
  return unknown.includes(request.kind)
    ? refusal(501, 'NotImplemented')
    : knowsNoSubresources(request);
};

/** Conditions on writes, which some stores ignore and others refuse: nothing may rest on them. */
export const knowsNoConditions: VendorRule = ({ headers }) => {
  const name = Object.keys(headers).find((header) => /^if-(none-)?match$/.test(header));
  return name === undefined ? undefined : refusal(501, 'NotImplemented', name);
};

/** Parts up to this number. */
export function takesParts(most: number): VendorRule {
  return ({ kind, query }) =>
    kind === 'UploadPart' && Number(query.get('partNumber')) > most
      ? refusal(400, 'InvalidArgument', `Part number must be an integer between 1 and ${most}`)
      : undefined;
}

/** 417, as some proxies answer to `Expect: 100-continue`. */
export const refusesExpectations: VendorRule = ({ headers }) =>
  headers.expect === undefined ? undefined : { status: 417 };

function refusal(status: number, code: string, message = 'No.'): S3Answer {
  return {
    status,
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}
