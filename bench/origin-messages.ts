/** What the benchmark and its origin, a process of its own, tell each other. */

export type ServedFile = {
  /** Path of the URL, with its slash. */
  readonly url: string;
  /** The file on disk. */
  readonly path: string;
  /** The file is served so many times in a row, as one body. */
  readonly times?: number;
};

/** From the benchmark; each is answered by one `OriginAnswer`. */
export type OriginOrder = {
  /** Instead of those of before. */
  readonly files: readonly ServedFile[];
  /** Before each answer. */
  readonly latencyMs: number;
  /** Per connection; 0 for no limit. */
  readonly bytesPerSecond: number;
};

export type OriginAnswer = {
  readonly port: number;
  /** PEM of the authority to trust. */
  readonly ca: string;
  /** Since the order before. */
  readonly requests: number;
};
