/** What the soak needs of a bucket: labctl's way into it, which misbehaves, and a way around it. */
import type { Clock } from '../../../src/base/clock.ts';
import type { Store } from '../../../src/store/store.ts';
import type { Snapshot } from './snapshot.ts';
import type { StoreTrouble } from './store-trouble.ts';

export type OpenOptions = {
  readonly clock: Clock;
  /** How long labctl waits for an answer. */
  readonly patienceMs: number;
  /** Whether bodies are large enough for two parts; else small buffers do. */
  readonly large: boolean;
};

export interface SoakBucket {
  /** Nobody may ever read it. */
  readonly secrets: readonly string[];
  /** The store as labctl sees it, with its faults. */
  open(options: OpenOptions): Store;
  /** What goes wrong from now on; `onRequest` is told of every request. */
  trouble(trouble: StoreTrouble, onRequest: () => void): void;
  /** From now on all is well. Begins to count anew. */
  calm(): void;
  /** Requests that write, since the last `calm`. */
  writes(): number;
  /** Requests since the last change, for people. */
  describeRequests(): string;
  snapshot(): Promise<Snapshot>;
  /** Writes as another program does. */
  plant(key: string, bytes: Buffer): Promise<void>;
  remove(key: string): Promise<void>;
  /** Leaves an upload behind, as a killed run does. */
  beginUpload(key: string): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
}
