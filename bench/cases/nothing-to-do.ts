/** A sync that finds everything in place: what it asks of the store, and how long it takes. */
import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import { renderMetadata } from '../../src/images/catalog/metadata/metadata.ts';
import { atMost, type Bench, type Case, type CaseResult, type Row } from '../bench.ts';
import { type BenchStore, openBenchStore } from '../bench-store.ts';
import { type BenchImage, MANIFEST_NAME, syncCommand, writeManifest } from '../labctl.ts';
import { race } from '../race.ts';
import { runMeasured } from '../run-measured.ts';
import { emptyTempFolder } from '../temp-folder.ts';

const PARALLEL = 32;
const PAGE = 1000;
const LABCTL = 'labctl';

export const nothingToDoCase: Case = { name: 'nothing-to-do', needs: ['versitygw'], run };

async function run(bench: Bench): Promise<CaseResult> {
  const { images: count, files } = bench.scale.nothingToDo;
  const store = await openBenchStore(bench, 0);
  try {
    const manifest = writeManifest(
      bench,
      Array.from({ length: count }, (_, n) => imageOf(n)),
    );
    await fill(bench, store, 0, count);
    const few = await repeat(bench, store, { manifest, count });
    const taken = await race({
      bench,
      contestants: [{ name: LABCTL, command: () => syncCommand(bench, store, { manifest }) }],
      rounds: bench.scale.rounds,
      storePid: store.server.pid,
    });
    const wall = taken.get(LABCTL)?.wallSeconds ?? Number.NaN;

    await fill(bench, store, count, files);
    const many = await repeat(bench, store, { manifest, count });
    // Both listings grow: the bucket holds an object for each of the metadata files.
    const pages = 2 * Math.ceil((files - count) / PAGE);
    const rows: Row[] = [
      {
        what: `requests, ${count} images in place`,
        labctl: { value: few, unit: 'requests' },
        ...atMost(few, 3),
      },
      {
        what: `wall, ${count} images in place`,
        labctl: { value: wall, unit: 's' },
        ...atMost(wall, 1, ' s'),
      },
      {
        what: `requests, ${files} images and metadata files in the bucket`,
        labctl: { value: many, unit: 'requests' },
        against: { name: `${count} of each`, value: few, unit: 'requests' },
        bar: `≤ ${few} + ${pages}`,
        met: many <= few + pages,
      },
    ];
    const about = `A manifest of ${count} images, all in the bucket; then ${files} images in the bucket, ${count} of them in the manifest. Requests are counted in runs of their own.`;
    return { about, rows, taken: [...taken.values()], leftOut: [] };
  } finally {
    await store.stop();
  }
}

/** The first run brings the index up to date; the second is the repeat that is counted. */
async function repeat(
  bench: Bench,
  store: BenchStore,
  { manifest, count }: { manifest: string; count: number },
): Promise<number> {
  emptyTempFolder(bench);
  await runMeasured(syncCommand(bench, store, { manifest }));
  return store.counted(async (endpoint) => {
    const to = { server: store.server, endpoint };
    const { stdout } = await runMeasured(syncCommand(bench, to, { manifest }));
    const results: readonly { outcome: string }[] = JSON.parse(stdout).images;
    const skipped = results.filter(({ outcome }) => outcome === 'skipped').length;
    if (skipped !== count) throw new Error(`${skipped} images were skipped, want ${count}`);
  });
}

/** Puts images and their metadata in place as labctl itself would. */
async function fill(bench: Bench, store: BenchStore, from: number, to: number): Promise<void> {
  bench.say(`  filling the bucket: images ${from + 1} to ${to}`);
  const limit = pLimit(PARALLEL);
  const one = async (number: number) => {
    bench.signal.throwIfAborted();
    const { name, url, destination, checksum } = imageOf(number);
    const sum = `sha256:${checksum}` as const;
    const body = bodyOf(number);
    const etag = await store.put(`images/${destination}`, body, { checksum: sum });
    const metadata = renderMetadata({
      name,
      checksum: sum,
      size: body.length,
      uploadedAt: '2026-01-01T00:00:00.000Z',
      source: { type: 'http', url },
      etag,
      sourceChecksum: sum,
      managedBy: `manifest/${MANIFEST_NAME}`,
    });
    await store.put(`metadata/${destination}.json`, Buffer.from(metadata));
  };
  const numbers = Array.from({ length: to - from }, (_, n) => from + n);
  await Promise.all(numbers.map((number) => limit(one, number)));
}

function bodyOf(number: number): Buffer {
  return Buffer.from(`image ${number}`);
}

/** Never downloaded: the sync finds it in place. */
export function imageOf(number: number): BenchImage {
  const name = `image-${String(number).padStart(6, '0')}`;
  return {
    name,
    url: `https://images.invalid/releases/${name}.iso`,
    checksum: createHash('sha256').update(bodyOf(number)).digest('hex'),
    destination: `lab/${name}.iso`,
  };
}
