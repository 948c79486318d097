/** User metadata and content type of files in a directory store: one JSON file a key, beside the objects. */
import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from './files.ts';
import { syncFile, syncFolder, withParent } from './path.ts';

export type Attributes = {
  readonly contentType?: string | undefined;
  readonly meta: Readonly<Record<string, string>>;
};

/**
 * What is known of a key, by the ETag of the file that it is true of. While a file is being replaced the old
 * and the new version stand side by side, so that a crash at any point leaves the right one for what is there.
 */
export type Versions = Readonly<Record<string, Attributes>>;

/** More than two versions can have: HTTP headers are what user metadata has to fit into. */
const MAX_SIDECAR_BYTES = 1024 * 1024;

/** The versions in the sidecar at `path`; none when it is missing or is not one of ours. */
export async function readSidecar(path: string): Promise<Versions> {
  let text: string;
  try {
    if ((await stat(path)).size > MAX_SIDECAR_BYTES) return {};
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error))) return {};
    throw error;
  }
  return parseVersions(text);
}

/** Replaces the sidecar at `path` in one step; `folder` holds the new one until then. */
export async function writeSidecar(
  { path, folder }: { path: string; folder: string },
  versions: Versions,
): Promise<void> {
  const temporary = join(folder, `${randomUUID()}.new`);
  try {
    const handle = await withParent(temporary, () => open(temporary, 'wx'));
    try {
      await handle.writeFile(`${JSON.stringify({ versions }, null, 2)}\n`);
      await syncFile(handle);
    } finally {
      await handle.close();
    }
    await withParent(path, () => rename(temporary, path));
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
}

function parseVersions(text: string): Versions {
  const versions = fieldsOf(fieldsOf(parseJson(text))['versions']);
  return Object.fromEntries(
    Object.entries(versions).map(([etag, value]): [string, Attributes] => {
      const { contentType, meta } = fieldsOf(value);
      const strings = Object.fromEntries(Object.entries(fieldsOf(meta)).filter(isStringEntry));
      if (typeof contentType !== 'string') return [etag, { meta: strings }];
      return [etag, { contentType, meta: strings }];
    }),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isStringEntry(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string';
}
