/** Memory that all threads see, used again by the next: what is shared, no thread can free for itself. */

/** Larger pieces come seldom, and each has a size of its own. */
const LARGEST_KEPT_BYTES = 64 * 2 ** 20;

const free = new Map<number, Buffer[]>();

/** Memory of this length, with anything in it. */
export function takeShared(bytes: number): Buffer {
  return free.get(bytes)?.pop() ?? Buffer.from(new SharedArrayBuffer(bytes));
}

/** Gives it back, once and whole: nobody may look at it any more, in any thread. */
export function giveBackShared(memory: Buffer): void {
  if (memory.length > LARGEST_KEPT_BYTES) return;
  const others = free.get(memory.length) ?? [];
  others.push(memory);
  free.set(memory.length, others);
}
