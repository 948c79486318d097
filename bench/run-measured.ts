/** Runs one command to its end and says what it took: time, CPU, memory of each process, temporary disk. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { bytesIn, cpuOfEndedChildren, memoryOf, openBytesBelow, tree } from './proc.ts';

const LOOK_MS = 25;

export type Command = {
  readonly program: string;
  readonly args: readonly string[];
  /** Whole: nothing of this process's environment is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Where the command keeps temporary files. */
  readonly tempFolder: string;
  readonly signal: AbortSignal;
};

export type Measured = {
  readonly stdout: string;
  readonly wallSeconds: number;
  /** Of the command and all its children. */
  readonly userSeconds: number;
  readonly sysSeconds: number;
  /** Highest resident memory of the command's own process. */
  readonly peakBytes: number;
  /** Highest resident memory of its children, by name; of children of one name the highest. */
  readonly childPeakBytes: Readonly<Record<string, number>>;
  /** Most disk space that was taken below `tempFolder` at once. */
  readonly diskBytes: number;
};

/** Throws what the command complained of when it fails, and ends it with all its children when `signal` is aborted. */
export async function runMeasured(command: Command): Promise<Measured> {
  const { program, args, env, folder, tempFolder, signal } = command;
  signal.throwIfAborted();
  const cpuBefore = cpuOfEndedChildren();
  const begun = performance.now();
  // A process group of its own, so that it can be ended as a whole.
  const child = spawn(program, args, { cwd: folder, env, detached: true, stdio: 'pipe' });
  child.stdin.end();
  const killAll = () => killGroup(child.pid);
  signal.addEventListener('abort', killAll, { once: true });
  const watch = watchProcesses(child.pid ?? 0, tempFolder);
  try {
    const output = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code, killedBy] = await once(child, 'exit');
    const wallSeconds = (performance.now() - begun) / 1000;
    // What the command has left behind would hold its pipes open.
    killAll();
    const [stdout, stderr] = await output;
    signal.throwIfAborted();
    if (code !== 0) {
      throw new Error(`${program} ended with ${killedBy ?? code}:\n${stdout}${stderr}`.trim());
    }
    const cpu = cpuOfEndedChildren();
    return {
      stdout,
      wallSeconds,
      userSeconds: cpu.user - cpuBefore.user,
      sysSeconds: cpu.sys - cpuBefore.sys,
      ...watch.seen(),
    };
  } finally {
    watch.stop();
    signal.removeEventListener('abort', killAll);
    killAll();
  }
}

function watchProcesses(root: number, tempFolder: string) {
  const peaks = new Map<number, { name: string; peakBytes: number }>();
  let diskBytes = 0;
  const look = () => {
    const pids = tree(root);
    for (const pid of pids) {
      const memory = memoryOf(pid);
      if (memory !== undefined && memory.peakBytes > 0) peaks.set(pid, memory);
    }
    diskBytes = Math.max(diskBytes, openBytesBelow(pids, tempFolder), bytesIn(tempFolder));
  };
  const timer = setInterval(look, LOOK_MS);
  return {
    stop: () => clearInterval(timer),
    seen() {
      const childPeakBytes: Record<string, number> = {};
      for (const [pid, { name, peakBytes }] of peaks) {
        if (pid !== root) childPeakBytes[name] = Math.max(childPeakBytes[name] ?? 0, peakBytes);
      }
      return { peakBytes: peaks.get(root)?.peakBytes ?? 0, childPeakBytes, diskBytes };
    },
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}
