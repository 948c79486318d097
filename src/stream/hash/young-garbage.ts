/** Frees the chunks of a body soon: their memory lies outside of the heap, which for that reason seems far from full. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Freeing takes half a millisecond. */
const INTERVAL_BYTES = 8 * 2 ** 20;

type Collect = (options: { type: 'minor'; execution: 'sync' }) => void;

let collect: Collect | undefined;
let passed = 0;

/** To be told of the bytes of each chunk that is handed on; now and then frees those that nobody holds any more. */
export function notePassed(bytes: number): void {
  passed += bytes;
  if (passed < INTERVAL_BYTES) return;
  passed = 0;
  collect ??= findCollect();
  collect({ type: 'minor', execution: 'sync' });
}

/** A context that is made while the flag is set has the function; it is the only way in a process that runs. */
function findCollect(): Collect {
  setFlagsFromString('--expose-gc');
  const found: Collect | undefined = runInNewContext('globalThis.gc');
  setFlagsFromString('--no-expose-gc');
  return found ?? (() => undefined);
}
