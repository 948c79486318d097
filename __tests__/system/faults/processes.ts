/** Which processes a run has left behind, by what Linux tells of them; elsewhere nothing is told. */
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

type Process = { readonly pid: number; readonly parent: number; readonly command: string };
type Inspected = Process & { readonly isIn: (folder: string) => boolean };

/** A process whose input has just ended needs a moment, more of them on a loaded machine. */
const GRACE_MS = 5_000;
const STEP_MS = 20;

/** Those that work in the folder or name it, and the children of this process that were not there before. */
export async function strayProcesses(
  folder: string,
  before: ReadonlySet<number>,
): Promise<Process[]> {
  for (let waited = 0; ; waited += STEP_MS) {
    const stray = (await living()).filter(
      ({ pid, parent, isIn }) => isIn(folder) || (parent === process.pid && !before.has(pid)),
    );
    if (stray.length === 0 || waited >= GRACE_MS) return stray;
    await wait(STEP_MS);
  }
}

/** The process ids of the children that this process has now. */
export async function children(): Promise<ReadonlySet<number>> {
  const own = (await living()).filter(({ parent }) => parent === process.pid);
  return new Set(own.map(({ pid }) => pid));
}

async function living(): Promise<Inspected[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(inspect));
  return found.flat().filter(({ pid }) => pid !== process.pid);
}

/** Empty for a process that has ended. */
async function inspect(name: string): Promise<Inspected[]> {
  try {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8');
    // The second field is the name, in parentheses, and may hold any character.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return [];
    const command = (await readFile(`/proc/${name}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    const cwd = await readlink(`/proc/${name}/cwd`).catch(() => '');
    const isIn = (folder: string) => `${cwd}/`.startsWith(`${folder}/`) || command.includes(folder);
    return [{ pid: Number(name), parent: Number(parent), command, isIn }];
  } catch {
    return [];
  }
}
