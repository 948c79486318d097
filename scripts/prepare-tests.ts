/** Installs what the tests use and npm does not bring: real S3 servers, sops, age, packer and its QEMU plugin, and the Nodes that the bundle is run on. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BIN, CACHE, type GoTool, installGoTool, readIfThere, SUFFIX } from './go-tool.ts';
import { installedNode, NODE_PACKAGE, nodeFolder, TEST_NODES } from './test-nodes.ts';
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

/** Files that the makers of the formats and of other decoders test with, as Go modules carry them. They are read, not shipped. */
const CORPORA = [
  {
    // The test files of XZ Utils.
    name: 'xz',
    module: 'github.com/therootcompany/xz@v1.0.1',
    sum: 'h1:CmOtsn1CbtmyYiusbfmhmkpAAETj0wBIH6kCYaX+xzw=',
    path: 'testdata/xz-utils',
  },
  {
    // Zips of frames: right ones, wrong ones, and those of zstd's own generator.
    name: 'zstd',
    module: 'github.com/klauspost/compress@v1.20.3',
    sum: 'h1:zWNoFqq/lSuYQRim3dUXlXeA0IqwuZGicdG5ZTfY5j4=',
    path: 'zstd/testdata',
  },
] as const;

const missing: string[] = [];
for (const tool of [...SERVERS, ...SECRET_TOOLS, PACKER, ...WORKFLOW_TOOLS, QEMU_PLUGIN]) {
  installTestTool(tool);
}
installPackerPlugin(QEMU_PLUGIN, 'github.com/hashicorp/qemu');
for (const corpus of CORPORA) installCorpus(corpus);
installZizmor();
for (const version of Object.values(TEST_NODES)) installNode(version);

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

/** Go checks the module against the public sum database, and this against what the files were when they were chosen. */
function installCorpus({ name, module, sum, path }: (typeof CORPORA)[number]): void {
  const folder = join(CACHE, 'corpora', name);
  const stamp = join(CACHE, 'corpora', `${name}.version`);
  if (readIfThere(stamp) === module) return;
  const args = ['mod', 'download', '-json', module];
  mkdirSync(join(CACHE, 'corpora'), { recursive: true });
  const { status, stdout } = spawnSync('go', args, { cwd: BIN, encoding: 'utf8' });
  const found = status === 0 ? JSON.parse(stdout) : {};
  if (found.Sum !== sum) {
    missing.push(`the test files of ${module} cannot be had: the decoder suite leaves them out`);
    return;
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Not copied with its folder, which Go keeps without the right to write.
  for (const file of readdirSync(join(found.Dir, path))) {
    if (/\.(xz|zip)$/.test(file))
      writeFileSync(join(folder, file), readFileSync(join(found.Dir, path, file)));
  }
  writeFileSync(stamp, module);
}

/** Looks for security holes in the workflows. A machine that cannot have it leaves that to GitHub's. */
function installZizmor(): void {
  const requirements = join(import.meta.dirname, 'zizmor.txt');
  const folder = join(CACHE, 'zizmor');
  const stamp = join(CACHE, 'zizmor.version');
  if (readIfThere(stamp) === readIfThere(requirements)) return;
  if (spawnSync('python3', ['-m', 'pip', '--version']).status !== 0) {
    console.error('prepare-tests: Python has no pip here: the zizmor suite is left out');
    return;
  }
  rmSync(folder, { recursive: true, force: true });
  const strict = ['--require-hashes', '--only-binary=:all:', '--no-deps', '--no-input'];
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-warn-script-location'];
  const args = [
    '-m',
    'pip',
    'install',
    ...quiet,
    ...strict,
    '--target',
    folder,
    '-r',
    requirements,
  ];
  const { status } = spawnSync('python3', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PIP_ROOT_USER_ACTION: 'ignore' },
  });
  if (status === 0) writeFileSync(stamp, readIfThere(requirements));
  else console.error('prepare-tests: zizmor could not be installed: its suite is left out');
}

function installNode(version: string): void {
  if (installedNode(version) !== undefined) return;
  console.error(`prepare-tests: installing Node ${version}`);
  const folder = nodeFolder(version);
  mkdirSync(folder, { recursive: true });
  const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  const args = ['install', '--silent', '--prefix', folder, ...flags, `${NODE_PACKAGE}@${version}`];
  const { status } = spawnSync('npm', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) missing.push(`Node ${version} could not be installed: its suite is left out`);
}
