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
  const raw = await rawImage(bytes, bench.signal);
  const names = Array.from({ length: count }, (_, number) => `image-${number}`);
  await bench.origin.serve({
    files: names.map((name) => ({ url: `/${name}`, path: raw.path })),
    latencyMs,
  });
  const manifest = writeManifest(
    bench,
    names.map((name) => ({
      name,
      url: `${bench.origin.origin}/${name}`,
      checksum: raw.sha256,
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
      tidy: () => checkAndEmpty(store, names, raw),
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

async function checkAndEmpty(store: BenchStore, names: readonly string[], raw: CachedFile) {
  for (const name of names) await store.check(`images/bench/${name}.raw`, raw);
  await store.empty();
}
