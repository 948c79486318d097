import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import lzma from 'lzma-native';
import { installedNode, TEST_NODES } from '../../../scripts/test-nodes.ts';
import { VERSION } from '../../../src/base/version.ts';
import { refuseNode } from '../../../src/supported-node.ts';
import { type Lab, openLab, sha256 } from './lab.ts';
import { BUNDLE, labctl } from './labctl.ts';

const RAW = Buffer.from('an image\n'.repeat(20_000));

const NODES = [
  { name: 'the Node of the Action', path: process.execPath },
  { name: 'the lowest Node', path: installedNode(TEST_NODES.lowest) },
];

const required = process.env['LABCTL_REQUIRE_TOOLS'] === '1';

const SRC = join(import.meta.dirname, '../../../src');

/** Packages that the sources import, types alone aside. */
async function importedPackages(): Promise<string[]> {
  const names = new Set<string>();
  for (const file of readdirSync(SRC, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.d.ts')) continue;
    const text = await readFile(join(SRC, file), 'utf8');
    const pattern =
      /^(?:import|export)(?! type\b)[^;]*? from '(?!node:)((?:@[\w-]+\/)?[a-z][\w-]*)[^']*'/gm;
    for (const [, name = ''] of text.matchAll(pattern)) names.add(name);
  }
  return [...names].sort();
}

/** Skips a test whose Node is not there. */
function needsNode(name: string, path: string | undefined): { skip: string | false } {
  if (path !== undefined || required) return { skip: false };
  return { skip: `${name} is not in .cache/ (scripts/prepare-tests.ts)` };
}

describe('the committed bundle, copied alone into an empty folder', () => {
  let lab: Lab;
  let folder: string;
  let bundle: string;

  before(async () => {
    lab = await openLab();
    folder = await mkdtemp(join(tmpdir(), 'labctl-bundle-'));
    cpSync(dirname(BUNDLE), join(folder, 'dist'), { recursive: true });
    bundle = join(folder, 'dist', 'index.js');
    const served = {
      xz: await lzma.compress(RAW, { preset: 0 }),
      gzip: gzipSync(RAW),
      zstd: zstdCompressSync(RAW),
    };
    for (const [name, data] of Object.entries(served)) lab.origin.serve(`/${name}`, data);
    await lab.writeManifest(
      Object.entries(served).map(([name, data]) => ({
        name,
        path: `/${name}`,
        checksum: sha256(data),
        destination: `${name}.raw`,
        decompress: name,
        expected: sha256(RAW),
      })),
    );
  });
  after(async () => {
    await lab.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is one script and its chunks, with their licences and the one native module', () => {
    const files = readdirSync(join(folder, 'dist'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/^\d+\.index\.js$/.test(entry.name))
      .map((entry) => entry.name)
      .sort();
    assert.deepEqual(files, ['index.js', 'licenses.txt', 'node.napi.node', 'package.json']);
  });

  it('has the licence of every package that it was made from', async () => {
    const licences = await readFile(join(folder, 'dist', 'licenses.txt'), 'utf8');
    const lines = new Set(licences.split('\n'));
    const packages = await importedPackages();
    assert.ok(packages.length > 15, packages.join());
    assert.deepEqual(
      packages.filter((name) => !lines.has(name)),
      [],
    );
  });

  it('reads only the first script to tell its version or to help', async () => {
    for (const args of [['--version'], ['--help'], ['images', 'sync', '--help']]) {
      assert.deepEqual(await scriptsReadBy(args), ['index.js']);
    }
  });

  it('validates without the SDK of the store, and lists a folder without it', async () => {
    const sdk = await scriptsWith('class S3Client ');
    assert.equal(sdk.length, 1);
    const manifest = join(lab.folder, 'images.yaml');
    await mkdir(join(folder, 'empty'));
    for (const args of [
      ['images', 'validate', '--offline', '--manifest', manifest],
      ['images', 'list', '--store', join(folder, 'empty')],
    ]) {
      const read = await scriptsReadBy(args);
      assert.ok(read.length > 1, 'the verbs are in a chunk');
      assert.deepEqual(
        read.filter((name) => sdk.includes(name)),
        [],
      );
    }
  });

  it('keeps what Node has compiled in a folder of the user, and nothing in CI', async () => {
    const manifest = join(lab.folder, 'images.yaml');
    for (const [CI, kept] of [
      ['', true],
      ['true', false],
    ] as const) {
      const cache = await mkdtemp(join(folder, 'cache-'));
      const env = { XDG_CACHE_HOME: cache, CI };
      const args = ['images', 'validate', '--offline', '--manifest', manifest];
      for (const _start of ['first', 'second']) {
        const ran = await labctl(args, { cwd: folder, bundle, env });
        assert.equal(ran.code, 0, ran.stderr);
      }
      assert.equal(existsSync(join(cache, 'labctl', 'compiled')), kept);
    }
  });

  async function scriptsWith(text: string): Promise<string[]> {
    const scripts = readdirSync(join(folder, 'dist')).filter((name) => name.endsWith('.js'));
    const texts = await Promise.all(
      scripts.map((name) => readFile(join(folder, 'dist', name), 'utf8')),
    );
    return scripts.filter((_name, at) => texts[at]?.includes(text));
  }

  /** Node writes the scripts that it has loaded into its report of coverage. */
  async function scriptsReadBy(args: readonly string[]): Promise<string[]> {
    const reports = await mkdtemp(join(folder, 'coverage-'));
    const ran = await labctl(args, { cwd: folder, bundle, env: { NODE_V8_COVERAGE: reports } });
    assert.equal(ran.code, 0, ran.stderr);
    const texts = readdirSync(reports).map((name) => readFileSync(join(reports, name), 'utf8'));
    const urls = texts.flatMap((text) =>
      (JSON.parse(text) as { result: { url: string }[] }).result.map(({ url }) => url),
    );
    return urls
      .filter((url) => url.startsWith(pathToFileURL(join(folder, 'dist')).href))
      .map((url) => basename(url))
      .sort();
  }

  for (const { name, path } of NODES) {
    it(`syncs every format on ${name}`, needsNode(name, path), async () => {
      assert.ok(path !== undefined, `${name} is not in .cache/`);
      const version = await labctl(['--version'], { cwd: folder, bundle, node: path });
      assert.deepEqual([version.code, version.stdout], [0, `${VERSION}\n`], version.stderr);
      assert.equal(version.stderr, '');

      const store = join(folder, name);
      // Without a PATH there is no xz program: the library decodes.
      for (const env of [{}, { PATH: '/nonexistent' }]) {
        const args = ['sync', '--manifest', 'images.yaml', '--store', store, '--force'];
        const ran = await lab.images(args, { bundle, node: path, env });
        assert.equal(ran.code, 0, ran.stderr);
        for (const format of ['xz', 'gzip', 'zstd']) {
          assert.deepEqual(await readFile(join(store, 'images', `${format}.raw`)), RAW);
        }
      }
    });
  }

  const tooOld = installedNode(TEST_NODES.refused);
  it('says in one sentence that a Node is too old', needsNode('the old Node', tooOld), async () => {
    assert.ok(tooOld !== undefined, 'the old Node is not in .cache/');
    const args = ['sync', '--manifest', 'images.yaml', '--store', join(folder, 'never')];
    const ran = await lab.images(args, { bundle, node: tooOld });
    assert.equal(ran.code, 2);
    assert.equal(ran.stdout, '');
    assert.equal(ran.stderr, `${refuseNode(TEST_NODES.refused)}\n`);
    assert.equal(existsSync(join(folder, 'never')), false);
  });

  it('shows the help when a person starts it without arguments', async () => {
    const ran = await labctl([], { cwd: folder, bundle });
    assert.equal(ran.code, 2);
    assert.match(ran.stderr + ran.stdout, /labctl images --help/);
  });
});
