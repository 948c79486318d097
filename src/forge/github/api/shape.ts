/** What an answer must look like, as far as it is read here: between GitHub and labctl a proxy may answer anything. */

/** The value as what it is wanted for. Throws a Misfit. */
export type Read<T> = (value: unknown) => T;

/** Which part of an answer is not what GitHub describes it to be. */
export class Misfit extends Error {
  override readonly name = 'Misfit';
  /** From the answer's root, for example `object.sha`; empty for the root itself. */
  readonly path: string;

  constructor(path: string) {
    super(`the answer's ${path === '' ? 'root' : path} is not what it should be`);
    this.path = path;
  }
}

function where<T>(fits: (value: unknown) => value is T): Read<T> {
  return (value) => {
    if (fits(value)) return value;
    throw new Misfit('');
  };
}

/** For answers of which nothing is read. */
export const anything: Read<unknown> = (value) => value;

export const text = where((value) => typeof value === 'string');

export const flag = where((value) => typeof value === 'boolean');

/** A number of things, or of a pull request. */
export const count = where(
  (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0,
);

/** The name of a Git object, SHA-1 or SHA-256. */
export const objectId = where(
  (value): value is string =>
    typeof value === 'string' && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value),
);

/** An address that people open. */
export const webUrl = where(
  (value): value is string => typeof value === 'string' && /^https?:\/\/[!-~]+$/.test(value),
);

/** `null` and nothing become `undefined`. */
export function optional<T>(read: Read<T>): Read<T | undefined> {
  return (value) => (value === null || value === undefined ? undefined : read(value));
}

/** The fields that are named; all others are left out. */
export function record<Fields extends Readonly<Record<string, Read<unknown>>>>(
  fields: Fields,
): Read<{ readonly [Name in keyof Fields]: ReturnType<Fields[Name]> }> {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Misfit('');
    const found = Object.entries(fields).map(([name, read]) => {
      const field = (value as Readonly<Record<string, unknown>>)[name];
      return [name, at(name, () => read(field))];
    });
    return Object.fromEntries(found);
  };
}

export function list<T>(read: Read<T>): Read<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new Misfit('');
    return value.map((item, index) => at(`${index}`, () => read(item)));
  };
}

function at<T>(step: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    throw new Misfit(error.path === '' ? step : `${step}.${error.path}`);
  }
}
