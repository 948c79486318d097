/** The Store in a folder: a NAS mount, a runner's disk, or a try-out without credentials. */
import type { Stats } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { throwIfAborted } from '../../base/cancellation.ts';
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import { announcedBody } from '../announced-body.ts';
import { checkMeta, compareKeys } from '../object-key.ts';
import type { ListedObject, PendingUpload, Store, StoredObject } from '../store.ts';
import { codeOf, etagOf, fileError, statFile, walk } from './files.ts';
import { OWN_FOLDER, pathOf, refuseLinks, removeEmptyFolders } from './path.ts';
import { readSidecar } from './sidecar.ts';
import { copyFile, type Place, uploadFile } from './upload.ts';

/** A store in `folder`, an absolute path, which the first `put` creates. */
export function createDirectoryStore(folder: string): Store {
  const root = resolve(folder);
  const own = join(root, OWN_FOLDER);
  const sidecars = join(own, 'meta');
  const uploads = join(own, 'tmp');

  async function attempt<T>(what: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    throwIfAborted(signal);
    try {
      return await work();
    } catch (error) {
      throw await fileError(error, `cannot ${what}`, root);
    }
  }

  /** Throws INPUT_INVALID for a key that leads out of the folder. */
  async function locate(key: string): Promise<Place> {
    const path = pathOf(root, key);
    await refuseLinks(root, path);
    const place = {
      key,
      path,
      sidecar: `${join(sidecars, key)}.json`,
      sidecars,
      uploads: join(uploads, key),
      own,
    };
    // What labctl keeps for itself must not lead elsewhere either.
    await refuseLinks(root, place.sidecar);
    await refuseLinks(root, join(place.uploads, 'upload'));
    return place;
  }

  async function headFile(key: string): Promise<StoredObject | undefined> {
    const { path, sidecar } = await locate(key);
    const stats = await statFile(path);
    if (stats === undefined) return undefined;
    const object = toListed(key, stats);
    const known = (await readSidecar(sidecar))[object.etag];
    return { ...object, meta: known?.meta ?? {} };
  }

  async function removeFile(key: string, etag: string | undefined): Promise<void> {
    const { path, sidecar } = await locate(key);
    const stats = await statFile(path);
    if (stats === undefined) return;
    if (etag !== undefined && etagOf(stats) !== etag) {
      const what = `${printable(key)} in ${root} was not removed`;
      throw new LabctlError('NOT_FOUND', `${what}: it was overwritten since it was seen`);
    }
    await unlink(path).catch(ignoreMissing);
    await unlink(sidecar).catch(ignoreMissing);
    await removeEmptyFolders(root, dirname(path));
    await removeEmptyFolders(own, dirname(sidecar));
  }

  async function listUploads(prefix: string): Promise<PendingUpload[]> {
    const pending: PendingUpload[] = [];
    await refuseLinks(root, join(uploads, 'upload'));
    for await (const { key: name, path } of walk(uploads, { prefix })) {
      const stats = await statFile(path);
      if (stats === undefined) continue;
      // Where the system does not know when a file was created it says 1970, or later than the last change.
      const created = stats.birthtimeMs > 0 ? stats.birthtimeMs : stats.mtimeMs;
      const started = Math.floor(Math.min(created, stats.mtimeMs));
      const at = name.lastIndexOf('/');
      pending.push({ key: name.slice(0, at), id: name.slice(at + 1), started });
    }
    return pending.filter(({ key }) => key.startsWith(prefix));
  }

  return {
    label: root,

    list: (prefix, signal) =>
      attempt(`list ${prefix}`, signal, async () => {
        const objects: ListedObject[] = [];
        for await (const { key, path } of walk(root, { prefix, skip: OWN_FOLDER })) {
          throwIfAborted(signal);
          const stats = await statFile(path);
          if (stats !== undefined) objects.push(toListed(key, stats));
        }
        return objects.sort((a, b) => compareKeys(a.key, b.key));
      }),

    head: (key, signal) => attempt(`read ${key}`, signal, () => headFile(key)),

    get: (key, signal) =>
      attempt(`read ${key}`, signal, async () => {
        const { path } = await locate(key);
        if ((await statFile(path)) === undefined) return undefined;
        const handle = await open(path, 'r').catch(ignoreMissing);
        if (handle === undefined) return undefined;
        // Of the opened file: the path may lead to another one by now.
        const object = toListed(key, await handle.stat());
        const what = `cannot read ${key} in ${root}`;
        const { size } = object;
        const announcement = { size, what, code: 'FILE_FAILED', signal } as const;
        return { object, body: announcedBody(handle.createReadStream(), announcement) };
      }),

    async put(key, body, options) {
      const { signal } = options;
      // It may fail while its place is looked up, before `pipeline` listens to it; the error stays on it.
      body.once('error', () => undefined);
      try {
        checkMeta(options.meta ?? {});
        const place = await attempt(`put ${key}`, signal, () => locate(key));
        return await uploadFile(body, place, options);
      } finally {
        body.destroy();
      }
    },

    async copy(from, to, options) {
      checkMeta(options.meta ?? {});
      const what = `copy ${from.key}`;
      const { path } = await attempt(what, options.signal, () => locate(from.key));
      const place = await attempt(what, options.signal, () => locate(to));
      const check = () => requireVersion(from, path);
      return copyFile({ path, size: from.size, check }, place, options);
    },

    remove: (key, signal, etag) => attempt(`remove ${key}`, signal, () => removeFile(key, etag)),

    pendingUploads: (prefix, signal) =>
      attempt(`list the uploads of ${prefix}`, signal, () => listUploads(prefix)),

    abortUpload: ({ key, id }, signal) =>
      attempt(`abort an upload of ${key}`, signal, async () => {
        const path = pathOf(uploads, `${key}/${id}`);
        await refuseLinks(root, path);
        await unlink(path).catch(ignoreMissing);
        await removeEmptyFolders(own, dirname(path));
      }),
  };
}

function toListed(key: string, stats: Stats): ListedObject {
  return { key, size: stats.size, etag: etagOf(stats), modified: Math.floor(stats.mtimeMs) };
}

async function requireVersion({ key, etag }: ListedObject, path: string): Promise<void> {
  const now = await statFile(path);
  if (now !== undefined && etagOf(now) === etag) return;
  const found = now === undefined ? 'it is gone' : 'it was overwritten meanwhile';
  throw new LabctlError('NOT_FOUND', `cannot copy ${printable(key)}: ${found}`);
}

function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
  return undefined;
}
