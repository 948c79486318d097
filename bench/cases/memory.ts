/** How much memory labctl takes for a large image and for one several times as large. */
import { atMost, type Bench, type Case, type CaseResult, type Row, type Taken } from '../bench.ts';
import { openBenchStore } from '../bench-store.ts';
import {
  type CachedFile,
  type Compression,
  packedImage,
  rawImage,
  repeatedSha256,
} from '../image-cache.ts';
import { syncCommand, writeManifest } from '../labctl.ts';
import { missingPrograms } from '../peer-tools.ts';
import { race } from '../race.ts';

const KINDS = ['plain', 'xz', 'zstd'] as const;
const MIB = 2 ** 20;

export const memoryCase: Case = { name: 'memory', needs: ['versitygw'], run };

async function run(bench: Bench): Promise<CaseResult> {
  const { unitBytes, units } = bench.scale.memory;
  const rows: Row[] = [];
  const taken: Taken[] = [];
  const leftOut: string[] = [];
  for (const kind of KINDS) {
    const missing = kind === 'plain' ? undefined : missingPrograms([kind]);
    if (missing !== undefined) {
      leftOut.push(`${kind}: ${missing}`);
      continue;
    }
    const [small, large] = [
      await syncOnce(bench, kind, units[0]),
      await syncOnce(bench, kind, units[1]),
    ];
    taken.push(small, large);
    for (const one of [small, large]) rows.push(peakRow(one));
    const ratio = large.peakBytes / small.peakBytes;
    rows.push({
      what: `growth, ${kind}`,
      labctl: { value: large.peakBytes, unit: 'bytes' },
      against: { name: small.name, value: small.peakBytes, unit: 'bytes' },
      ratio,
      ...atMost(ratio, 1.1, ' ×'),
    });
  }
  const about = `Highest resident memory of labctl's own process; children are named apart. An image of ${unitBytes / MIB} MiB (once decoded), and ${units[1]} times the same bytes as one file.`;
  return { about, rows, taken, leftOut };
}

function peakRow({ name, peakBytes }: Taken): Row {
  const labctl = { value: peakBytes, unit: 'bytes' } as const;
  return { what: `peak, ${name}`, labctl, ...atMost(peakBytes / MIB, 256, ' MiB') };
}

/** Streams of all three kinds may be put one behind the other, so the origin repeats the file. */
async function syncOnce(bench: Bench, kind: 'plain' | Compression, times: number): Promise<Taken> {
  const raw = await rawImage(bench.scale.memory.unitBytes, bench.signal);
  const served = kind === 'plain' ? raw : await packedImage(raw.bytes, kind, bench.signal);
  await bench.origin.serve({ files: [{ url: '/image', path: served.path, times }] });
  const manifest = writeManifest(bench, [await imageOf(bench, { kind, raw, served, times })]);
  const store = await openBenchStore(bench, raw.bytes * times);
  const name = `${kind} ${(raw.bytes * times) / MIB} MiB`;
  try {
    const contestant = { name, command: () => syncCommand(bench, store, { manifest }) };
    const storePid = store.server.pid;
    const taken = (await race({ bench, contestants: [contestant], rounds: 1, storePid })).get(name);
    if (taken === undefined) throw new Error(`${name} did not run`);
    const sha256 = await repeatedSha256(raw, times);
    await store.check('images/bench/image.raw', { bytes: raw.bytes * times, sha256 });
    return { ...taken, verified: true };
  } finally {
    await store.stop();
  }
}

async function imageOf(
  bench: Bench,
  from: { kind: 'plain' | Compression; raw: CachedFile; served: CachedFile; times: number },
) {
  const { kind, raw, served, times } = from;
  return {
    name: 'image',
    url: `${bench.origin.origin}/image`,
    checksum: await repeatedSha256(served, times),
    destination: 'bench/image.raw',
    ...(kind !== 'plain' && { decompress: kind, expected: await repeatedSha256(raw, times) }),
  };
}
