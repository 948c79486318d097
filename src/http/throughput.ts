/** Reads the body of an answer and gives up on one that stalls or drips. */
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../base/clock.ts';
import { transferError } from './failure.ts';
import type { HttpLimits } from './limits.ts';

export type WatchOptions = { readonly limits: HttpLimits; readonly clock: Clock };

/**
 * The chunks of the body. Only the time in which this side waits for the network counts towards the limits,
 * so a slow consumer cannot make a good server look bad. Throws ETIMEDOUT, else the errors of Node.
 */
export async function* readWatched(
  response: IncomingMessage,
  { limits, clock }: WatchOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const { idleTimeoutMs, throughputWindowMs, minBytesPerSecond } = limits;
  let waiting = false;
  let waitedMs = 0;
  let bytes = 0;
  // One timer for the whole body; `refresh` re-arms it without an allocation, also when it has fired.
  const timer = setTimeout(() => {
    if (!waiting) return;
    response.destroy(transferError('ETIMEDOUT', `no byte for ${idleTimeoutMs / 1000} s`));
  }, idleTimeoutMs);
  const chunks: AsyncIterator<Buffer> = response[Symbol.asyncIterator]();
  try {
    for (;;) {
      waiting = true;
      timer.refresh();
      const since = clock.now();
      const { done, value } = await chunks.next();
      waiting = false;
      if (done) return;
      bytes += value.length;
      waitedMs += clock.now() - since;
      if (waitedMs >= throughputWindowMs) {
        if (bytes < (waitedMs / 1000) * minBytesPerSecond) throw tooSlow(bytes, waitedMs);
        bytes = 0;
        waitedMs = 0;
      }
      yield value;
    }
  } finally {
    clearTimeout(timer);
    response.destroy();
  }
}

function tooSlow(bytes: number, waitedMs: number): Error {
  const seconds = (waitedMs / 1000).toFixed(1);
  return transferError('ETIMEDOUT', `too slow: ${bytes} bytes in ${seconds} s`);
}
