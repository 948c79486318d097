/** The programs of one name on PATH, with their versions. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { runProgram } from './run-program.ts';

const TIME_LIMIT_MS = 10_000;
const MAX_OUTPUT_BYTES = 16 * 1024;

/** A version is a fact of the program: nothing is asked of the network for it. */
const QUIET = {
  LC_ALL: 'C',
  SOPS_DISABLE_VERSION_CHECK: 'true',
  CHECKPOINT_DISABLE: '1',
  PACKER_LOG: '',
};

export type ToolOnPath = { readonly program: string; readonly version: string | undefined };

type Search = {
  readonly path: string | undefined;
  /** Empty folder of this run, which the program is given for a home. */
  readonly folder: string;
  readonly signal: AbortSignal;
};

/** In the order of PATH; `version` is `undefined` where a program does not tell it. Throws the signal's reason. */
export async function toolsOnPath(name: string, search: Search): Promise<ToolOnPath[]> {
  // Relative entries (and empty ones, which mean the working directory) could name a file of the checkout.
  const folders = [...new Set((search.path ?? '').split(delimiter))].filter(isAbsolute);
  const found: ToolOnPath[] = [];
  for (const folder of folders) {
    const program = join(folder, name);
    if (!(await isProgram(program))) continue;
    found.push({ program, version: await versionOf(program, search) });
  }
  return found;
}

/** Whether version `a` comes before `b`; both three numbers. */
export function isOlder(a: string, b: string): boolean {
  return a.localeCompare(b, 'en', { numeric: true }) < 0;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function versionOf(program: string, { path, folder, signal }: Search) {
  try {
    const { exitCode, stdout } = await runProgram(program, {
      args: ['--version'],
      // Packer keeps a folder of its own in HOME, and looks for one.
      env: { ...QUIET, PATH: path ?? '', HOME: folder },
      timeLimitMs: TIME_LIMIT_MS,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      signal,
    });
    return exitCode === 0 ? /\bv?(\d+\.\d+\.\d+)/.exec(stdout)?.[1] : undefined;
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}
