/** Finds an `xz` program that is recent enough, and none of the releases that carried a backdoor. */
import { describeCause } from '../base/errors.ts';
import { programsOn } from '../programs/find-program.ts';
import { runProgram } from '../programs/run-program.ts';

const TIME_LIMIT_MS = 5_000;
const MAX_OUTPUT_BYTES = 16 * 1024;
const OLDEST = '5.4';
// CVE-2024-3094.
const BACKDOORED = ['5.6.0', '5.6.1'];

/** The absolute path of `xz`, or why none is used. */
export type FoundXz =
  | { readonly program: string; readonly version: string }
  | { readonly program: undefined; readonly reason: string };

/** Looks through the absolute folders of PATH for an `xz` that can be used. Never throws. */
export async function findXz(
  env: { readonly PATH?: string | undefined },
  signal?: AbortSignal,
): Promise<FoundXz> {
  const reasons: string[] = [];
  for (const program of await programsOn(env.PATH, 'xz')) {
    const found = await inspect(program, signal);
    if (found.program !== undefined) return found;
    reasons.push(found.reason);
  }
  return { program: undefined, reason: reasons.join('; ') || 'no xz on PATH' };
}

async function inspect(program: string, signal: AbortSignal | undefined): Promise<FoundXz> {
  const untold = (why: string) => ({
    program: undefined,
    reason: `${program} does not tell its version: ${why}`,
  });
  try {
    const { exitCode, stdout } = await runProgram(program, {
      args: ['--robot', '--version'],
      env: { LC_ALL: 'C' },
      timeLimitMs: TIME_LIMIT_MS,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      signal,
    });
    return exitCode === 0 ? judge(program, stdout) : untold(`it ended with exit code ${exitCode}`);
  } catch (error) {
    const [firstLine = ''] = describeCause(error).split('\n');
    return untold(firstLine);
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
