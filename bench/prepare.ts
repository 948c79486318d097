/** Installs what the benchmark compares with, in pinned versions; what cannot be had is named and left out. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installGoTool, readIfThere } from '../scripts/go-tool.ts';
import { VERSITYGW } from '../scripts/versitygw.ts';
import { AWS, RCLONE, S5CMD } from './peer-tools.ts';

for (const reason of [
  installGoTool(VERSITYGW),
  installGoTool(RCLONE),
  installGoTool(S5CMD),
  installAws(),
]) {
  if (reason !== undefined) console.error(`prepare: ${reason}: the benchmark leaves it out`);
}

function installAws(): string | undefined {
  const stamp = join(AWS.folder, 'installed.version');
  if (readIfThere(stamp) === AWS.version) return undefined;
  console.error(`installing awscli ${AWS.version}`);
  mkdirSync(AWS.folder, { recursive: true });
  const pip = join(AWS.folder, 'bin', 'pip');
  const steps: readonly [string, readonly string[]][] = [
    ['python3', ['-m', 'venv', AWS.folder]],
    [pip, ['install', '--quiet', '--disable-pip-version-check', `awscli==${AWS.version}`]],
  ];
  for (const [program, args] of steps) {
    const { status } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) return `awscli ${AWS.version} could not be installed`;
  }
  writeFileSync(stamp, AWS.version);
  return undefined;
}
