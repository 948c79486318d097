/** How far the downloads of a run may read ahead, and over how many connections: one budget for all of them. */
import type { Clock } from '../../base/clock.ts';

const MIB = 1024 * 1024;

/** Of all downloads together: three images over four connections each. Uploads hold up to 96 MiB beside it. */
const BUDGET_BYTES = 36 * MIB;
/** A segment costs one round trip, and has to be worth it. */
const SEGMENT_BYTES = 3 * MIB;
/** Of one file, where nobody asks for another number; browsers open six to a host. */
const AUTOMATIC_CONNECTIONS = 4;
/** A smaller rest has come before further connections are up to speed. */
const SMALLEST_REST_BYTES = 32 * MIB;
/** A connection that brings more (256 Mbit/s) is left alone: further ones cost the machine and the server work. */
const SLOW_BYTES_PER_SECOND = 32e6;
/** Long enough for a connection to get over its slow start. */
const WINDOW_MS = 1000;

export type ReadAhead = {
  /** Most connections for one file. */
  readonly connections: number;
  /** Further connections at once, and not only where the first one turns out to be slow. */
  readonly atOnce: boolean;
  readonly segmentBytes: number;
  /** No further connections where less than this is still to come. */
  readonly smallestRestBytes: number;
  readonly slowBytesPerSecond: number;
  readonly windowMs: number;
  /** Segments that may still be taken. */
  available(): number;
  /** Memory for one segment more, even where there is no budget left. */
  take(): Buffer;
  giveBack(memory: Buffer): void;
};

export type ReadAheadOptions = Partial<Omit<ReadAhead, 'connections' | 'atOnce'>> & {
  /** For one file; 0: as many as help. */
  readonly connections: number;
  readonly budgetBytes?: number;
};

/** The budget of a run; `undefined` where each file is to come over one connection. */
export function createReadAhead(options: ReadAheadOptions): ReadAhead | undefined {
  const { connections, budgetBytes = BUDGET_BYTES } = options;
  if (connections === 1) return undefined;
  const most = connections === 0 ? AUTOMATIC_CONNECTIONS : connections;
  const { segmentBytes = Math.min(SEGMENT_BYTES, Math.floor(budgetBytes / most)) } = options;
  const free: Buffer[] = [];
  let available = Math.floor(budgetBytes / segmentBytes);
  return {
    smallestRestBytes: SMALLEST_REST_BYTES,
    slowBytesPerSecond: SLOW_BYTES_PER_SECOND,
    windowMs: WINDOW_MS,
    ...options,
    connections: most,
    atOnce: connections !== 0,
    segmentBytes,
    available: () => available,
    take() {
      available -= 1;
      return free.pop() ?? Buffer.allocUnsafeSlow(segmentBytes);
    },
    giveBack(memory) {
      available += 1;
      free.push(memory);
    },
  };
}

/**
 * Whether further connections would help: asked after each chunk, true at the end of a window in which the
 * network was slow, and was what this side waited for. Of a slow consumer the network is no cure.
 */
export function createSlownessGauge(
  { slowBytesPerSecond, windowMs }: Pick<ReadAhead, 'slowBytesPerSecond' | 'windowMs'>,
  clock: Clock,
): (chunk: { readonly bytes: number; readonly waitedMs: number }) => boolean {
  let since = clock.now();
  let received = 0;
  let waited = 0;
  return ({ bytes, waitedMs }) => {
    received += bytes;
    waited += waitedMs;
    const elapsed = clock.now() - since;
    if (elapsed < windowMs) return false;
    const slow = waited > elapsed / 2 && received < (elapsed / 1000) * slowBytesPerSecond;
    since = clock.now();
    received = 0;
    waited = 0;
    return slow;
  };
}
