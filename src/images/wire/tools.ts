/** The programs that a run needs beside itself: found, or fetched through the tool cache. */
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { VERSION } from '../../base/version.ts';
import { createHttpSource } from '../../http/source.ts';
import { createFolderCache, createRunnerCache } from '../../tools/fetch/tool-cache.ts';
import { type FoundTool, findTool } from '../../tools/find-tool.ts';
import type { ToolName } from '../../tools/known-tools.ts';
import type { Wiring } from './world.ts';

export type Tools = {
  /** A private folder for the time of the run, made when it is first asked for. */
  folder(): Promise<string>;
  /** Throws what `findTool` throws. */
  find(name: ToolName, version: string | undefined): Promise<FoundTool>;
  /** Removes the folder, and with it the programs that were fetched. */
  close(): Promise<void>;
};

export function openTools(wiring: Wiring): Tools {
  const { env, agents, clock, signal, reporter } = wiring;
  let making: Promise<string> | undefined;
  const folder = (): Promise<string> => {
    // A runner empties RUNNER_TEMP after each job.
    making ??= mkdtemp(join(env['RUNNER_TEMP'] ?? tmpdir(), 'labctl-tools-'));
    return making;
  };
  const userCache = env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return {
    folder,
    find: async (name, version) =>
      findTool(name, {
        path: wiring.path,
        version,
        platform: `${process.platform}-${process.arch}`,
        cache:
          wiring.toolCache === 'runner'
            ? createRunnerCache()
            : createFolderCache(join(userCache, 'labctl', 'tools')),
        folder: await folder(),
        note: reporter.note,
        download: async (url) => {
          const source = createHttpSource({ url, agents, clock, version: VERSION });
          return (await source.open(signal)).body;
        },
        signal,
      }),
    async close() {
      const made = await making?.catch(() => undefined);
      if (made !== undefined) await rm(made, { recursive: true, force: true });
    },
  };
}
