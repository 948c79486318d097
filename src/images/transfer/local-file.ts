/** A local file on its way into the store: hashed first, since the object carries its checksum, then published. */
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Task } from '../../report/reporter.ts';
import type { Store, StoredObject } from '../../store/store.ts';
import { createGate } from '../../stream/gate.ts';
import type { Checksum } from '../../stream/hash/checksum.ts';
import { into } from '../../stream/into.ts';
import { createMeter } from '../../stream/meter.ts';
import type { Source } from '../../stream/source.ts';
import { orReasonOf } from '../../stream/stopped.ts';
import { createVerifier } from '../../stream/verify.ts';
import { imageKey, imageMeta } from '../catalog/metadata/metadata.ts';

type Reading = { readonly source: Source; readonly task: Task; readonly signal: AbortSignal };

export type HashedFile = {
  readonly checksum: Checksum;
  /** Bytes. */
  readonly size: number;
};

/** Hashes a source. Throws CHECKSUM_MISMATCH where it is not the one that is `expected`. */
export async function hashFile(
  { source, task, signal }: Reading,
  expected: Checksum | undefined,
): Promise<HashedFile> {
  const reading = await source.open(signal);
  const verifier = createVerifier({
    label: source.label,
    checksums: expected === undefined ? [] : [expected],
    compute: expected === undefined ? ['sha256'] : [],
    size: reading.size,
    remedy: 'Correct the checksum, or make the file again.',
  });
  task.phase('hashing', reading.size);
  await pipeline(
    reading.body,
    createMeter(task.advance),
    verifier,
    new Writable({ write: (_chunk, _encoding, done) => done() }),
    { signal },
  ).catch(orReasonOf(signal));
  const [checksum] = verifier.digests.values();
  if (checksum === undefined) throw new TypeError('nothing was hashed');
  return { checksum, size: verifier.bytes };
}

/** Publishes a source that was hashed; a file that has changed since then is not published. */
export async function publishFile(
  { source, task, signal }: Reading,
  to: {
    readonly store: Store;
    readonly destination: string;
    readonly hashed: HashedFile;
    readonly owner: string;
    /** Called when everything is verified and before the store may publish. */
    readonly beforePublish: () => Promise<void>;
  },
): Promise<StoredObject> {
  const { checksum, size } = to.hashed;
  const reading = await source.open(signal);
  task.phase('uploading', size);
  return pipeline(
    reading.body,
    createMeter(task.advance),
    createVerifier({
      ...{ label: source.label, checksums: [checksum], size },
      remedy: 'Run again when nothing writes to the file any more.',
    }),
    createGate(to.beforePublish),
    into((body, stop) =>
      to.store.put(imageKey(to.destination), body, {
        meta: imageMeta({ checksum, managedBy: to.owner }),
        contentType: 'application/octet-stream',
        size,
        signal: stop,
      }),
    ),
    { signal },
  ).catch(orReasonOf(signal));
}
