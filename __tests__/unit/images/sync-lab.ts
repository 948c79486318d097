/** Syncs in memory, for the tests of what a sync does with store and sources. */
import { tmpdir } from 'node:os';
import type { Image } from '../../../src/images/manifest/image.ts';
import { type SyncOptions, sync } from '../../../src/images/verbs/sync.ts';
import { aGit } from '../../support/builders/git-builder.ts';
import { aManifest } from '../../support/builders/image-builder.ts';
import { createFakeClock } from '../../support/fakes/fake-clock.ts';
import { createMemoryBuilder } from '../../support/fakes/memory-builder.ts';
import { createMemorySource, type MemorySourceOptions } from '../../support/fakes/memory-source.ts';
import { createMemoryStore } from '../../support/fakes/memory-store.ts';
import { createSilentReporter } from '../../support/fakes/silent-reporter.ts';

const ALL: SyncOptions = {
  images: undefined,
  dryRun: false,
  shards: undefined,
  transfer: true,
  force: false,
  concurrency: 2,
  updateFiles: true,
};

/** Runs over memory: sources by the name of their image. */
export function syncLab(
  sources: Record<string, MemorySourceOptions | string>,
  store = createMemoryStore(),
  sizes: Record<string, number> = {},
) {
  const opened: string[] = [];
  const stop = new AbortController();
  const reporter = createSilentReporter();
  const context = {
    store,
    reporter,
    clock: createFakeClock(),
    signal: stop.signal,
    xzProgram: undefined,
    spoolFolder: tmpdir(),
    maxDecodedBytes: 1_000_000,
    builder: createMemoryBuilder({}),
    checkout: { root: tmpdir(), manifest: 'images.yaml', askGit: aGit() },
    forge: undefined,
    announcedSizes: async (urls: readonly string[]) =>
      urls.map((url) => sizes[new URL(url).pathname.slice(1)]),
    openSource: ({ url }: { url: string }) => {
      const name = new URL(url).pathname.slice(1);
      opened.push(name);
      const source = sources[name] ?? '';
      return createMemorySource(typeof source === 'string' ? { bytes: source } : source);
    },
  };
  const run = (images: readonly Image[], options: Partial<SyncOptions> = {}) =>
    sync(aManifest(images), { ...ALL, ...options }, context);
  return { run, store, opened, stop, reporter };
}
