/** A Store in memory, for tests of what stands above stores: it counts, and fails when told to. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { abortReason, throwIfAborted } from '../../../src/base/cancellation.ts';
import { LabctlError } from '../../../src/base/errors.ts';
import { announcedBody } from '../../../src/store/announced-body.ts';
import { countBody } from '../../../src/store/body-counter.ts';
import { checkMeta, compareKeys } from '../../../src/store/object-key.ts';
import type { PendingUpload, Store, StoredObject } from '../../../src/store/store.ts';
import { type Algorithm, algorithmOf, type Checksum } from '../../../src/stream/hash/checksum.ts';

export type StoreOperation = Exclude<keyof Store, 'label'>;

export type StoreCall = { readonly operation: StoreOperation; readonly key: string };

export interface MemoryStore extends Store {
  /** Every call so far, in order; `key` is the prefix for listings. */
  readonly calls: StoreCall[];
  /** How often `operation` was called, for `key` where it is given. */
  count(operation: StoreOperation, key?: string): number;
  /** Calls of `put`, `copy` and `remove`. */
  writes(): number;
  /** The bytes at `key`, without a call. */
  bytes(key: string): Buffer | undefined;
  /** Puts bytes there without a call, as another program would. */
  plant(key: string, bytes: Buffer | string, meta?: Readonly<Record<string, string>>): StoredObject;
  /** Leaves an unfinished upload behind, as a killed run would. */
  beginUpload(key: string, started?: number): PendingUpload;
}

export type MemoryStoreOptions = {
  /** Called before each operation; what it throws is what the operation rejects with. */
  readonly before?: (call: StoreCall) => void | Promise<void>;
  /** Milliseconds since the epoch, for times of writes. */
  readonly now?: () => number;
};

type Held = { readonly object: StoredObject; readonly bytes: Buffer };

/** An empty store. */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const { before = () => undefined, now = Date.now } = options;
  const objects = new Map<string, Held>();
  const uploads = new Map<string, PendingUpload>();
  const calls: StoreCall[] = [];
  let versions = 0;

  async function begin(operation: StoreOperation, key: string, signal: AbortSignal): Promise<void> {
    calls.push({ operation, key });
    throwIfAborted(signal);
    await before({ operation, key });
  }

  function hold(key: string, bytes: Buffer, meta: Readonly<Record<string, string>>): StoredObject {
    versions += 1;
    const etag = createHash('sha256').update(`${versions}`).digest('hex').slice(0, 32);
    const object = { key, size: bytes.length, etag, modified: now(), meta: { ...meta } };
    objects.set(key, { object, bytes });
    return object;
  }

  function beginUpload(key: string, started = now()): PendingUpload {
    versions += 1;
    const upload = { key, id: `upload-${versions}`, started };
    uploads.set(upload.id, upload);
    return upload;
  }

  return {
    label: 'memory',
    calls,
    count: (operation, key) =>
      calls.filter(
        (call) => call.operation === operation && (key === undefined || call.key === key),
      ).length,
    writes: () =>
      calls.filter(({ operation }) => ['put', 'copy', 'remove'].includes(operation)).length,
    bytes: (key) => objects.get(key)?.bytes,
    plant: (key, bytes, meta = {}) => hold(key, Buffer.from(bytes), meta),
    beginUpload,

    async list(prefix, signal) {
      await begin('list', prefix, signal);
      return [...objects.values()]
        .map(({ object: { meta: _, ...listed } }) => listed)
        .filter(({ key }) => key.startsWith(prefix))
        .sort((a, b) => compareKeys(a.key, b.key));
    },

    async head(key, signal) {
      await begin('head', key, signal);
      return objects.get(key)?.object;
    },

    async get(key, signal) {
      await begin('get', key, signal);
      const held = objects.get(key);
      if (held === undefined) return undefined;
      const { meta: _, ...object } = held.object;
      const announcement = { size: object.size, what: `cannot read ${key}`, signal } as const;
      const source = Readable.from(chunksOf(held.bytes), { objectMode: false });
      return {
        object,
        body: announcedBody(source, { ...announcement, code: 'STORE_UNREACHABLE' }),
      };
    },

    async put(key, body, { size, maxSize, meta = {}, signal }) {
      let upload: PendingUpload | undefined;
      try {
        await begin('put', key, signal);
        checkMeta(meta);
        upload = beginUpload(key);
        const counter = countBody(key, { size, maxSize });
        let bytes = Buffer.alloc(0);
        await pipeline(
          body,
          counter.stream,
          async (chunks: AsyncIterable<Buffer>) => {
            bytes = await buffer(chunks);
          },
          { signal },
        );
        return hold(key, bytes, meta);
      } catch (error) {
        throw signal.aborted ? abortReason(signal) : error;
      } finally {
        if (upload !== undefined) uploads.delete(upload.id);
        body.destroy();
      }
    },

    async copy(from, to, { meta = {}, checksum, signal }) {
      await begin('copy', to, signal);
      checkMeta(meta);
      const source = objects.get(from.key);
      if (source?.object.etag !== from.etag) {
        throw new LabctlError('NOT_FOUND', `cannot copy ${from.key}: no longer that version`);
      }
      if (checksum !== undefined && digestOf(source.bytes, algorithmOf(checksum)) !== checksum) {
        throw new LabctlError('CHECKSUM_MISMATCH', `checksum mismatch: ${from.key}`);
      }
      throwIfAborted(signal);
      return hold(to, source.bytes, meta);
    },

    async remove(key, signal, etag) {
      await begin('remove', key, signal);
      const now = objects.get(key)?.object.etag;
      if (etag !== undefined && now !== undefined && now !== etag) {
        throw new LabctlError('NOT_FOUND', `${key} was not removed: no longer that version`);
      }
      objects.delete(key);
    },

    async pendingUploads(prefix, signal) {
      await begin('pendingUploads', prefix, signal);
      return [...uploads.values()].filter(({ key }) => key.startsWith(prefix));
    },

    async abortUpload({ key, id }, signal) {
      await begin('abortUpload', key, signal);
      uploads.delete(id);
    },
  };
}

function digestOf(bytes: Buffer, algorithm: Algorithm): Checksum {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

const CHUNK_BYTES = 64 * 1024;

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}
