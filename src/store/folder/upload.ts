/** Writes a file beside the objects of a directory store, and moves it into its place once it is whole. */
import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { copyFile as copySystemFile, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { abortReason, throwIfAborted } from '../../base/cancellation.ts';
import { createVerifier } from '../../stream/verify.ts';
import { countBody } from '../body-counter.ts';
import type { CopyOptions, PutOptions, StoredObject } from '../store.ts';
import { etagOf, fileError, statFile } from './files.ts';
import { removeEmptyFolders, syncFile, syncFolder, withParent } from './path.ts';
import { readSidecar, writeSidecar } from './sidecar.ts';
import { freshEtag } from './version.ts';

/** Where the parts of one object are. */
export type Place = {
  readonly key: string;
  /** Of the object itself. */
  readonly path: string;
  readonly sidecar: string;
  /** Holds all sidecars. */
  readonly sidecars: string;
  /** Holds the unfinished uploads of this key. */
  readonly uploads: string;
  /** What labctl keeps for itself. */
  readonly own: string;
};

/** Publishes the body in one step; on any error nothing of it stays. Errors of the body are passed on as they are. */
export async function uploadFile(
  body: Readable,
  place: Place,
  options: PutOptions,
): Promise<StoredObject> {
  const attempt = attemptAt(place);
  const upload = await attempt(beginUpload(place));
  try {
    await receive(body, upload, { place, options, attempt });
    return await attempt(publish(upload, place, options));
  } finally {
    await discard(upload, place);
  }
}

export type FileVersion = {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Throws where it is another file by now. */
  readonly check: () => Promise<void>;
};

/**
 * Publishes what is in another file, as `uploadFile` does with a body. The bytes are hashed on their way: neither size
 * nor time of a file tell that a disk or another program has changed it.
 */
export async function copyFile(
  from: FileVersion,
  place: Place,
  options: CopyOptions,
): Promise<StoredObject> {
  const attempt = attemptAt(place);
  await attempt(from.check());
  const clone = await attempt(cloneFile(from, place));
  const upload = clone ?? (await attempt(beginUpload(place)));
  try {
    if (clone === undefined) {
      const file = (await attempt(open(from.path))).createReadStream();
      const body = verified(file, from, options);
      await receive(body, upload, { place, options: { ...options, size: from.size }, attempt });
    } else await attempt(readVerified(clone, from, options));
    await attempt(from.check());
    return await attempt(publish(upload, place, options));
  } finally {
    await discard(upload, place);
  }
}

/** The body, which ends only when it has the checksum that is known of it. */
function verified(
  body: Readable,
  { path }: FileVersion,
  { checksum, signal }: CopyOptions,
): Readable {
  if (checksum === undefined) return body;
  const verifier = createVerifier({ label: path, checksums: [checksum] });
  // Its errors come out of the verifier.
  pipeline(body, verifier, { signal }).catch(() => undefined);
  return verifier;
}

async function readVerified(
  { handle }: Upload,
  from: FileVersion,
  options: CopyOptions,
): Promise<void> {
  if (options.checksum === undefined) return;
  const file = handle.createReadStream({ start: 0, autoClose: false });
  for await (const _chunk of verified(file, from, options)) throwIfAborted(options.signal);
}

type Upload = { readonly handle: FileHandle; readonly path: string };
type Attempt = <T>(work: Promise<T>) => Promise<T>;

function attemptAt({ key, own }: Place): Attempt {
  return (work) =>
    work.catch(async (error: unknown) => {
      throw await fileError(error, `cannot put ${key}`, dirname(own));
    });
}

async function beginUpload({ uploads }: Place): Promise<Upload> {
  const path = join(uploads, randomUUID());
  return withParent(path, async () => ({ handle: await open(path, 'wx'), path }));
}

/**
 * A clone, which shares its bytes with the other file: made at once and without disk, where the file system can.
 * `undefined` where it cannot; a copy by the system would not stop when the run is stopped.
 */
async function cloneFile(from: FileVersion, { uploads }: Place): Promise<Upload | undefined> {
  const path = join(uploads, randomUUID());
  try {
    const { COPYFILE_EXCL, COPYFILE_FICLONE_FORCE } = constants;
    await withParent(path, () =>
      copySystemFile(from.path, path, COPYFILE_EXCL | COPYFILE_FICLONE_FORCE),
    );
    return { handle: await open(path, 'r+'), path };
  } catch {
    await rm(path, { force: true });
    return undefined;
  }
}

async function receive(
  body: Readable,
  { handle }: Upload,
  { place, options, attempt }: { place: Place; options: PutOptions; attempt: Attempt },
): Promise<void> {
  const { signal } = options;
  const counter = countBody(place.key, options);
  // Its errors come out of the counter.
  pipeline(body, counter.stream, { signal }).catch(() => undefined);
  try {
    for await (const chunk of counter.stream) await attempt(handle.writeFile(chunk));
  } catch (error) {
    throw signal.aborted ? abortReason(signal) : error;
  }
}

async function publish(
  { handle, path }: Upload,
  place: Place,
  options: PutOptions,
): Promise<StoredObject> {
  const before = await statFile(place.path);
  const etag = await freshEtag(handle, { before, key: place.key, signal: options.signal });
  await syncFile(handle);
  await describeVersions(place, { etag, before, options });
  throwIfAborted(options.signal);
  await withParent(place.path, () => rename(path, place.path));
  await syncFolder(dirname(place.path));
  // Still this object, even where another program has replaced it since.
  const { size, mtimeMs } = await handle.stat();
  const modified = Math.floor(mtimeMs);
  return { key: place.key, size, etag, modified, meta: options.meta ?? {} };
}

/** Written before the file is moved: true of the old version as long as that is there, and of the new one then. */
async function describeVersions(
  { sidecar, sidecars }: Place,
  { etag, before, options }: { etag: string; before: Stats | undefined; options: PutOptions },
): Promise<void> {
  const { contentType, meta = {} } = options;
  const known = before && (await readSidecar(sidecar))[etagOf(before)];
  await writeSidecar(
    { path: sidecar, folder: sidecars },
    {
      ...(before && known ? { [etagOf(before)]: known } : {}),
      [etag]: { ...(contentType === undefined ? {} : { contentType }), meta },
    },
  );
}

async function discard({ handle, path }: Upload, { uploads, own }: Place): Promise<void> {
  try {
    await handle.close();
    await rm(path, { force: true });
    await removeEmptyFolders(own, uploads);
  } catch {
    // What cannot be removed now is found by `pendingUploads`; the error that led here matters more.
  }
}
