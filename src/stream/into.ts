/** The last stage of a pipeline: a function that takes the whole stream and answers something. */
import { finished, Readable } from 'node:stream';
import { LabctlError } from '../base/errors.ts';

/**
 * Wraps `consume` so that `stream/promises.pipeline` answers what it answered. The signal it gets is the
 * pipeline's own, aborted as soon as any stage before it fails.
 */
export function into<Result>(consume: (body: Readable, signal: AbortSignal) => Promise<Result>) {
  // Node hands the options to every function of a pipeline; its types name them for the first one only.
  return (body: AsyncIterable<unknown>, options?: { signal: AbortSignal }): Promise<Result> => {
    const readable = body instanceof Readable ? body : Readable.from(body);
    const signal = options?.signal ?? new AbortController().signal;
    return consume(inFrontOf(readable), signal).catch((error) => {
      addNoteTo(readable.errored, error);
      throw error;
    });
  };
}

/**
 * What `consume` reads. Consumers destroy their body when they fail, and still have to clean up: were it the stage of
 * the pipeline itself, the pipeline would be over with an AbortError by then, which would hide the error that it all
 * began with, and look to the consumer as if somebody had stopped it.
 */
function inFrontOf(stage: Readable): Readable {
  const body = new Readable({ read: () => void stage.resume() });
  // Whoever reads the body finds the error on it, also if it fails before that.
  body.on('error', () => undefined);
  stage.pause();
  stage.on('data', (chunk) => {
    if (body.destroyed || !body.push(chunk)) stage.pause();
  });
  finished(stage, { writable: false }, (error) => {
    if (error) body.destroy(error);
    else body.push(null);
  });
  return body;
}

/**
 * A pipeline rejects with its first error, not with what `consume` made of it: what could not be cleaned up has to
 * be told there.
 */
function addNoteTo(first: Error | null, last: unknown): void {
  if (!(first instanceof LabctlError && last instanceof LabctlError) || first === last) return;
  if (last.note !== '') first.addNote(last.note);
}
