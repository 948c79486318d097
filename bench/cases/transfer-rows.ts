/** What a transfer has shown: labctl against each of the others, and against the bars. */
import { cpus } from 'node:os';
import { atMost, pairedRatio, type Row, type Taken } from '../bench.ts';
import type { CachedFile, Compression } from '../image-cache.ts';

export const LABCTL = 'labctl';

export type Subject = {
  readonly raw: CachedFile;
  /** What is downloaded. */
  readonly served: CachedFile;
  readonly compression: Compression | undefined;
  readonly url: string;
};

export function rowsOf(taken: readonly Taken[], { raw, served, compression }: Subject): Row[] {
  const labctl = taken.find(({ name }) => name === LABCTL);
  if (labctl === undefined) throw new Error('labctl did not run');
  const wall = { value: labctl.wallSeconds, unit: 's' } as const;
  const rows: Row[] = [];
  const bare = taken.find(({ name }) => compression && name === bareName(compression));
  const peers = taken.filter((one) => one !== labctl && one !== bare);
  const [best, ...others] = peers.sort((a, b) => a.wallSeconds - b.wallSeconds);
  if (best !== undefined) {
    const row = against(labctl, best);
    const limit = compression === undefined ? 0.9 : 0.95;
    rows.push({ what: 'wall, best peer', ...row, ...atMost(row.ratio, limit, ' ×') });
  }
  if (best !== undefined) {
    // Less disturbed by other work on the machine than the time on the clock.
    const [ours, theirs] = [cpuSeconds(labctl), cpuSeconds(best)];
    rows.push({
      what: 'processor time, best peer',
      labctl: { value: ours, unit: 's' },
      against: { name: best.name, value: theirs, unit: 's' },
      ratio: ours / theirs,
    });
  }
  for (const other of others) rows.push({ what: 'wall, other peer', ...against(labctl, other) });
  if (bare !== undefined) {
    const row = against(labctl, bare);
    const bar = compression === 'xz' ? atMost(row.ratio, 1.3, ' ×') : {};
    rows.push({ what: 'wall, bare decoder', ...row, ...bar });
    if (compression === 'xz') rows.push(withoutServers(labctl, bare));
  }
  rows.push({
    what: 'temporary disk',
    labctl: { value: labctl.diskBytes, unit: 'bytes' },
    // Disks are given out in blocks.
    ...(compression === undefined
      ? atMost(labctl.diskBytes, 0)
      : {
          against: { name: 'compressed size', value: served.bytes, unit: 'bytes' as const },
          ratio: labctl.diskBytes / served.bytes,
          bar: '≤ 1 ×',
          met: labctl.diskBytes <= served.bytes + 65_536,
        }),
  });
  rows.push({
    what: 'memory, own process',
    labctl: { value: labctl.peakBytes, unit: 'bytes' },
    ...atMost(labctl.peakBytes / 2 ** 20, 256, ' MiB'),
  });
  const perSecond = raw.bytes / wall.value;
  rows.push({ what: 'speed, image as published', labctl: { value: perSecond, unit: 'bytes/s' } });
  return rows;
}

function cpuSeconds({ userSeconds, sysSeconds }: Taken): number {
  return userSeconds + sysSeconds;
}

function against(labctl: Taken, other: Taken) {
  return {
    labctl: { value: labctl.wallSeconds, unit: 's' },
    against: { name: other.name, value: other.wallSeconds, unit: 's' },
    ratio: pairedRatio(labctl.rounds, other.rounds),
  } as const;
}

/** All processors are busy, so a second of the servers' CPU time has cost one second by their number. */
function withoutServers(labctl: Taken, bare: Taken): Row {
  const cost = (labctl.originCpuSeconds + labctl.storeCpuSeconds) / cpus().length;
  const rounds = labctl.rounds.map((seconds) => seconds - cost);
  const ratio = pairedRatio(rounds, bare.rounds);
  return {
    what: 'same, CPU time of origin and store ÷ processors taken out',
    labctl: { value: labctl.wallSeconds - cost, unit: 's' },
    against: { name: bare.name, value: bare.wallSeconds, unit: 's' },
    ratio,
    ...atMost(ratio, 1.1, ' ×'),
  };
}

export function bareName(compression: Compression): string {
  return `bare ${compression}`;
}
