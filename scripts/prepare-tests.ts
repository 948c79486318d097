/** Installs what the tests use and npm does not bring: real S3 servers, sops, age, packer and its QEMU plugin, and the oldest Nodes that the CLI supports. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BIN, CACHE, type GoTool, installGoTool, readIfThere, SUFFIX } from './go-tool.ts';
import { VERSITYGW } from './versitygw.ts';

type TestTool = GoTool & { readonly suites: string };

/** Two S3 servers of different origin. Their licences do not matter: they are run, not shipped. */
const SERVERS: readonly TestTool[] = [
  { ...VERSITYGW, suites: 'store and end-to-end' },
  {
    // The last commit before the repository was archived; no tag has been made of it.
    name: 'minio',
    package: 'github.com/minio/minio',
    version: 'v0.0.0-20260212201848-7aac2a2c5b7c',
    suites: 'store and end-to-end',
  },
];

/** What encrypts and decrypts the credentials. */
const SECRET_TOOLS: readonly TestTool[] = [
  { name: 'sops', package: 'github.com/getsops/sops/v3/cmd/sops', version: 'v3.13.3' },
  { name: 'age', package: 'filippo.io/age/cmd/age', version: 'v1.3.2' },
  { name: 'age-keygen', package: 'filippo.io/age/cmd/age-keygen', version: 'v1.3.2' },
].map((tool) => ({ ...tool, suites: 'credentials' }));

/** The last Packer whose modules can be had as such; scripts/packer/go.mod says how it is built. */
const PACKER = {
  name: 'packer',
  package: 'github.com/hashicorp/packer',
  version: 'v1.15.0',
  suites: 'Packer',
  folder: join(import.meta.dirname, 'packer'),
};

/** What the template of the gateway is validated with; scripts/packer-plugin-qemu/go.mod says why this version. */
const QEMU_PLUGIN = {
  name: 'packer-plugin-qemu',
  package: 'github.com/hashicorp/packer-plugin-qemu',
  version: 'v1.0.9',
  suites: 'Packer template',
  folder: join(import.meta.dirname, 'packer-plugin-qemu'),
};

/** What checks the workflows, and what runs them as a runner would. */
const WORKFLOW_TOOLS: readonly TestTool[] = [
  {
    name: 'actionlint',
    package: 'github.com/rhysd/actionlint/cmd/actionlint',
    version: 'v1.7.12',
  },
  { name: 'act', package: 'github.com/nektos/act', version: 'v0.2.89' },
].map((tool) => ({ ...tool, suites: 'workflow' }));

/** The bundle is run on each of them. */
const NODES = [
  { major: 20, version: '20.20.2' },
  { major: 22, version: '22.23.3' },
] as const;

const missing: string[] = [];
for (const tool of [...SERVERS, ...SECRET_TOOLS, PACKER, ...WORKFLOW_TOOLS, QEMU_PLUGIN]) {
  installTestTool(tool);
}
installPackerPlugin(QEMU_PLUGIN, 'github.com/hashicorp/qemu');
for (const node of NODES) installNode(node);

if (missing.length > 0) {
  for (const line of missing) console.error(`prepare-tests: ${line}`);
  if (process.env['LABCTL_REQUIRE_TOOLS'] === '1') process.exit(1);
}

function installTestTool(tool: TestTool): void {
  const reason = installGoTool(tool);
  if (reason !== undefined)
    missing.push(`${reason}: the ${tool.suites} suites leave out ${tool.name}`);
}

/** Where PACKER_PLUGIN_PATH finds it. Packer itself puts it there, with the checksum that it wants beside it. */
function installPackerPlugin({ name, version }: TestTool, source: string): void {
  const binary = join(BIN, name + SUFFIX);
  const packer = join(BIN, PACKER.name + SUFFIX);
  const folder = join(CACHE, 'packer-plugins');
  const stamp = join(folder, `${name}.version`);
  if (readIfThere(stamp) === version || !existsSync(binary) || !existsSync(packer)) return;
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync(packer, ['plugins', 'install', '--path', binary, source], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PACKER_PLUGIN_PATH: folder, CHECKPOINT_DISABLE: '1' },
  });
  if (status === 0) writeFileSync(stamp, version);
  else missing.push(`${name} could not be installed: the Packer template suite leaves it out`);
}

function installNode({ major, version }: { major: number; version: string }): void {
  const os = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${os}-${process.arch}`;
  const folder = join(CACHE, `node-${major}`);
  const manifest = join(folder, 'node_modules', name, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version)
    return;
  console.error(`prepare-tests: installing Node ${version}`);
  mkdirSync(folder, { recursive: true });
  const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  const args = ['install', '--silent', '--prefix', folder, ...flags, `${name}@${version}`];
  const { status } = spawnSync('npm', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) missing.push(`Node ${version} could not be installed: its suite is left out`);
}
