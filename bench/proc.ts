/** What Linux tells about processes: CPU time, peak memory, children, and files kept open below a folder. */
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** USER_HZ, the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

export type CpuSeconds = { readonly user: number; readonly sys: number };

/** Of a running process, without its children. */
export function cpuOf(pid: number): CpuSeconds {
  const fields = statFields(pid);
  return { user: seconds(fields[11]), sys: seconds(fields[12]) };
}

/** Of all children of this process that have ended and been waited for, with theirs. */
export function cpuOfEndedChildren(): CpuSeconds {
  const fields = statFields(process.pid);
  return { user: seconds(fields[13]), sys: seconds(fields[14]) };
}

/** The process and all below it; empty where it has ended. */
export function tree(pid: number): number[] {
  const below = attempt(() =>
    readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
    ),
  );
  return below === undefined ? [] : [pid, ...below.flatMap((child) => tree(Number(child)))];
}

/** Name and highest resident memory in bytes so far. */
export function memoryOf(pid: number): { name: string; peakBytes: number } | undefined {
  return attempt(() => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const name = /^Name:\s+(.*)$/m.exec(status)?.[1] ?? '';
    return { name, peakBytes: Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024 };
  });
}

/**
 * Bytes on disk of what the processes keep open below the folder, files without a name included. A file that several
 * of them have open counts once: between fork and exec a child has all that its parent has.
 */
export function openBytesBelow(pids: readonly number[], folder: string): number {
  const files = new Map<number, number>();
  for (const path of pids.flatMap(descriptorsOf)) {
    attempt(() => {
      if (!readlinkSync(path).startsWith(`${folder}/`)) return;
      const { ino, blocks } = statSync(path);
      files.set(ino, blocks * 512);
    });
  }
  return [...files.values()].reduce((sum, bytes) => sum + bytes, 0);
}

function descriptorsOf(pid: number): string[] {
  const names = attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
  return names.map((name) => `/proc/${pid}/fd/${name}`);
}

/** Bytes on disk of the files that lie in the folder. */
export function bytesIn(folder: string): number {
  const names = attempt(() => readdirSync(folder)) ?? [];
  return names.reduce(
    (sum, name) => sum + (attempt(() => statSync(join(folder, name)).blocks * 512) ?? 0),
    0,
  );
}

function statFields(pid: number): string[] {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? '';
  // The name may hold blanks; what follows its bracket is field 3 and on.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function seconds(ticks: string | undefined): number {
  return Number(ticks ?? 0) / TICKS_PER_SECOND;
}

/** A process may end while it is looked at. */
function attempt<Result>(look: () => Result): Result | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
