/** Checks what a user says of an S3 store: its endpoint and the name of its bucket. */
import { LabctlError } from '../../base/errors.ts';
import { printable, redactUrls } from '../../base/redact.ts';

/** Segments that every server and proxy signs and reads alike. */
const PATH = /^(\/(?!\.{1,2}(\/|$))[\w.~-]+)*$/;

/**
 * The endpoint as a URL, with the path below which its buckets lie; https is assumed where no scheme is given, http is
 * for this machine only. Throws INPUT_INVALID.
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
  if (/[?#]/.test(text)) throw refusal(text, 'a host without a query');
  // As it is written: in the URL `..` is resolved already.
  const path = candidate.replace(/^[^/]*\/\/[^/\\]*/, '').replace(/^\/$/, '');
  if (!PATH.test(path)) {
    throw refusal(
      text,
      'a path, if any, of letters, digits, ".", "_", "~" and "-": https://host/storage/v1/s3',
    );
  }
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

/** Throws INPUT_INVALID where the endpoint names the bucket as well, as web consoles show it: labctl puts it there. */
export function refuseBucketInEndpoint(endpoint: URL, bucket: string): void {
  refuseBucketInHost(endpoint, bucket);
  const segments = endpoint.pathname.split('/').filter((segment) => segment !== '');
  const isApi = segments.at(-1) === 's3';
  if (isApi || (segments[0] !== bucket && segments.at(-1) !== bucket)) return;
  const others = segments.slice(0, segments.lastIndexOf(bucket));
  const without = [endpoint.origin, ...others].join('/');
  throw refusal(endpoint.href, `the endpoint without the bucket: ${without}`);
}

/** Only for hosts that are known to be built so: `minio.lan` may well hold a bucket called `minio`. */
function refuseBucketInHost(endpoint: URL, bucket: string): void {
  const prefix = `${bucket.toLowerCase()}.`;
  if (!endpoint.host.startsWith(prefix)) return;
  const host = endpoint.host.slice(prefix.length);
  if (!HOLDS_BUCKETS.test(host)) return;
  throw refusal(endpoint.host, `the host without the bucket: ${host}`);
}

const HOLDS_BUCKETS =
  /^(s3[.-].*|[^.]+\.[^.]+\.idrivee2(-\d+)?\.com|[^.]+(\.[^.]+)?\.r2\.cloudflarestorage\.com|[^.]+\.(digitaloceanspaces|linodeobjects|vultrobjects|your-objectstorage)\.com|storage\.googleapis\.com)(:\d+)?$/;

/**
 * Throws INPUT_INVALID for a name that no store has. Not only the names that S3 gives today: older buckets, Ceph and
 * others have upper case, `_`, 255 characters, and tenants as in `tenant:bucket`.
 */
export function checkBucketName(bucket: string): void {
  const wrong = IMPOSSIBLE_NAMES.find(([pattern]) => pattern.test(bucket))?.[1];
  if (wrong === undefined) return;
  throw new LabctlError(
    'INPUT_INVALID',
    `E2_BUCKET is wrong: found "${printable(bucket, 80)}", ${wrong}`,
  );
}

const IMPOSSIBLE_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'want the name of a bucket'],
  [/\//, 'want the name alone, without "/": no URL, and no folder in the bucket'],
  [/^arn:/, 'want the name alone, not its ARN'],
  [/[^\w.:-]/, 'want letters, digits, ".", "_", "-" and ":" only'],
  [/\.\./, 'want no ".." in it'],
  [/^\d+\.\d+\.\d+\.\d+$/, 'want a name, not an IP address'],
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html
  [/^(.{0,2}|.{256,})$/, 'want 3 to 255 characters'],
  [/--xa?-s3$/, 'want a general purpose bucket: a directory bucket has an API of its own'],
];

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function refusal(text: string, want: string): LabctlError {
  // A user and a password may stand before the host, with a scheme or without one.
  const shown = printable(redactUrls(text).replace(/^.*@/s, ''), 120);
  return new LabctlError('INPUT_INVALID', `E2_ENDPOINT is wrong: found "${shown}", want ${want}`);
}
