/** The Source port: where the bytes of an image come from. */
import type { Readable } from 'node:stream';

/** One reading of a source, from its first byte. */
export type SourceStream = {
  /** The bytes exactly as the source serves them. Errors are LabctlErrors. */
  readonly body: Readable;
  /** Announced length in bytes, where the source names one. */
  readonly size: number | undefined;
  /** Whether the body was put together from several answers so far (a download that was resumed). */
  resumed(): boolean;
};

export type ReadingOptions = {
  /** From one answer, as long as it does not break off: after a reading that did not end well. */
  readonly inOnePiece?: boolean;
  /** Whether the source is opened again, and soon, when this reading ends with SOURCE_INTERRUPTED. */
  readonly mayOpenAgain?: boolean;
};

export interface Source {
  /** For people: the redacted URL or the path. */
  readonly label: string;
  /** Begins to read. A source may be opened again after a failed reading. */
  open(signal: AbortSignal, options?: ReadingOptions): Promise<SourceStream>;
}
