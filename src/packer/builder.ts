/** The Builder port: images that are built here and not downloaded. */
import type { PackerImageSource } from '../images/manifest/image.ts';
import type { Task } from '../images/report.ts';
import type { Source } from '../stream/source.ts';

export interface Builder {
  /** One hash of everything that the build is made from: the same hash needs no other build. */
  fingerprint(source: PackerImageSource): Promise<string>;
  /** Builds, its output live on the task, and answers the artifact. */
  build(source: PackerImageSource, task: Task): Promise<Source>;
}
