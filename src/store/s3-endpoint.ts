/** Checks what a user says of an S3 store: its endpoint and the name of its bucket. */
import { LabctlError } from '../errors.ts';
import { printable, redactUrls } from '../redact.ts';

/**
 * The endpoint as a URL; https is assumed where no scheme is given, http is for this machine only. Throws
 * INPUT_INVALID.
 */
export function parseEndpoint(text: string): URL {
  if (text.includes('@')) {
    // Not quoted: it may hold a password.
    throw new LabctlError('INPUT_INVALID', 'E2_ENDPOINT is wrong: want no user and no password');
  }
  const trimmed = text.replace(/(?<=[^/])\/$/, '');
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed);
  const candidate = hasScheme ? trimmed : `https://${trimmed}`;
  if (/\s/.test(text) || !URL.canParse(candidate))
    throw refusal(text, 'a host name without spaces');
  const url = new URL(candidate);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refusal(text, 'https://host');
  if (url.pathname !== '/' || trimmed.endsWith('/')) {
    throw refusal(text, 'a host without a path; the bucket is named by E2_BUCKET');
  }
  if (/[?#]/.test(text)) throw refusal(text, 'a host without a query');
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw refusal(text, 'https://; plain http is for this machine only');
  }
  if (url.hostname === 'e2.idrive.com') {
    throw refusal(
      text,
      'the endpoint of your account and region, for example a1b2.ldn.idrivee2-12.com; ' +
        'the dashboard of e2 shows it under the enabled regions',
    );
  }
  return url;
}

/**
 * Throws INPUT_INVALID where the host begins with the bucket, as web consoles show it; labctl puts the bucket into the
 * path. Only for hosts that are known to be built so: `minio.lan` may well hold a bucket called `minio`.
 */
export function refuseBucketInHost(endpoint: URL, bucket: string): void {
  const prefix = `${bucket}.`;
  if (!endpoint.host.startsWith(prefix)) return;
  const host = endpoint.host.slice(prefix.length);
  if (!HOLDS_BUCKETS.test(host)) return;
  throw refusal(endpoint.host, `the host without the bucket: ${host}`);
}

const HOLDS_BUCKETS =
  /^(s3[.-].*|[^.]+\.[^.]+\.idrivee2(-\d+)?\.com|[^.]+(\.[^.]+)?\.r2\.cloudflarestorage\.com|[^.]+\.digitaloceanspaces\.com)(:\d+)?$/;

/** Throws INPUT_INVALID unless the name keeps the rules for buckets. */
export function checkBucketName(bucket: string): void {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  const fits =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) &&
    !bucket.includes('..') &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(bucket);
  if (fits) return;
  throw new LabctlError(
    'INPUT_INVALID',
    `E2_BUCKET is wrong: found "${printable(bucket, 80)}", want 3 to 63 lower-case letters, digits, ` +
      'hyphens and dots, with a letter or digit at both ends',
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function refusal(text: string, want: string): LabctlError {
  // A user and a password may stand before the host, with a scheme or without one.
  const shown = printable(redactUrls(text).replace(/^.*@/s, ''), 120);
  return new LabctlError('INPUT_INVALID', `E2_ENDPOINT is wrong: found "${shown}", want ${want}`);
}
