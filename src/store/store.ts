/** The Store port: a bucket of objects under `/`-separated keys, each published whole or not at all. */
import type { Readable } from 'node:stream';
import type { Checksum } from '../stream/hash/checksum.ts';

/** What a listing shows of an object. */
export type ListedObject = {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Opaque version id, without quotes; equal for equal versions of one key. Never an MD5 to rely on. */
  readonly etag: string;
  /** Time of the last write, milliseconds since the epoch; `undefined` where the store does not tell it. */
  readonly modified: number | undefined;
};

/** What a HEAD shows: the listing's facts and the user metadata that was given to `put`. */
export type StoredObject = ListedObject & { readonly meta: Readonly<Record<string, string>> };

export type PutOptions = {
  /** User metadata (`x-amz-meta-*`), names in lower case. */
  readonly meta?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  /** Exact length of the body in bytes, where it is known. A body of another length is not published. */
  readonly size?: number;
  /** Upper bound of the length in bytes, where only that is known. */
  readonly maxSize?: number;
  readonly signal: AbortSignal;
};

export type CopyOptions = Pick<PutOptions, 'meta' | 'contentType' | 'signal'> & {
  /** What the bytes must have, where it is known. */
  readonly checksum?: Checksum | undefined;
};

export type PendingUpload = {
  readonly key: string;
  /** The store's id of the upload. */
  readonly id: string;
  /** When it was begun, milliseconds since the epoch; `undefined` where the store does not tell it. */
  readonly started: number | undefined;
};

export interface Store {
  /** For people: `s3://bucket at host` or the folder's path. Holds no secret. */
  readonly label: string;
  /** All objects whose key begins with `prefix`, in ascending order of their keys' UTF-8 bytes. */
  list(prefix: string, signal: AbortSignal): Promise<ListedObject[]>;
  /** The object as it is now, `undefined` when there is none. */
  head(key: string, signal: AbortSignal): Promise<StoredObject | undefined>;
  /** Opens the object for reading, `undefined` when there is none. A body that ends early is an error. */
  get(
    key: string,
    signal: AbortSignal,
  ): Promise<{ readonly object: ListedObject; readonly body: Readable } | undefined>;
  /**
   * Publishes `body` at `key` when, and only when, the body has ended without an error; answers what the store
   * itself says of the new object afterwards (its size confirmed). On an error of the body, of the store or of
   * the signal nothing of it stays behind, the previous object is untouched, and the promise rejects only after
   * the clean-up was awaited.
   */
  put(key: string, body: Readable, options: PutOptions): Promise<StoredObject>;
  /**
   * Publishes the bytes of `from`, an object of this store in exactly that version, at `to` as well, with the
   * metadata of the options and none of the source's. Rejects with NOT_FOUND when that version is gone, and with the
   * store's error when it cannot copy: then, as with `put`, nothing of the copy stays behind and the previous object
   * is untouched. In a bucket nothing passes through this machine, and so nobody sees the bytes; a store that does see
   * them rejects with CHECKSUM_MISMATCH when they are others than the options say.
   */
  copy(from: ListedObject, to: string, options: CopyOptions): Promise<StoredObject>;
  /**
   * Deletes the object; deleting what is not there is no error. With an ETag it deletes that version only, and rejects
   * with NOT_FOUND when another one is there. A store that knows no conditions can only look right before it deletes.
   */
  remove(key: string, signal: AbortSignal, etag?: string): Promise<void>;
  /** Uploads under `prefix` that were begun and neither completed nor aborted. */
  pendingUploads(prefix: string, signal: AbortSignal): Promise<PendingUpload[]>;
  /** Takes back one of `pendingUploads`; one that is gone is no error. */
  abortUpload(upload: PendingUpload, signal: AbortSignal): Promise<void>;
}
