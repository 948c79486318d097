/** An origin that gives each connection only so much: what several connections gain. */
import { atLeast, type Bench, type Case, type CaseResult, pairedRatio } from '../bench.ts';
import { openBenchStore } from '../bench-store.ts';
import { rawImage } from '../image-cache.ts';
import { labctlCommand, syncCommand, writeManifest } from '../labctl.ts';
import { race } from '../race.ts';
import { runMeasured } from '../run-measured.ts';

const OPTION = '--connections';
const MANY = 4;

export const slowOriginCase: Case = { name: 'slow-origin', needs: ['versitygw'], run };

async function run(bench: Bench): Promise<CaseResult> {
  const { bytes, bytesPerSecond } = bench.scale.slowOrigin;
  const about = `A plain image of ${bytes / 2 ** 20} MiB from an origin that gives each connection ${bytesPerSecond / 1e6} MB/s.`;
  const help = await runMeasured(labctlCommand(bench, ['images', 'sync', '--help']));
  if (!help.stdout.includes(OPTION)) {
    return { about, rows: [], leftOut: [`this labctl has no ${OPTION}`] };
  }
  const raw = await rawImage(bytes, bench.signal);
  await bench.origin.serve({ files: [{ url: '/image', path: raw.path }], bytesPerSecond });
  const image = {
    name: 'image',
    url: `${bench.origin.origin}/image`,
    checksum: raw.sha256,
    destination: 'bench/image.raw',
  };
  const manifest = writeManifest(bench, [image]);
  const store = await openBenchStore(bench, bytes);
  const named = (connections: number) => `${connections} connection${connections > 1 ? 's' : ''}`;
  try {
    const contestants = [MANY, 1].map((connections) => ({
      name: named(connections),
      command: () => syncCommand(bench, store, { manifest, args: [OPTION, String(connections)] }),
    }));
    const taken = await race({
      bench,
      contestants,
      rounds: bench.scale.rounds,
      storePid: store.server.pid,
      tidy: async () => {
        await store.check('images/bench/image.raw', raw);
        await store.empty();
      },
    });
    const [one, many] = [taken.get(named(1)), taken.get(named(MANY))];
    if (!one || !many) throw new Error('not everything was run');
    const ratio = pairedRatio(one.rounds, many.rounds);
    const row = {
      what: `${named(MANY)} for one`,
      labctl: { value: many.wallSeconds, unit: 's' },
      against: { name: named(1), value: one.wallSeconds, unit: 's' },
      ratio,
      ...atLeast(ratio, 3, ' × faster'),
    } as const;
    return { about, rows: [row], taken: [...taken.values()], leftOut: [] };
  } finally {
    await store.stop();
  }
}
