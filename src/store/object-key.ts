/** Keys of objects: their order, and what their user metadata may hold. */
import { LabctlError } from '../base/errors.ts';

/** Ascending by UTF-8 bytes, the order in which S3 lists. */
export function compareKeys(a: string, b: string): number {
  // UTF-16 order differs from UTF-8 order for surrogate pairs only.
  if (/[\ud800-\udfff]/.test(a) || /[\ud800-\udfff]/.test(b)) {
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Throws INTERNAL for user metadata that would not come back from every store as it was given. */
export function checkMeta(meta: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(meta)) {
    // Names and values travel as HTTP headers: ASCII only, and servers trim the spaces around a value.
    const fits = /^[a-z0-9-]+$/.test(name) && /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value);
    if (!fits) throw new LabctlError('INTERNAL', `user metadata ${name} cannot be stored`);
  }
}
