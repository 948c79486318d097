/** Durations as images.yaml has them: `7d`, `12h`, `1d12h`. */

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** A delay beyond this is a mistake: an image would never be built again. */
const MAX_MS = 3_650 * 86_400_000;

/** Milliseconds; `undefined` for text that is not a duration. Kargo itself knows no days, so it never gets one of these. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,9}[smhdw])+$/.test(text)) return undefined;
  let total = 0;
  for (const [, digits = '', unit = ''] of text.matchAll(/(\d+)([smhdw])/g)) {
    total += Number(digits) * (UNIT_MS[unit] ?? 0);
  }
  return total <= MAX_MS ? total : undefined;
}
