/** Names that come from references and configuration, made fit for files and for Kubernetes. */
import { createHash } from 'node:crypto';
import { canonicalName, familiarName, type Reference } from '../../registry/reference.ts';

/** A Kubernetes label value, and with it what Kargo labels with a Warehouse's name. */
const MAX_LABEL = 63;
/** A file name of most systems, less the ending. */
const MAX_FILE = 200;

/** Whether a name may become the name of a state file: it leads nowhere else, and means the same on every system. */
export function isSafeName(name: string): boolean {
  return (
    name.length <= MAX_FILE &&
    /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/.test(name) &&
    !name.includes('..')
  );
}

/**
 * The name of a base image: `node:22-slim` is `node-22-slim`, `ghcr.io/o/i:v1` is `ghcr.io-o-i-v1`. Where two references
 * come to one name, `isTaken` says so for the second, and it gets a part of its digest behind it.
 */
export function baseImageName(reference: Reference, isTaken: (name: string) => boolean): string {
  const whole = reference.tag || reference.digest ? reference : { ...reference, tag: 'latest' };
  const plain = cut(
    familiarName(whole)
      .toLowerCase()
      .replace(/[/:@]/g, '-')
      .replace(/[^a-z0-9._-]/g, '-'),
    MAX_FILE,
  );
  const name = isSafeName(plain) ? plain : `image-${shortHash(canonicalName(whole))}`;
  return isTaken(name) ? `${cut(name, MAX_FILE - 9)}-${shortHash(canonicalName(whole))}` : name;
}

/** `metadata.name` of a Warehouse (RFC 1123, at most 63 characters). Only names that differ in `_` and `-` alone come to one. */
export function kubernetesName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/-*\.[.-]*/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '');
  if (plain === name && plain.length <= MAX_LABEL) return plain;
  const isReadable =
    plain.length > 0 && plain.length <= MAX_LABEL && plain === name.replaceAll('_', '-');
  return isReadable ? plain : `${cut(plain || 'image', MAX_LABEL - 9)}-${shortHash(name)}`;
}

function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[.-]+$/, '');
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
