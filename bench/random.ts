/** Random numbers that are the same for a seed: xorshift128, Marsaglia 2003. */

/** A source of unsigned 32-bit numbers. */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let [x, y, z, w] = [123456789 ^ seed, 362436069, 521288629, 88675123 + seed];
  return () => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return w >>> 0;
  };
}
