/** Where the files of the vendors are kept between runs: the runner's tool cache, or a folder of the user. */
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** One file of a vendor. */
export type CacheEntry = {
  readonly tool: string;
  readonly version: string;
  readonly platform: string;
  readonly file: string;
};

/** What comes out of a cache is not to be trusted before it has been hashed. */
export interface ToolCache {
  find(entry: CacheEntry): Promise<string | undefined>;
  /** Copies the file into the cache, in the place of what is there. */
  keep(entry: CacheEntry, file: string): Promise<void>;
}

/** A cache in `folder`, which is made when it is needed. */
export function createFolderCache(folder: string): ToolCache {
  const placeOf = ({ tool, version, platform, file }: CacheEntry) => {
    const place = join(folder, tool, version, platform);
    return { place, path: join(place, file) };
  };
  return {
    find: (entry) => existing(placeOf(entry).path),
    async keep(entry, file) {
      const { place, path } = placeOf(entry);
      await mkdir(place, { recursive: true });
      const draft = `${path}.${randomUUID()}`;
      try {
        await copyFile(file, draft);
        await rename(draft, path);
      } finally {
        await rm(draft, { force: true });
      }
    },
  };
}

/**
 * The tool cache of a runner, by its own library, which reads RUNNER_TOOL_CACHE and RUNNER_TEMP. It writes debug
 * commands to standard output, and so is for the Action alone.
 */
export function createRunnerCache(): ToolCache {
  const library = () => import('@actions/tool-cache');
  // The vendors' files are kept and not their programs, which Actions that set the tools up keep by the plain name.
  const nameOf = ({ tool }: CacheEntry) => `labctl-${tool}`;
  return {
    async find(entry) {
      const folder = (await library()).find(nameOf(entry), entry.version, entry.platform);
      return folder === '' ? undefined : existing(join(folder, entry.file));
    },
    async keep(entry, file) {
      const { cacheFile } = await library();
      await cacheFile(file, entry.file, nameOf(entry), entry.version, entry.platform);
    },
  };
}

async function existing(path: string): Promise<string | undefined> {
  try {
    return (await stat(path)).isFile() ? path : undefined;
  } catch {
    return undefined;
  }
}
