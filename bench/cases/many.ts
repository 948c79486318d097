/** Many images over a slow network: what working on several at once gains. */
import { atLeast, type Bench, type Case, type CaseResult, pairedRatio } from '../bench.ts';
import { type BenchStore, openBenchStore } from '../bench-store.ts';
import { type CachedFile, rawImage } from '../image-cache.ts';
import { syncCommand, writeManifest } from '../labctl.ts';
import { startLatencyProxy } from '../latency-proxy.ts';
import { race } from '../race.ts';

const MANY = 4;

export const manyCase: Case = { name: 'many', needs: ['versitygw'], run };

async function run(bench: Bench): Promise<CaseResult> {
  const { count, bytes, latencyMs } = bench.scale.many;
  // Each another one: of two with the same content the second would be copied inside the bucket.
  const images = new Map<string, CachedFile>();
  for (let number = 0; number < count; number += 1) {
    images.set(`image-${number}`, await rawImage(bytes + 4096 * number, bench.signal));
  }
  await bench.origin.serve({
    files: [...images].map(([name, { path }]) => ({ url: `/${name}`, path })),
    latencyMs,
  });
  const manifest = writeManifest(
    bench,
    [...images].map(([name, { sha256 }]) => ({
      name,
      url: `${bench.origin.origin}/${name}`,
      checksum: sha256,
      destination: `bench/${name}.raw`,
    })),
  );
  const store = await openBenchStore(bench, bytes * count);
  const proxy = await startLatencyProxy(bench, { port: store.server.port, latencyMs });
  const named = (concurrency: number) => `concurrency ${concurrency}`;
  try {
    const to = { server: store.server, endpoint: proxy.endpoint };
    const taken = await race({
      bench,
      contestants: [MANY, 1].map((concurrency) => ({
        name: named(concurrency),
        command: () =>
          syncCommand(bench, to, { manifest, args: ['--concurrency', String(concurrency)] }),
      })),
      rounds: bench.scale.rounds,
      storePid: store.server.pid,
      tidy: () => checkAndEmpty(store, images),
    });
    const [one, many] = [taken.get(named(1)), taken.get(named(MANY))];
    if (!one || !many) throw new Error('not everything was run');
    const ratio = pairedRatio(one.rounds, many.rounds);
    const row = {
      what: `${named(MANY)} for ${named(1)}`,
      labctl: { value: many.wallSeconds, unit: 's' },
      against: { name: named(1), value: one.wallSeconds, unit: 's' },
      ratio,
      ...atLeast(ratio, 3, ' × faster'),
    } as const;
    const about = `${count} plain images of ${bytes / 2 ** 20} MiB, ${latencyMs} ms of waiting before each answer of origin and store.`;
    return { about, rows: [row], taken: [...taken.values()], leftOut: [] };
  } finally {
    await proxy.stop();
    await store.stop();
  }
}

async function checkAndEmpty(store: BenchStore, images: ReadonlyMap<string, CachedFile>) {
  for (const [name, image] of images) await store.check(`images/bench/${name}.raw`, image);
  await store.empty();
}
