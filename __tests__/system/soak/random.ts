/** Random numbers that follow from a seed, so that a run can be had again. */

export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  int(below: number): number;
  /** `true` in this share of all cases, from 0 to 1. */
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** Mulberry32 over a mixed seed: neighbouring seeds give unlike sequences. */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const int = (below: number) => Math.floor(next() * below);
  return {
    int,
    chance: (share) => next() < share,
    pick(from) {
      if (from.length === 0) throw new RangeError('nothing to pick from');
      return from[int(from.length)] as (typeof from)[number];
    },
  };
}
