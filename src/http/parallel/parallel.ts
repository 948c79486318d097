/** One file over one connection, and over several where that helps; its bytes in order all the same. */
import { LabctlError } from '../../base/errors.ts';
import { type Download, type DownloadOptions, startDownload } from '../download.ts';
import type { RemoteFile } from '../remote-file.ts';
import { createSlownessGauge, type ReadAhead } from './read-ahead.ts';
import { openSegments, type Segments } from './segments.ts';

/** After so many vain attempts at several connections it stays with one. */
const MAX_SETBACKS = 2;

export type ParallelOptions = DownloadOptions & {
  /** Where more than one connection may be used. */
  readonly readAhead: ReadAhead | undefined;
};

/**
 * Begins as one ordinary download. Where that is slow, the rest is asked for in segments; the first connection
 * reads on until another has shown that it continues the same file. When a segment fails, one connection goes
 * on from the last byte handed on. Throws what `startDownload` throws.
 */
export async function startParallelDownload(options: ParallelOptions): Promise<Download> {
  const { readAhead } = options;
  const first = await startDownload(options);
  if (readAhead === undefined || !mayBeSplit(first.file(), 0, readAhead)) return first;
  return readParallel(first, { ...options, readAhead });
}

function readParallel(
  first: Download,
  options: ParallelOptions & { readonly readAhead: ReadAhead },
): Download {
  const { readAhead, clock, signal } = options;
  let offset = 0;
  let setbacks = 0;
  let joined = false;
  let segments: Segments | undefined;
  return { ...first, chunks: readAll(), resumed: () => joined || first.resumed() };

  async function* readAll(): AsyncGenerator<Buffer, void, undefined> {
    let lead = first;
    try {
      while (yield* readLead(lead)) {
        joined = true;
        const failure = yield* readSegments();
        if (failure === undefined) return;
        options.onRetry(`${failure.message}; going on over one connection`);
        const { total: end = 0 } = lead.file();
        const rest = { file: lead.file(), start: offset, end };
        lead = await startDownload({ ...options, begin: undefined }, rest);
      }
    } finally {
      giveUpSegments();
    }
  }

  /** Reads over one connection: to the end, or (then true) to where the segments take over. */
  async function* readLead(lead: Download): AsyncGenerator<Buffer, boolean, undefined> {
    const isSlow = createSlownessGauge(readAhead, clock);
    try {
      for (;;) {
        const askedAt = clock.now();
        const { done, value: chunk } = await lead.chunks.next();
        if (done) return false;
        const slow = isSlow({ bytes: chunk.length, waitedMs: clock.now() - askedAt });
        if (slow || readAhead.atOnce) tryMore(lead, offset + chunk.length);
        if (segments !== undefined && offset + chunk.length >= segments.start) {
          if (await segments.proven()) {
            const before = chunk.subarray(0, segments.start - offset);
            offset = segments.start;
            yield before;
            return true;
          }
          giveUpSegments();
          setbacks += 1;
        }
        offset += chunk.length;
        yield chunk;
      }
    } finally {
      await lead.chunks.return();
    }
  }

  /** Reads to the end, or to a segment that failed. */
  async function* readSegments(): AsyncGenerator<Buffer, LabctlError | undefined, undefined> {
    try {
      for await (const chunk of segments?.chunks() ?? []) {
        offset += chunk.length;
        yield chunk;
      }
      return undefined;
    } catch (error) {
      if (signal.aborted || !(error instanceof LabctlError)) throw error;
      return error;
    } finally {
      giveUpSegments();
      setbacks += 1;
    }
  }

  /** Fetches ahead of `lead`, which goes on with the first segment itself. */
  function tryMore(lead: Download, from: number): void {
    const file = lead.file();
    if (segments !== undefined || setbacks >= MAX_SETBACKS) return;
    if (!mayBeSplit(file, from, readAhead) || readAhead.available() < 2) return;
    const start = from + readAhead.segmentBytes;
    segments = openSegments({ ...options, file, start, end: file.total });
  }

  function giveUpSegments(): void {
    segments?.close();
    segments = undefined;
  }
}

/** Only a strong ETag tells that segments are of one file. */
function mayBeSplit(
  file: RemoteFile,
  from: number,
  { smallestRestBytes, segmentBytes }: ReadAhead,
): file is RemoteFile & { readonly total: number } {
  const { total, etag, refusesRanges } = file;
  if (total === undefined || etag === undefined || refusesRanges) return false;
  return total - from >= Math.max(smallestRestBytes, segmentBytes + 1);
}
