/** The Builder port: images that are built here and not downloaded. */
import type { Task } from '../report/reporter.ts';
import type { Source } from '../stream/source.ts';

/** What is built, and which file comes of it. */
export type PackerSource = {
  /** Folder of the template, relative to the repository. */
  readonly path: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Path of the built file, relative to `path`. */
  readonly artifact: string;
};

export interface Builder {
  /** One hash of everything that the build is made from: the same hash needs no other build. */
  fingerprint(source: PackerSource): Promise<string>;
  /** Builds, its output live on the task, and answers the artifact. */
  build(source: PackerSource, task: Task): Promise<Source>;
}
