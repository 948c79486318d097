/** How large files are, by the word of their servers: many are asked at once, and none is waited for long. */
import pLimit from 'p-limit';
import { type ProbeOptions, probeUrl } from './probe.ts';

const PARALLEL_PROBES = 16;

export type AnnouncedSizesOptions = Omit<ProbeOptions, 'url'> & {
  /** For all URLs together; `timeoutMs` is for each. */
  readonly totalMs: number;
};

/** Bytes of each URL, `undefined` where the server does not say or does not answer in time. Never throws. */
export async function announcedSizes(
  urls: readonly string[],
  { totalMs, ...options }: AnnouncedSizesOptions,
): Promise<(number | undefined)[]> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error('time is up')), totalMs);
  const signal = AbortSignal.any([options.signal, limit.signal]);
  const inTurn = pLimit(PARALLEL_PROBES);
  const ask = async (url: string): Promise<number | undefined> => {
    try {
      const { status, size } = await probeUrl({ ...options, url, signal });
      return status === 'ok' ? size : undefined;
    } catch {
      return undefined; // stopped, or out of time
    }
  };
  try {
    return await Promise.all(urls.map((url) => inTurn(() => ask(url))));
  } finally {
    clearTimeout(timer);
  }
}
