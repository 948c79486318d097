import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Lab, openLab, plainImage } from './lab.ts';

describe('what is in the bucket', () => {
  let lab: Lab;
  const STORE = ['--store', './store'];
  const inStore = (...path: string[]) => join(lab.folder, 'store', ...path);
  const plant = async (path: string, content: string) => {
    await mkdir(dirname(inStore(path)), { recursive: true });
    await writeFile(inStore(path), content);
  };
  const download = (name: string) =>
    lab.images(['download', ...STORE, '--name', name, '--output', 'out.raw']);

  before(async () => {
    lab = await openLab();
    lab.origin.serve('/plain.iso', 'data');
    lab.origin.serve('/other.iso', 'other');
    await lab.writeManifest([plainImage('plain', 'data'), plainImage('other', 'other')]);
  });
  beforeEach(async () => {
    await rm(inStore(), { recursive: true, force: true });
    await rm(join(lab.folder, 'out.raw'), { force: true });
    const synced = await lab.images(['sync', '--manifest', 'images.yaml', ...STORE]);
    assert.equal(synced.code, 0, synced.stderr);
  });
  after(() => lab.close());

  it('is no success where an image is damaged, as a table and as JSON', async () => {
    assert.equal((await lab.images(['list', ...STORE])).code, 0);
    await rm(inStore('images/plain/plain.iso'));
    const table = await lab.images(['list', ...STORE]);
    assert.equal(table.code, 1);
    assert.match(table.stdout, /plain +plain\/plain\.iso .*damaged.*the object is gone/);
    assert.match(
      table.stderr,
      /1 of 2 images in \S+ is damaged: plain\/plain\.iso \[IMAGE_DAMAGED\]/,
    );
    const json = await lab.images(['list', ...STORE, '--json']);
    assert.equal(json.code, 1);
    assert.equal(JSON.parse(json.stdout).images.length, 2);

    const other = await lab.images(['list', ...STORE, '--prefix', 'other/']);
    assert.equal(other.code, 0, other.stderr);
  });

  for (const [what, path, content, state, code] of [
    ['an object without metadata', 'images/x.raw', 'x', 'unknown', 'METADATA_INVALID'],
    ['unreadable metadata', 'metadata/x.raw.json', '{', 'damaged', 'IMAGE_DAMAGED'],
  ] as const) {
    it(`is the same for list and download: ${what}`, async () => {
      await plant(path, content);
      const listed = await lab.images(['list', ...STORE, '--json']);
      const [found] = JSON.parse(listed.stdout).images.filter(
        (image: { destination: string }) => image.destination === 'x.raw',
      );
      assert.equal(found.state, state);
      assert.equal(listed.code, state === 'damaged' ? 1 : 0);
      const ran = await download('x.raw');
      assert.equal(ran.code, 1, ran.stderr);
      assert.match(ran.stderr, new RegExp(`images/x\\.raw.*${code}`));
      assert.ok(ran.stderr.includes(found.reason), ran.stderr);
      assert.equal(existsSync(join(lab.folder, 'out.raw')), false);
    });
  }

  it('is left as it is where hooks of another tool have changed an image', async () => {
    const path = 'metadata/plain/plain.iso.json';
    const { name, checksum, size, source } = JSON.parse(await readFile(inStore(path), 'utf8'));
    const seen = { name, checksum, size, uploadedAt: '2025-01-01T00:00:00Z', source };
    const transformed = `${seen.checksum}+inputs:${'c'.repeat(64)}`;
    await plant('images/plain/plain.iso', 'DATA');
    await plant(path, JSON.stringify({ ...seen, checksum: transformed }));
    const sync = (...args: string[]) =>
      lab.images(['sync', '--manifest', 'images.yaml', ...STORE, ...args]);
    const isLeft = async () => {
      assert.equal(await readFile(inStore('images/plain/plain.iso'), 'utf8'), 'DATA');
      assert.equal(JSON.parse(await readFile(inStore(path), 'utf8')).checksum, transformed);
    };

    for (const args of [[], ['--dry-run']]) {
      const ran = await sync(...args);
      assert.equal(ran.code, 1);
      assert.match(
        ran.stderr,
        /plain: images\/plain\/plain\.iso was changed by hooks.*METADATA_INV/,
      );
      await isLeft();
    }
    await lab.writeManifest([plainImage('other', 'other')], 'fewer.yaml');
    const pruned = await lab.images(['prune', '--manifest', 'fewer.yaml', ...STORE]);
    assert.equal(pruned.code, 0, pruned.stderr);
    await writeFile(join(lab.folder, 'mine.raw'), 'mine');
    const upload = ['upload', '--source', 'mine.raw', '--destination', 'plain/plain.iso'];
    assert.equal((await lab.images([...upload, ...STORE])).code, 2);
    assert.match((await download('plain/plain.iso')).stderr, /hooks of another tool have changed/);
    await isLeft();

    assert.equal((await sync('--force', '--images', 'plain')).code, 0);
    assert.equal(await readFile(inStore('images/plain/plain.iso'), 'utf8'), 'data');
  });

  it('is the same for list and download: metadata of an object that is gone', async () => {
    await rm(inStore('images/plain/plain.iso'));
    const ran = await download('plain');
    assert.equal(ran.code, 1);
    assert.match(
      ran.stderr,
      /images\/plain\/plain\.iso is damaged: the object is gone.*IMAGE_DAMAGED/,
    );
  });

  it('has a name for what was mistyped', async () => {
    for (const name of ['plian', 'plain/plian.iso', 'images/plain/plain.iso']) {
      const ran = await download(name);
      assert.equal(ran.code, 2);
      assert.match(ran.stderr, /did you mean plain(\/plain\.iso)?\? \[NOT_FOUND\]/);
    }
    const source = ['download', '--from', 'manifest', '--manifest', 'images.yaml'];
    const ran = await lab.images([...source, '--name', 'plian']);
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /no image plian in the manifest; did you mean plain\?/);
  });

  for (const [prefix, wanted] of [
    ['images/plain', '"plain"'],
    ['metadata/plain', '"plain"'],
    ['/plain', '"plain"'],
    ['./images/', 'none for all images'],
  ] as const) {
    it(`is below images/, so a prefix ${prefix} is refused with the right one`, async () => {
      const ran = await lab.images(['list', ...STORE, '--prefix', prefix]);
      assert.equal(ran.code, 2);
      assert.ok(ran.stderr.includes(`found "${prefix}", want a prefix below images/: ${wanted}`));
    });
  }

  it('says that nothing begins with the prefix, rather than that there is nothing', async () => {
    const ran = await lab.images(['list', ...STORE, '--prefix', 'zzz']);
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /^no image in \S+store that begins with "zzz"$/m);
  });

  it('is nothing that a verb may say of a folder that does not exist', async () => {
    for (const args of [
      ['list'],
      ['download', '--name', 'plain'],
      ['prune', '--manifest', 'images.yaml'],
      ['prune', '--manifest', 'images.yaml', '--dry-run'],
    ]) {
      const ran = await lab.images([...args, '--store', './missing']);
      assert.equal(ran.code, 2, args.join(' '));
      assert.match(ran.stderr, /--store is wrong: found "\S+missing", which is not there/);
      assert.equal(existsSync(join(lab.folder, 'missing')), false);
    }
  });

  it('may be nothing before the first sync, which a dry run says', async () => {
    const args = ['sync', '--manifest', 'images.yaml', '--dry-run', '--store', './new'];
    const ran = await lab.images(args);
    assert.equal(ran.code, 0);
    assert.match(ran.stderr, /warning: --store \S+new is not there yet: sync would make it/);
    assert.equal(existsSync(join(lab.folder, 'new')), false);
    const there = await lab.images([...args.slice(0, -1), './store']);
    assert.doesNotMatch(there.stderr, /not there/);
  });
});
