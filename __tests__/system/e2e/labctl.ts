/** Runs the committed bundle as its users do: a child process with its own folder and environment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const BUNDLE = fileURLToPath(new URL('../../../dist/index.js', import.meta.url));

export type Ran = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Highest resident memory seen, in bytes; 0 where the system does not tell. */
  readonly peakBytes: number;
};

export type LabctlOptions = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another Node than `nodeOfBundle`. */
  readonly node?: string;
  readonly bundle?: string;
  /** Called once the process runs. */
  readonly started?: (child: ChildProcess) => void;
};

/** Nothing of the machine's environment but what a program needs to start; and nothing is left in the home. */
const BASE_ENV = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', CI: 'true' };

const LIMIT_MS = 120_000;

/** The Node that the bundle runs on: LABCTL_NODE, or else the one that runs the tests. */
export function nodeOfBundle(): string {
  return process.env['LABCTL_NODE'] || process.execPath;
}

/** Starts the bundle with these arguments and waits for its end. */
export async function labctl(args: readonly string[], options: LabctlOptions): Promise<Ran> {
  const child = spawn(options.node ?? nodeOfBundle(), [options.bundle ?? BUNDLE, ...args], {
    cwd: options.cwd,
    env: { ...BASE_ENV, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid));
  }, 50);
  options.started?.(child);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('close', (...ended) => resolve(ended));
  });
  clearInterval(watch);
  return { code, signal, stdout, stderr, peakBytes };
}

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
