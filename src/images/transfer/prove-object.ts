/** An object of which only somebody's word says that it is the image: read once, and hashed to nothing. */
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Task } from '../../report/reporter.ts';
import type { ListedObject, Store } from '../../store/store.ts';
import { algorithmOf, type Checksum } from '../../stream/hash/checksum.ts';
import { createMeter } from '../../stream/meter.ts';
import { createVerifier } from '../../stream/verify.ts';
import type { Plan } from '../catalog/plan.ts';

type Reading = { readonly store: Store; readonly task: Task; readonly signal: AbortSignal };

export type Proof =
  | { readonly object: ListedObject }
  /** It is not the image, and what it is instead. */
  | { readonly refuted: Pick<Plan, 'state' | 'reason'> };

/** Throws the store's error when the object cannot be read. */
export async function proveObject(
  key: string,
  checksum: Checksum,
  { store, task, signal }: Reading,
): Promise<Proof> {
  const found = await store.get(key, signal);
  if (found === undefined) return GONE;
  const { object, body } = found;
  const compute = [algorithmOf(checksum)];
  const verifier = createVerifier({ label: key, checksums: [], compute, size: object.size });
  task.phase('hashing what is there', object.size);
  try {
    await pipeline(body, createMeter(task.advance), verifier, toNothing(), { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  const [digest] = verifier.digests.values();
  if (digest !== checksum) {
    return refuted('damaged', `the object is said to be the image, and its bytes are ${digest}`);
  }
  return (await isStillThere(object, { store, signal })) ?? { object };
}

/** What has become of an object that was seen before: `undefined` while it is there in that version. */
export async function isStillThere(
  { key, etag }: ListedObject,
  { store, signal }: { store: Store; signal: AbortSignal },
): Promise<Extract<Proof, { refuted: unknown }> | undefined> {
  const now = await store.head(key, signal);
  if (now === undefined) return GONE;
  return now.etag === etag ? undefined : refuted('damaged', 'the object was overwritten meanwhile');
}

const GONE = refuted('missing', 'gone since it was listed');

function refuted(state: Plan['state'], reason: string) {
  return { refuted: { state, reason } };
}

function toNothing(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
