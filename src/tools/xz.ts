/** Finds an `xz` program that is recent enough, and none of the releases that carried a backdoor. */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { describeCause } from '../errors.ts';

const run = promisify(execFile);

const TIMEOUT_MILLISECONDS = 5_000;
const OLDEST = '5.4';
// CVE-2024-3094.
const BACKDOORED = ['5.6.0', '5.6.1'];

/** The absolute path of `xz`, or why none is used. */
export type FoundXz =
  | { readonly program: string; readonly version: string }
  | { readonly program: undefined; readonly reason: string };

/** Looks through the absolute folders of PATH for an `xz` that can be used. Never throws. */
export async function findXz(env: { readonly PATH?: string | undefined }): Promise<FoundXz> {
  const reasons: string[] = [];
  for (const program of await programsOn(env.PATH ?? '')) {
    const found = await inspect(program);
    if (found.program !== undefined) return found;
    reasons.push(found.reason);
  }
  return { program: undefined, reason: reasons.join('; ') || 'no xz on PATH' };
}

/** Relative entries (and empty ones, which mean the working directory) could name a file of the checkout. */
async function programsOn(path: string): Promise<string[]> {
  const folders = [...new Set(path.split(delimiter))].filter(isAbsolute);
  const programs = await Promise.all(folders.map((folder) => executable(join(folder, 'xz'))));
  return programs.filter((program) => program !== undefined);
}

async function executable(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile() ? path : undefined;
  } catch {
    return undefined;
  }
}

async function inspect(program: string): Promise<FoundXz> {
  try {
    const { stdout } = await run(program, ['--robot', '--version'], {
      env: { LC_ALL: 'C' },
      timeout: TIMEOUT_MILLISECONDS,
    });
    return judge(program, stdout);
  } catch (error) {
    const [firstLine] = describeCause(error).split('\n');
    return { program: undefined, reason: `${program} does not tell its version: ${firstLine}` };
  }
}

/** The program and its library may be of different releases, and it is the library that decodes. */
function judge(program: string, output: string): FoundXz {
  const version = versionOf('XZ', output);
  const libraryVersion = versionOf('LIBLZMA', output);
  if (version === undefined || libraryVersion === undefined) {
    return { program: undefined, reason: `${program} is not from XZ Utils` };
  }
  const flaw = flawOf(version) ?? flawOf(libraryVersion);
  if (flaw !== undefined) return { program: undefined, reason: `${program} is ${flaw}` };
  return { program, version };
}

function flawOf(version: string): string | undefined {
  if (BACKDOORED.includes(version)) return `${version}, a release with a backdoor`;
  const isOld = version.localeCompare(OLDEST, 'en', { numeric: true }) < 0;
  return isOld ? `${version}, older than ${OLDEST}` : undefined;
}

/** `XZ_VERSION=50040012` is 5.4.1, stable. */
function versionOf(part: string, output: string): string | undefined {
  const match = new RegExp(`^${part}_VERSION=(\\d+)(\\d{3})(\\d{3})\\d$`, 'm').exec(output);
  return match?.slice(1).map(Number).join('.');
}
