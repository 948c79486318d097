/** Raw text of options → values of the kind that the table names, or a refusal that says what is wanted. */
import { LabctlError } from '../base/errors.ts';
import { printable } from '../base/redact.ts';
import { isExpression, type Option } from './option.ts';

/** How a face hands over what was typed: the raw text of an option, `undefined` or empty where it was not given. */
export type Asked<Name extends string = string> = {
  readonly get: (name: Name) => string | undefined;
  /** What the option is called on this face, for messages. */
  readonly label: (name: Name) => string;
};

/** Readers for each kind of option; they throw INPUT_INVALID naming the option, what was found and what is wanted. */
export function readerFor<Name extends string>(
  asked: Asked<Name>,
  { verb, optionNamed }: { readonly verb: string; readonly optionNamed: (name: Name) => Option },
) {
  const raw = (name: Name): string | undefined => {
    const given = asked.get(name);
    if (given !== undefined && given !== '') return given;
    const fallback = optionNamed(name).default;
    // An expression is filled in by the runner; elsewhere it stands for nothing.
    return isExpression(fallback) ? undefined : fallback;
  };
  const refuse = (name: Name, found: string, wanted: string): never => {
    throw new LabctlError(
      'INPUT_INVALID',
      `${asked.label(name)} is wrong: found "${printable(found)}", want ${wanted}`,
    );
  };
  const optionalText = (name: Name): string | undefined => {
    const value = raw(name);
    if (value?.includes('\0')) return refuse(name, value, 'text without NUL characters');
    return value;
  };
  return {
    optionalText,
    text(name: Name): string {
      const value = optionalText(name);
      if (value !== undefined) return value;
      throw new LabctlError('INPUT_INVALID', `${asked.label(name)} is missing: ${verb} needs it`);
    },
    /** The beginning of a destination: all of them lie below images/, which is no part of them. */
    destinationPrefix(name: Name): string {
      const value = optionalText(name) ?? '';
      const [outer] = /^(?:\.?\/)*(?:(?:images|metadata)\/)?/.exec(value) ?? [''];
      if (outer === '') return value;
      const rest = value.slice(outer.length);
      const wanted = rest === '' ? 'none for all images' : `"${printable(rest)}"`;
      return refuse(name, value, `a prefix below images/: ${wanted}`);
    },
    flag(name: Name): boolean {
      const value = raw(name) ?? 'false';
      // The boolean spellings of YAML 1.2's core schema, as @actions/core reads them.
      if (['true', 'True', 'TRUE'].includes(value)) return true;
      if (['false', 'False', 'FALSE'].includes(value)) return false;
      return refuse(name, value, 'true or false');
    },
    names(name: Name): readonly string[] | undefined {
      const value = raw(name);
      if (value === undefined) return undefined;
      const names = value.split(/[,\n]/).map((part) => part.trim());
      const given = [...new Set(names.filter((part) => part !== ''))];
      if (given.length === 0) return refuse(name, value, 'names with commas between them');
      return given;
    },
    /** One `name=value` a line; names as HCL has them. */
    pairs(name: Name): Readonly<Record<string, string>> {
      const lines = (raw(name) ?? '').split('\n').filter((line) => line.trim() !== '');
      const pairs = lines.map((line): [string, string] => {
        const [, key, value] = /^\s*([A-Za-z_][\w-]*)=(.*)$/s.exec(line) ?? [];
        // The value may be a secret: only what stands before it is shown.
        if (key === undefined || value === undefined) {
          return refuse(name, line.split('=')[0] ?? '', 'name=value');
        }
        return [key, value];
      });
      return Object.fromEntries(pairs);
    },
    count(name: Name): number {
      const option = optionNamed(name);
      if (option.kind !== 'count') throw new TypeError(`${name} is not a count`);
      const value = raw(name) ?? '';
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      if (number >= option.min && number <= option.max) return number;
      return refuse(name, value, `a whole number from ${option.min} to ${option.max}`);
    },
    size(name: Name): number {
      const value = raw(name) ?? '';
      return parseSize(value) ?? refuse(name, value, 'a size such as 500MiB, 64GiB or 1TiB');
    },
    choice(name: Name): string {
      const option = optionNamed(name);
      if (option.kind !== 'choice') throw new TypeError(`${name} is not a choice`);
      const value = raw(name) ?? '';
      if (option.choices.includes(value)) return value;
      return refuse(name, value, option.choices.join(' or '));
    },
  };
}

const UNITS: Record<string, number> = {
  '': 1,
  b: 1,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
};

/** Bytes of a size such as `64GiB` or `500 MB`; `undefined` where the text is no positive size. */
export function parseSize(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,15}(?:\.\d{1,3})?) ?([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = unit === undefined ? undefined : UNITS[unit.toLowerCase()];
  if (digits === undefined || factor === undefined) return undefined;
  const bytes = Math.floor(Number(digits) * factor);
  return bytes >= 1 && bytes <= Number.MAX_SAFE_INTEGER ? bytes : undefined;
}
