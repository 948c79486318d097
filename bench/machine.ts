/** What the figures were measured on: the machine, the system, and the versions of all programs. */
import { spawnSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';
import { VERSITYGW } from '../scripts/versitygw.ts';
import { AWS, findProgram, RCLONE, S5CMD } from './peer-tools.ts';

export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly kernel: string;
  readonly node: string;
  /** Program → the line in which it tells its version. */
  readonly programs: Readonly<Record<string, string>>;
};

const ASK: Readonly<Record<string, readonly string[]>> = {
  curl: ['--version'],
  openssl: ['version'],
  sha256sum: ['--version'],
  xz: ['--version'],
  zstd: ['--version'],
  gzip: ['--version'],
};

/** Built here: some of them do not know their version. */
const PINNED: Readonly<Record<string, string>> = {
  rclone: RCLONE.version,
  aws: AWS.version,
  s5cmd: S5CMD.version,
  versitygw: VERSITYGW.version,
};

/** Neither names of hosts nor paths. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    kernel: `${type()} ${release().split('-')[0]}`,
    node: process.version,
    programs: Object.fromEntries(
      [...Object.keys(ASK), ...Object.keys(PINNED)].map((name) => [name, versionOf(name)]),
    ),
  };
}

function versionOf(name: string): string {
  const program = findProgram(name);
  if (program === undefined) return 'not there';
  const pinned = PINNED[name];
  if (pinned !== undefined) return pinned.replace(/^v/, '');
  const { stdout, stderr } = spawnSync(program, ASK[name] ?? [], { encoding: 'utf8' });
  const version = /\d+\.\d+(\.\d+)*/.exec(`${stdout}${stderr}`);
  return version?.[0] ?? 'unknown';
}
