/** The known word that somebody most likely meant. */
import { closestMatch } from 'leven';

/** Longer words are no slip of a known one, and the distance takes time in proportion to the length. */
const MAX_WORD = 40;

/** The known word nearest to `found`: the same but for case, or a slip or two away. */
export function nearest(found: string, known: readonly string[]): string | undefined {
  if (found.length > MAX_WORD) return undefined;
  const sameButCase = known.find((word) => word.toLowerCase() === found.toLowerCase());
  if (sameButCase !== undefined) return sameButCase;
  // A swap of two letters counts as two.
  const maxDistance = found.length < 4 ? 1 : Math.max(2, Math.floor(found.length / 3));
  return closestMatch(found, known, { maxDistance });
}
