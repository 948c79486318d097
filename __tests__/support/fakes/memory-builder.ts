/** A Builder in memory: artifacts by the path of their template. */
import type { Builder } from '../../../src/packer/builder.ts';
import { createMemorySource } from './memory-source.ts';

export type MemoryBuild = { fingerprint: string; artifact: string };

export interface MemoryBuilder extends Builder {
  /** Paths of the templates that were built, in order. */
  readonly built: readonly string[];
}

/** `builds` may be changed between runs, as a checkout is. */
export function createMemoryBuilder(builds: Record<string, MemoryBuild>): MemoryBuilder {
  const built: string[] = [];
  return {
    built,
    fingerprint: async ({ path }) => builds[path]?.fingerprint ?? 'none',
    async build({ path }, task) {
      built.push(path);
      task.output('building');
      return createMemorySource({ bytes: builds[path]?.artifact ?? '' });
    },
  };
}
