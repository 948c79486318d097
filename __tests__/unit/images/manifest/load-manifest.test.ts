import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import { loadManifest } from '../../../../src/images/manifest/parse-manifest.ts';
import { manifestText } from '../../../support/builders/manifest-builder.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labctl-manifest-'));
});
after(() => rm(folder, { recursive: true }));

async function failure(path: string): Promise<LabctlError> {
  try {
    await loadManifest(path);
  } catch (thrown) {
    assert.ok(thrown instanceof LabctlError);
    return thrown;
  }
  return assert.fail('did not throw');
}

test('reads a manifest, and names it in places as the caller does', async () => {
  const path = join(folder, 'images.yaml');
  await writeFile(path, manifestText());
  const { manifest, findings } = await loadManifest(path, './images/images.yaml');
  assert.deepEqual(findings, []);
  assert.equal(manifest?.images[0]?.place.file, './images/images.yaml');
});

test('names a file by its path where the caller says nothing', async () => {
  const path = join(folder, 'bad.yaml');
  await writeFile(path, '- a\n');
  const { manifest, findings } = await loadManifest(path);
  assert.equal(manifest, undefined);
  assert.equal(findings[0]?.place.file, path);
});

test('says which file is not there, and how to name another', async () => {
  const { code, message } = await failure(join(folder, 'none.yaml'));
  assert.equal(code, 'NOT_FOUND');
  assert.match(message, /there is no manifest at .*none\.yaml; name another file with --manifest/);
});

test('says so for a path through a file as well', async () => {
  const path = join(folder, 'file');
  await writeFile(path, '');
  assert.equal((await failure(join(path, 'images.yaml'))).code, 'NOT_FOUND');
});

test('says that a folder is no manifest', async () => {
  const path = join(folder, 'images');
  await mkdir(path);
  const { code, message } = await failure(path);
  assert.equal(code, 'MANIFEST_INVALID');
  assert.match(message, /images is a folder; name the file with --manifest/);
});

test('does not read a device', { skip: process.platform === 'win32' }, async () => {
  const { code, message } = await failure('/dev/zero');
  assert.equal(code, 'MANIFEST_INVALID');
  assert.match(message, /no ordinary file/);
});

test('says why a file cannot be read', async () => {
  const { code, message } = await failure(join(folder, 'x'.repeat(300)));
  assert.equal(code, 'FILE_FAILED');
  assert.match(message, /cannot be read: .*ENAMETOOLONG/);
});

test('does not read a file of 10 GiB', async () => {
  const path = join(folder, 'sparse.yaml');
  await writeFile(path, '');
  await truncate(path, 10 * 1024 ** 3);
  const { manifest, findings } = await loadManifest(path);
  assert.equal(manifest, undefined);
  assert.match(findings[0]?.message ?? '', /larger than 1 MiB/);
});
