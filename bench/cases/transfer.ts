/** One image from the origin into the bucket, labctl against the pipelines that a user could write. */
import type { Bench, Case } from '../bench.ts';
import { type BenchStore, openBenchStore } from '../bench-store.ts';
import { type Compression, packedImage, rawImage } from '../image-cache.ts';
import { syncCommand, writeManifest } from '../labctl.ts';
import { missingPrograms } from '../peer-tools.ts';
import { decoderCommand, PEERS, peerCommand } from '../peers.ts';
import { type Contestant, race } from '../race.ts';
import { runMeasured } from '../run-measured.ts';
import { emptyTempFolder } from '../temp-folder.ts';
import { bareName, LABCTL, rowsOf, type Subject } from './transfer-rows.ts';

const DESTINATION = 'bench/image.raw';
const PEER_KEY = 'images/peer/image.raw';

/** A plain image, or one that is compressed like this. */
export function transferCase(name: string, compression?: Compression): Case {
  const needs = ['versitygw', ...(compression === undefined ? [] : [compression])];
  return { name, needs, run: (bench) => runTransfer(bench, compression) };
}

async function runTransfer(bench: Bench, compression: Compression | undefined) {
  const subject = await makeSubject(bench, compression);
  const store = await openBenchStore(bench, subject.raw.bytes);
  try {
    const { entrants, leftOut } = contestantsFor(bench, subject, store);
    const requests = new Map<string, number>();
    for (const entrant of entrants) {
      if (entrant.key === undefined) continue;
      requests.set(entrant.name, await checkedRun(bench, entrant, store, subject));
    }
    const taken = await race({
      bench,
      contestants: entrants.map((entrant) => ({
        name: entrant.name,
        command: () => entrant.commandTo(store.server.endpoint),
      })),
      rounds: bench.scale.rounds,
      storePid: store.server.pid,
      tidy: () => store.empty(),
    });
    const all = [...taken.values()].map((one) => {
      const storeRequests = requests.get(one.name);
      return storeRequests === undefined ? one : { ...one, storeRequests, verified: true };
    });
    return { about: describe(subject, store), rows: rowsOf(all, subject), taken: all, leftOut };
  } finally {
    await store.stop();
  }
}

async function makeSubject(bench: Bench, compression: Compression | undefined): Promise<Subject> {
  const { plainBytes, packedBytes } = bench.scale;
  bench.say('  images (generated and compressed once, then kept)');
  const raw = await rawImage(compression === undefined ? plainBytes : packedBytes, bench.signal);
  const served =
    compression === undefined ? raw : await packedImage(raw.bytes, compression, bench.signal);
  await bench.origin.serve({ files: [{ url: '/image', path: served.path }] });
  return { raw, served, compression, url: `${bench.origin.origin}/image` };
}

type Entrant = Omit<Contestant, 'command'> & {
  /** Where its object lies; `undefined` for the bare decoder, which writes none. */
  readonly key: string | undefined;
  readonly commandTo: (endpoint: string) => ReturnType<Contestant['command']>;
};

function contestantsFor(bench: Bench, subject: Subject, store: BenchStore) {
  const { raw, served, compression, url } = subject;
  const image = { name: 'image', url, checksum: served.sha256, destination: DESTINATION };
  const packed = compression && { decompress: compression, expected: raw.sha256 };
  const manifest = writeManifest(bench, [{ ...image, ...packed }]);
  const entrants: Entrant[] = [
    {
      name: LABCTL,
      key: `images/${DESTINATION}`,
      commandTo: (endpoint) => syncCommand(bench, { server: store.server, endpoint }, { manifest }),
    },
  ];
  const leftOut: string[] = [];
  for (const peer of PEERS) {
    const missing = missingPrograms([...peer.needs, 'bash', 'curl']);
    if (missing !== undefined) {
      leftOut.push(`${peer.name}: ${missing}`);
      continue;
    }
    const decode = compression && { compression, sha256: raw.sha256 };
    entrants.push({
      name: peer.name,
      key: PEER_KEY,
      commandTo: (endpoint) =>
        peerCommand(bench, peer, {
          url,
          packedSha256: served.sha256,
          ...(decode && { decode }),
          server: store.server,
          endpoint,
          key: PEER_KEY,
        }),
    });
  }
  if (compression !== undefined) {
    const commandTo = () => decoderCommand(bench, compression, served.path);
    entrants.push({ name: bareName(compression), key: undefined, commandTo });
  }
  return { entrants, leftOut };
}

/** Uploads through a proxy that counts requests, and reads back what has arrived. */
async function checkedRun(
  bench: Bench,
  { name, key, commandTo }: Entrant,
  store: BenchStore,
  { raw }: Subject,
): Promise<number> {
  emptyTempFolder(bench);
  const requests = await store.counted(async (endpoint) => {
    await runMeasured(commandTo(endpoint));
  });
  if (key !== undefined) await store.check(key, raw);
  await store.empty();
  bench.say(`  checked      ${name.padEnd(20)} ${String(requests).padStart(4)} requests`);
  return requests;
}

function describe({ raw, served, compression }: Subject, { inMemory }: BenchStore): string {
  const size = `${raw.bytes / 2 ** 20} MiB`;
  const image =
    compression === undefined
      ? `A plain image of ${size}`
      : `A ${compression} image of ${size}, ${(served.bytes / 2 ** 20).toFixed(0)} MiB compressed`;
  return `${image}, over HTTPS into the bucket; the store keeps its data ${inMemory ? 'in memory' : 'on disk'}.`;
}
