/** `download`: one image into a local file that appears only when it is whole and verified. */
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../../base/clock.ts';
import { ERROR_CODES, LabctlError } from '../../base/errors.ts';
import { requireRoomForFile } from '../../files/usable-path.ts';
import { writeWholeFile } from '../../files/whole-file.ts';
import { describeBytes, describeRate } from '../../report/report-format.ts';
import type { Reporter, Task } from '../../report/reporter.ts';
import type { Store } from '../../store/store.ts';
import { into } from '../../stream/into.ts';
import { createMeter } from '../../stream/meter.ts';
import { orReasonOf } from '../../stream/stopped.ts';
import { createVerifier } from '../../stream/verify.ts';
import { readCatalog } from '../catalog/catalog.ts';
import type { Entry } from '../catalog/entry.ts';
import { type EntryState, stateOf } from '../catalog/entry-state.ts';
import { imageKey, type Metadata } from '../catalog/metadata/metadata.ts';
import { effectiveChecksum } from '../catalog/plan.ts';
import { withFieldAtFault } from '../manifest/field-at-fault.ts';
import type { Image, Manifest } from '../manifest/image.ts';
import type { DownloadReport } from '../report.ts';
import { type TransferContext, transferImage } from '../transfer/transfer.ts';
import { suggestName } from './choose-images.ts';

export type DownloadOptions = {
  /** Name or destination of the image. */
  readonly name: string;
  /** The file to write, given the destination of the image that was found. */
  readonly output: (destination: string) => string;
  readonly force: boolean;
};

type Context = {
  readonly reporter: Reporter;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** Fetches an image as the bucket has it. Throws NOT_FOUND with the names there are. */
export async function downloadFromBucket(
  options: DownloadOptions,
  context: Context & { store: Store },
): Promise<DownloadReport> {
  const { store, signal } = context;
  const { entries } = await readCatalog(store, signal);
  const { destination, metadata } = findEntry([...entries.values()], options.name, store.label);
  const { checksum, size, name } = metadata;
  const fetchInto = async (output: string, task: Task): Promise<number> => {
    const found = await store.get(imageKey(destination), signal);
    if (found === undefined) {
      throw new LabctlError('NOT_FOUND', `${imageKey(destination)} is gone from ${store.label}`);
    }
    task.phase('downloading', found.object.size);
    return pipeline(
      found.body,
      createMeter((bytes) => task.advance(bytes)),
      createVerifier({
        ...{ label: imageKey(destination), checksums: [checksum], size },
        remedy: ERROR_CODES.IMAGE_DAMAGED.remedy,
      }),
      into((body, stop) => writeWholeFile(output, body, stop)),
      { signal },
    ).catch(orReasonOf(signal));
  };
  return report({ options, context, name, destination, checksum, from: store.label, fetchInto });
}

/** Fetches an image from the source that the manifest names, verified and decompressed as sync would. */
export async function downloadFromSource(
  manifest: Manifest,
  options: DownloadOptions,
  context: Context & TransferContext,
): Promise<DownloadReport> {
  const image = findImage(manifest, options.name);
  const { name, destination } = image;
  const checksum = effectiveChecksum(image);
  if (checksum === undefined || image.source.type !== 'http') {
    throw new LabctlError(
      'UNSUPPORTED',
      `${name} is built by Packer and has no source to download`,
    );
  }
  const { signal } = context;
  const fetchInto = (output: string, task: Task): Promise<number> =>
    transferImage({
      image,
      context,
      task,
      signal,
      beforePublish: async () => {},
      sink: (body, facts) => writeWholeFile(output, body, facts.signal),
    }).catch((error: unknown) => {
      throw error instanceof LabctlError ? withFieldAtFault(error, image) : error;
    });
  return report({ options, context, name, destination, checksum, from: 'source', fetchInto });
}

async function report(of: {
  options: DownloadOptions;
  context: Context;
  name: string;
  destination: string;
  checksum: string;
  from: string;
  fetchInto: (output: string, task: Task) => Promise<number>;
}): Promise<DownloadReport> {
  const { options, context, name, destination, checksum, from, fetchInto } = of;
  const started = context.clock.now();
  const output = options.output(destination);
  await requireRoomForFile('output', output);
  if (!options.force) await refuseExisting(output);
  const task = context.reporter.begin(name);
  const bytes = await fetchInto(output, task);
  const seconds = (context.clock.now() - started) / 1000;
  task.end(`wrote ${output}, ${describeBytes(bytes)}${describeRate(bytes, seconds)}`);
  return { verb: 'download', name, from, output, checksum, bytes, seconds };
}

/** Before the download rather than after it. */
async function refuseExisting(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  throw new LabctlError('INPUT_INVALID', `${path} exists already; use --force to replace it`);
}

/** The entry of that destination or name, with metadata that tells what its bytes must be. */
function findEntry(
  entries: readonly Entry[],
  name: string,
  where: string,
): { destination: string; metadata: Metadata } {
  const known = entries.map((entry) => ({ ...entry, found: stateOf(entry) }));
  const nameOf = ({ found }: { found: EntryState }) =>
    found.state === 'unknown' ? undefined : found.metadata?.name;
  const matches = known.filter((one) => one.destination === name || nameOf(one) === name);
  const [first, second] = matches;
  if (second !== undefined) {
    throw new LabctlError(
      'INPUT_INVALID',
      `${name} is the name of several images; give a destination: ${matches.map((one) => one.destination).join(', ')}`,
    );
  }
  if (first === undefined) {
    const names = known.flatMap((one) => [nameOf(one) ?? [], one.destination].flat());
    const hint = suggestName([name.replace(/^images\//, '')], names);
    throw new LabctlError('NOT_FOUND', `no image ${name} in ${where}; ${hint}`);
  }
  const { destination, found, object } = first;
  if (found.state === 'unknown') throw notDescribed(destination, found.reason);
  if (found.metadata === undefined || object === undefined) {
    const reason = found.state === 'ok' ? '' : found.reason;
    throw new LabctlError('IMAGE_DAMAGED', `${imageKey(destination)} is damaged: ${reason}`);
  }
  return { destination, metadata: found.metadata };
}

function notDescribed(destination: string, reason: string): LabctlError {
  return new LabctlError(
    'METADATA_INVALID',
    `${imageKey(destination)} is not handed out, for nothing tells what its bytes must be: ${reason}; sync or upload it again`,
  );
}

function findImage(manifest: Manifest, name: string): Image {
  const found = manifest.images.find((image) => image.name === name || image.destination === name);
  if (found !== undefined) return found;
  const names = manifest.images.map((image) => image.name);
  throw new LabctlError(
    'NOT_FOUND',
    `no image ${name} in the manifest; ${suggestName([name], names)}`,
  );
}
