/** Random choices that a seed repeats, and random damage to texts, JSON values and bytes. */

/** A whole number from 0 to `below`, not including it. */
export type Random = (below: number) => number;

/** Mulberry32: the same numbers for the same seed. */
export function createRandom(seed: number): Random {
  // Neighbouring seeds must not give neighbouring numbers.
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[random(list.length)] as T;
}

/** The text with a few pieces put in, cut out, doubled or exchanged. */
export function damageText(text: string, random: Random, pieces: readonly string[]): string {
  let damaged = text;
  for (let times = random(3); times >= 0; times -= 1) damaged = damageOnce(damaged, random, pieces);
  return damaged;
}

function damageOnce(text: string, random: Random, pieces: readonly string[]): string {
  const at = random(text.length + 1);
  const end = at + random(12);
  const lines = text.split('\n');
  switch (random(7)) {
    case 0:
      return text.slice(0, at) + pick(random, pieces) + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(end);
    case 2:
      return text.slice(0, at) + pick(random, pieces) + text.slice(end);
    case 3:
      return lines.toSpliced(random(lines.length), 1).join('\n');
    case 4:
      return lines.toSpliced(random(lines.length), 0, pick(random, lines)).join('\n');
    case 5:
      return text.slice(0, end) + text.slice(at);
    default:
      return random(4) === 0 ? text.slice(0, at) : text;
  }
}

/** Values that are not what a field of JSON should be. */
const ODD_VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER, 2 ** 60, '', ' ', '0', 'null'],
  ...[[], {}, [null], [[]], { sha: null }, '../..', 'a/../b', 'x'.repeat(5000), '\0', '\u202e'],
  ...['\n::error::x', '<html></html>', '__proto__', { __proto__: null, constructor: 1 }, '\ud800'],
  ...['2026-13-45', 'https://user:pw@host/', 'javascript:alert(1)', '%', '{{ .Name }}', '🖥'],
];

/** A copy of the value in which a few fields are missing, doubled, added or something else. */
export function damageJson(value: unknown, random: Random): unknown {
  let damaged: unknown = structuredClone(value);
  for (let times = random(3); times >= 0; times -= 1) damaged = damageField(damaged, random);
  return damaged;
}

function damageField(value: unknown, random: Random): unknown {
  const isInner = typeof value === 'object' && value !== null;
  // Mostly deep inside, where fields are read; now and then all of it.
  if (!isInner || random(8) === 0) return structuredClone(pick(random, ODD_VALUES));
  if (Array.isArray(value)) return damageList(value, random);
  const fields = Object.entries(value);
  if (fields.length === 0) return { added: pick(random, ODD_VALUES) };
  const at = random(fields.length);
  const [name, field] = fields[at] as [string, unknown];
  const rest = fields.toSpliced(at, 1);
  switch (random(6)) {
    case 0:
      return Object.fromEntries(rest);
    case 1:
      return Object.fromEntries([...rest, [pick(random, ['added', '__proto__', '', name]), field]]);
    default:
      return Object.fromEntries(fields.with(at, [name, damageField(field, random)]));
  }
}

function damageList(list: readonly unknown[], random: Random): unknown {
  if (list.length === 0) return [pick(random, ODD_VALUES)];
  const at = random(list.length);
  switch (random(4)) {
    case 0:
      return list.toSpliced(at, 1);
    case 1:
      return [...list, list[at]];
    default:
      return list.with(at, damageField(list[at], random));
  }
}
