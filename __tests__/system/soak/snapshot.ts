/** What a bucket holds at one moment, seen by somebody who is not labctl. */
import type { Checksum } from '../../../src/stream/hash/checksum.ts';

export type SeenObject = {
  readonly size: number;
  readonly etag: string;
  /** Of its bytes. */
  readonly checksum: Checksum;
  /** Its own user metadata. */
  readonly meta: Readonly<Record<string, string>>;
  /** Of metadata files alone. */
  readonly text?: string;
};

export type Snapshot = {
  readonly objects: ReadonlyMap<string, SeenObject>;
  /** Keys of uploads that were begun and neither completed nor taken back. */
  readonly uploads: readonly string[];
};
