/** Watches and refuses what this process does with open files: the handles are real, and so are the files. */
import { type FileHandle, open } from 'node:fs/promises';

export type HandleMethod = 'sync' | 'utimes' | 'stat' | 'truncate';

/**
 * Puts `around` between the caller and each such call on any file handle: it may make the call, change its result, or
 * throw instead. To be taken back by the function that is returned.
 */
export async function watchFileHandles(
  method: HandleMethod,
  around: (call: () => Promise<unknown>, handle: FileHandle) => Promise<unknown>,
): Promise<() => void> {
  const probe = await open(import.meta.filename);
  await probe.close();
  const methods = Object.getPrototypeOf(probe) as Record<
    HandleMethod,
    (...given: unknown[]) => Promise<unknown>
  >;
  const original = methods[method];
  methods[method] = function watched(this: FileHandle, ...given) {
    return around(() => original.apply(this, given), this);
  };
  return () => {
    methods[method] = original;
  };
}

/** As the system refuses it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: refused`), { code });
}
