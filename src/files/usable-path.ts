/** Whether a local path can take what it is to take, found out before the first byte moves. */
import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { describeCause, LabctlError } from '../base/errors.ts';
import { printable } from '../base/redact.ts';

/** Throws INPUT_INVALID naming the option unless `path` is a folder that can be written to. */
export async function requireFolder(option: string, path: string): Promise<void> {
  const flaw = await folderFlaw(path);
  if (flaw !== undefined) throw wrong(option, path, `${flaw}, want a folder to write to`);
}

/** Throws INPUT_INVALID naming the option unless there is a folder at `path`. */
export async function requireExistingFolder(option: string, path: string): Promise<void> {
  await requireFolderOrRoom(option, path);
  if ((await isDirectory(path)) === true) return;
  throw wrong(option, path, 'which is not there, want the folder that images were published to');
}

/** Throws INPUT_INVALID naming the option where `path` is no folder and could not become one. */
export async function requireFolderOrRoom(option: string, path: string): Promise<void> {
  for (let at = resolve(path); ; at = dirname(at)) {
    const isFolder = await isDirectory(at);
    if (isFolder === true || dirname(at) === at) return;
    if (isFolder === undefined) continue;
    const below = at === resolve(path) ? '' : `below ${printable(at)}, `;
    throw wrong(option, path, `${below}which is a file, want a folder`);
  }
}

/** Throws INPUT_INVALID naming the option where a file could not be written at `path`. */
export async function requireRoomForFile(option: string, path: string): Promise<void> {
  if ((await isDirectory(path)) === true) {
    throw wrong(option, path, 'which is a folder, want the name of a file');
  }
  const parent = dirname(resolve(path));
  const flaw = await folderFlaw(parent);
  if (flaw !== undefined) throw wrong(option, path, `in ${printable(parent)}, ${flaw}`);
}

async function folderFlaw(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isDirectory()) return 'which is a file';
    await access(path, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    if (isMissing(error)) return 'which is not there';
    return `which cannot be used (${describeCause(error)})`;
  }
}

/** `undefined` where there is nothing; what cannot be looked at is left to whoever uses it. */
export async function isDirectory(path: string): Promise<boolean | undefined> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function wrong(option: string, path: string, why: string): LabctlError {
  return new LabctlError(
    'INPUT_INVALID',
    `--${option} is wrong: found "${printable(path)}", ${why}`,
  );
}
