/** The rest of a file in segments, several fetched at once and handed on in order. */
import { abortReason } from '../../stream/body.ts';
import { type DownloadOptions, startDownload } from '../download.ts';
import type { RemoteFile } from '../remote-file.ts';
import type { ReadAhead } from './read-ahead.ts';
import { createSegment, type Segment } from './segment.ts';

/** How long a first segment may take to show that the server knows ranges. */
const PROOF_MS = 5000;
/** So many good segments make up for one that met a failure. */
const SEGMENTS_PER_PARDON = 8;

export type Segments = {
  /** The first byte that is fetched here. */
  readonly start: number;
  /** Waits for the answer that continues the file at `start`; false where it fails, or is late. */
  proven(): Promise<boolean>;
  /**
   * The bytes from `start` on, once they are proven and the connection before is done. Throws what a segment
   * has failed with, after the bytes before it.
   */
  chunks(): AsyncGenerator<Buffer, void, undefined>;
  /** Ends every connection and gives back the memory. */
  close(): void;
};

export type SegmentsOptions = DownloadOptions & {
  readonly readAhead: ReadAhead;
  readonly file: RemoteFile;
  readonly start: number;
  /** One behind the last byte of the file. */
  readonly end: number;
};

/**
 * Begins to fetch. No connection is ever paused: a segment that has begun is fetched into memory, and another
 * begins when a consumer has taken one. So memory is bounded, and a slow consumer looks like no slow server.
 */
export function openSegments(options: SegmentsOptions): Segments {
  const { readAhead, file, start, end } = options;
  const closed = new AbortController();
  const signal = AbortSignal.any([options.signal, closed.signal]);
  const window: Segment[] = [];
  let next = start;
  // The connection that leads up to here is one of them.
  let busy = 1;
  let allowed = readAhead.connections;
  let prove: (proven: boolean) => void = () => {};
  const proof = new Promise<boolean>((resolve) => {
    prove = resolve;
  });
  startMore();

  return {
    start,
    async proven() {
      const timer = setTimeout(() => prove(false), PROOF_MS);
      const proven = await proof;
      clearTimeout(timer);
      return proven;
    },
    async *chunks() {
      busy -= 1;
      startMore();
      for (let segment = window[0]; segment !== undefined; segment = window[0]) {
        yield* segment.take();
        window.shift();
        readAhead.giveBack(segment.release());
        startMore();
      }
      if (signal.aborted) throw abortReason(signal);
    },
    close() {
      closed.abort();
      for (const segment of window.splice(0)) readAhead.giveBack(segment.release());
    },
  };

  function startMore(): void {
    while (!signal.aborted && next < end && (window.length === 0 || mayFetchMore())) {
      const memory = readAhead.take();
      const segment = createSegment(next, Math.min(next + readAhead.segmentBytes, end), memory);
      next = segment.end;
      window.push(segment);
      void fetchSegment(segment);
    }
  }

  /**
   * Beside the next in line: one segment a connection where the budget allows; a second one, so that fast
   * connections can be ahead of a slow one, where that leaves enough for another download.
   */
  function mayFetchMore(): boolean {
    const { connections } = readAhead;
    if (busy >= Math.floor(allowed)) return false;
    if (window.length < connections) return readAhead.available() > 0;
    return window.length < 2 * connections && readAhead.available() > connections;
  }

  async function fetchSegment(segment: Segment): Promise<void> {
    busy += 1;
    const isFirst = segment.start === start;
    const onRetry = (message: string) => {
      // The server may have been asked for too much at once.
      allowed = Math.max(1, allowed - 1);
      if (isFirst) prove(false);
      options.onRetry(message);
    };
    try {
      // Redirects were followed once: mirrors that take turns may disagree.
      const fresh = { begin: undefined, onFreshStart: undefined };
      const fetching = { ...options, ...fresh, url: file.url, onRetry, signal };
      const { chunks } = await startDownload(fetching, { ...segment, file });
      if (isFirst) prove(true);
      for await (const chunk of chunks) segment.put(chunk);
      allowed = Math.min(readAhead.connections, allowed + 1 / SEGMENTS_PER_PARDON);
    } catch (error) {
      // What is behind it will not be reached.
      next = end;
      segment.fail(error);
      if (isFirst) prove(false);
    }
    busy -= 1;
    startMore();
  }
}
