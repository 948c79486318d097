/** Runs a workflow file of a checkout by `act` on this machine itself, without containers, as a runner would. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { programPath, TOOLS_PATH } from '../../unit/credentials/sops/sops-lab.ts';

const LIMIT_MS = 240_000;
/** Of GitHub since May 2026; act 0.2.89 takes it for a mistake. It says how runs wait, which act has none of. */
const QUEUE = /^ *queue: max.*\n/gm;
/** Of GitHub since July 2026: the root of the repository that the workflow comes from, which here is the checkout. */
const OWN_ACTION = /\buses: \$\/$/gm;

export type ActEvent = {
  readonly name: 'push' | 'workflow_dispatch' | 'pull_request';
  /** Of the event's JSON. */
  readonly payload: Readonly<Record<string, unknown>>;
};

export type ActOptions = {
  /** Path in the checkout. */
  readonly workflow: string;
  readonly event: ActEvent;
  /** What the steps find in their environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
};

export type ActRan = { readonly code: number | null; readonly output: string };

/** Makes `folder` a checkout of `repository` on main with all that lies in it; act refuses one without a commit. */
export function commitAll(folder: string, repository: string): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@test', ...args]);
  git('init', '-q', '-b', 'main');
  git('remote', 'add', 'origin', `https://github.com/${repository}.git`);
  git('add', '--all', '--force');
  git('commit', '-q', '-m', 'All');
}

/** The text of a workflow as act understands it: what GitHub alone knows is left out, or said as before. */
export function forAct(workflow: string): string {
  return workflow.replace(QUEUE, '').replace(OWN_ACTION, 'uses: ./');
}

/** `home` is where act keeps its copies of the checkout; they stay for those who look through them. */
export async function runAct(checkout: string, home: string, options: ActOptions): Promise<ActRan> {
  const { workflow, event, env, secrets, variables = {} } = options;
  await mkdir(home, { recursive: true });
  const payload = join(home, 'event.json');
  await writeFile(payload, JSON.stringify(event.payload));
  const args = [
    event.name,
    ...['--platform', 'ubuntu-latest=-self-hosted', '--no-cache-server'],
    ...['--workflows', workflow, '--eventpath', payload],
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}=${value}`]),
    // Their values are taken from the environment.
    ...Object.keys(secrets).flatMap((name) => ['--secret', name]),
  ];
  const child = spawn(programPath('act') ?? 'act', args, {
    cwd: checkout,
    // `node` is what an Action with `using: node24` is started with.
    env: {
      PATH: [dirname(process.execPath), TOOLS_PATH].join(delimiter),
      HOME: home,
      ...secrets,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output: stdout + stderr };
}

/** The text of every file below a folder but the bundle itself. */
export async function readAll(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.endsWith('dist'));
  return Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
}
