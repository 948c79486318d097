/** The last stage of a pipeline: a function that takes the whole stream and answers something. */
import { Readable } from 'node:stream';

/**
 * Wraps `consume` so that `stream/promises.pipeline` answers what it answered. The signal it gets is the
 * pipeline's own, aborted as soon as any stage before it fails.
 */
export function into<Result>(consume: (body: Readable, signal: AbortSignal) => Promise<Result>) {
  // Node hands the options to every function of a pipeline; its types name them for the first one only.
  return (body: AsyncIterable<unknown>, options?: { signal: AbortSignal }): Promise<Result> => {
    const readable = body instanceof Readable ? body : Readable.from(body);
    return consume(readable, options?.signal ?? new AbortController().signal);
  };
}
