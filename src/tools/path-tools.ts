/** The programs of one name on PATH, with their versions. */
import { absolutePath, programsOn } from '../programs/find-program.ts';
import { runProgram } from '../programs/run-program.ts';

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
  const found: ToolOnPath[] = [];
  for (const program of await programsOn(search.path, name)) {
    found.push({ program, version: await versionOf(program, search) });
  }
  return found;
}

/** Whether version `a` comes before `b`; both three numbers. */
export function isOlder(a: string, b: string): boolean {
  return a.localeCompare(b, 'en', { numeric: true }) < 0;
}

async function versionOf(program: string, { path, folder, signal }: Search) {
  try {
    const { exitCode, stdout } = await runProgram(program, {
      args: ['--version'],
      // Packer keeps a folder of its own in HOME, and looks for one.
      env: { ...QUIET, PATH: absolutePath(path), HOME: folder },
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
