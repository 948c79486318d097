/** What every case is given, and what it answers. */
import type { OriginProcess } from './origin-process.ts';
import type { Scale } from './scale.ts';

export type Bench = {
  readonly scale: Scale;
  /** For throw-away files; removed at the end. */
  readonly folder: string;
  readonly origin: OriginProcess;
  /** Aborted when the run is to stop. */
  readonly signal: AbortSignal;
  /** Shows progress. */
  readonly say: (line: string) => void;
  /** Called at the end of the whole run, however it ends. */
  readonly atEnd: (clean: () => Promise<void>) => void;
};

export type Unit = 's' | 'bytes' | 'bytes/s' | 'requests' | 'yes/no';
export type Figure = { readonly value: number; readonly unit: Unit };

/** One line of the result: what was measured, against what, and whether that is good enough. */
export type Row = {
  readonly what: string;
  readonly labctl: Figure;
  readonly against?: Figure & { readonly name: string };
  /** labctl's figure by the other; of several rounds the median of the ratios within a round. */
  readonly ratio?: number;
  readonly bar?: string;
  readonly met?: boolean;
};

/** What one contestant took, medians of all rounds. */
export type Taken = {
  readonly name: string;
  readonly wallSeconds: number;
  readonly rounds: readonly number[];
  readonly userSeconds: number;
  readonly sysSeconds: number;
  readonly originCpuSeconds: number;
  readonly storeCpuSeconds: number;
  readonly peakBytes: number;
  readonly childPeakBytes: Readonly<Record<string, number>>;
  readonly diskBytes: number;
  /** Counted in the round that was checked. */
  readonly storeRequests?: number;
  /** The object in the store was read back and had the right checksum. */
  readonly verified?: boolean;
};

export type CaseResult = {
  /** What was done, in a sentence. */
  readonly about: string;
  readonly rows: readonly Row[];
  readonly taken?: readonly Taken[];
  /** What could not be measured, and why. */
  readonly leftOut: readonly string[];
};

export type Case = {
  readonly name: string;
  /** Programs without which it is left out. */
  readonly needs: readonly string[];
  readonly run: (bench: Bench) => Promise<CaseResult>;
};

/** The two verdicts of a bar. */
export function atMost(value: number, limit: number, text = ''): Pick<Row, 'bar' | 'met'> {
  return { bar: `≤ ${limit}${text}`, met: value <= limit };
}

export function atLeast(value: number, limit: number, text = ''): Pick<Row, 'bar' | 'met'> {
  return { bar: `≥ ${limit}${text}`, met: value >= limit };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median of the ratios round by round: the machine's speed may change between rounds. */
export function pairedRatio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)));
}
