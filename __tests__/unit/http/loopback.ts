/** An origin and everything that it takes to download from it, for the tests of the HTTP source. */
import { buffer } from 'node:stream/consumers';
import type { Clock } from '../../../src/base/clock.ts';
import { type Agents, createAgents } from '../../../src/http/connection/agents.ts';
import type { HttpLimits } from '../../../src/http/limits.ts';
import type { ReadAhead } from '../../../src/http/parallel/read-ahead.ts';
import { createHttpSource } from '../../../src/http/source.ts';
import type { Source } from '../../../src/stream/source.ts';
import { createFakeClock, type FakeClock } from '../../support/fakes/fake-clock.ts';
import { type Origin, type RecordedRequest, startOrigin } from '../../support/servers/origin.ts';

export const never = new AbortController().signal;

export interface Loopback {
  readonly origin: Origin;
  readonly agents: Agents;
  /** A source of a path or a URL, on a fake clock of its own unless told. */
  source(
    path: string,
    limits?: Partial<HttpLimits>,
    clock?: Clock,
    readAhead?: ReadAhead,
  ): Observed;
  /** The requests for `path` so far. */
  requestsFor(path: string): readonly RecordedRequest[];
  close(): Promise<void>;
}

export type Observed = Source & {
  readonly clock: FakeClock;
  /** What `onRetry` was told. */
  readonly retries: readonly string[];
};

export async function startLoopback(): Promise<Loopback> {
  const origin = await startOrigin();
  const agents = createAgents({ ca: origin.ca });
  return {
    origin,
    agents,
    source(path, limits = {}, realClock = undefined, readAhead = undefined) {
      const clock = createFakeClock();
      const retries: string[] = [];
      const url = path.startsWith('/') ? origin.url(path) : path;
      const source = createHttpSource({
        url,
        agents,
        clock: realClock ?? clock,
        version: '0.0.0-test',
        limits,
        readAhead,
        onRetry: (message) => retries.push(message),
      });
      return { ...source, clock, retries };
    },
    requestsFor: (path) => origin.requests.filter((request) => request.path === path),
    async close() {
      agents.close();
      await origin.close();
    },
  };
}

/** Opens the source and reads it to its end. */
export async function download(source: Source) {
  const stream = await source.open(never);
  const bytes = await buffer(stream.body);
  return { bytes, size: stream.size, resumed: stream.resumed() };
}

/** For `assert.rejects`: the code of the error, and words that its message has to hold. */
export function failsWith(code: string, ...words: readonly (string | RegExp)[]) {
  return (error: unknown) => {
    if (!(error instanceof Error) || !('code' in error)) return false;
    const missing = words.filter((word) =>
      typeof word === 'string' ? !error.message.includes(word) : !word.test(error.message),
    );
    if (error.code === code && missing.length === 0) return true;
    throw new Error(`got ${error.code}: ${error.message}; want ${code}: ${missing.join(', ')}`);
  };
}
