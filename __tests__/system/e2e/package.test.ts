/** labctl as a package: what `npm pack` makes of the repository, installed without a clone and without a network. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import PACKAGE from '../../../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const MANIFEST = `apiVersion: images.lab.gilman.io/v1alpha1
kind: ImageManifest
metadata: {name: lab}
spec:
  images:
    - name: talos
      source: {url: https://example.com/talos.raw, checksum: sha256:${'a'.repeat(64)}}
      destination: talos/talos.raw
`;

describe('labctl as a package', () => {
  let folder: string;
  let packed: { filename: string; files: { path: string }[] };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labctl-package-'));
    mkdirSync(join(folder, 'use'));
    await writeFile(join(folder, 'use', 'package.json'), '{"private": true}');
    await writeFile(join(folder, 'use', 'images.yaml'), MANIFEST);
    const args = ['pack', ROOT, '--json', '--ignore-scripts', '--pack-destination', folder];
    packed = JSON.parse(run('npm', args, folder))[0];
    run('npm', ['install', '--offline', join(folder, packed.filename)], join(folder, 'use'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** With a home and a cache of its own, and the Node of the tests. */
  function run(program: string, args: readonly string[], cwd: string): string {
    const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter);
    const env = {
      ...{ PATH, HOME: folder, CI: 'true' },
      npm_config_cache: join(folder, 'cache'),
      npm_config_update_notifier: 'false',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
    };
    return execFileSync(program, args, { cwd, env, encoding: 'utf8', timeout: 120_000 });
  }

  it('holds the bundle and what a reader wants, and neither sources nor tests', () => {
    const places = new Set(packed.files.map(({ path }) => path.split('/')[0]));
    const wanted = ['LICENSE', 'README.md', 'action.yml', 'dist', 'package.json'];
    assert.deepEqual([...places].sort(), wanted);
  });

  it('needs no other package: all that it uses is in the bundle', () => {
    for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies']) {
      assert.equal(kind in PACKAGE, false, kind);
    }
    const listed = JSON.parse(run('npm', ['ls', '--all', '--json'], join(folder, 'use')));
    assert.deepEqual(Object.keys(listed.dependencies), ['labctl']);
    assert.equal('dependencies' in listed.dependencies.labctl, false);
  });

  it('can be installed from Git, as from GitHub, without being built', async () => {
    const place = join(folder, 'from-git');
    mkdirSync(place);
    await writeFile(join(place, 'package.json'), '{"private": true}');
    run('npm', ['install', '--offline', `git+file://${ROOT}#HEAD`], place);
    const program = join(place, 'node_modules', '.bin', 'labctl');
    assert.equal(run(program, ['--version'], place).trim(), PACKAGE.version);
  });

  it('runs by its name', () => {
    const labctl = (...args: string[]) =>
      run(join(folder, 'use', 'node_modules', '.bin', 'labctl'), args, join(folder, 'use'));
    assert.equal(labctl('--version').trim(), PACKAGE.version);
    const said = labctl('images', 'validate', '--offline', '--manifest', 'images.yaml');
    assert.match(said, /images\.yaml: 1 image, no findings/);
  });
});
