import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type Lab, type LabImage, openLab, plainImage, sha256 } from './lab.ts';

const PLAIN = randomBytes(300_000);
const RAW = Buffer.concat([Buffer.alloc(200_000), randomBytes(100_000)]);
const OTHER_RAW = Buffer.concat([randomBytes(100_000), Buffer.alloc(200_000)]);

function packedImage(
  name: string,
  { decompress, served, raw }: { decompress: string; served: Buffer; raw: Buffer },
): LabImage {
  return {
    name,
    path: `/${name}`,
    checksum: sha256(served),
    destination: `packed/${name}.raw`,
    decompress,
    expected: sha256(raw),
  };
}

/** Every file below a folder with the time of its last write. */
function snapshot(folder: string): Record<string, number> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .map((path) => [path, statSync(path).mtimeMs]),
  );
}

describe('labctl with a folder as its store', () => {
  let lab: Lab;
  let images: LabImage[];
  const inStore = (...path: string[]) => join(lab.folder, 'store', ...path);
  const sync = (...args: string[]) =>
    lab.images(['sync', '--manifest', 'images.yaml', '--store', './store', ...args]);

  before(async () => {
    lab = await openLab();
    const gz = gzipSync(RAW);
    const zst = zstdCompressSync(OTHER_RAW);
    lab.origin.serve('/plain.iso', PLAIN);
    lab.origin.serve('/gz', gz);
    lab.origin.serve('/zst', zst);
    images = [
      plainImage('plain', PLAIN),
      packedImage('gz', { decompress: 'gzip', served: gz, raw: RAW }),
      packedImage('zst', { decompress: 'zstd', served: zst, raw: OTHER_RAW }),
    ];
    await lab.writeManifest(images);
  });
  after(() => lab.close());

  it('shows the plan of a dry run and writes nothing', async () => {
    const ran = await sync('--dry-run');
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /plain +missing +planned/);
    assert.equal(existsSync(inStore('images')), false);
    assert.equal(lab.origin.requests.length, 0);
  });

  it('brings every image in place, verified and decompressed', async () => {
    const ran = await sync();
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(await readFile(inStore('images/plain/plain.iso')), PLAIN);
    assert.deepEqual(await readFile(inStore('images/packed/gz.raw')), RAW);
    assert.deepEqual(await readFile(inStore('images/packed/zst.raw')), OTHER_RAW);
    const metadata = JSON.parse(await readFile(inStore('metadata/packed/gz.raw.json'), 'utf8'));
    assert.equal(metadata.name, 'gz');
    assert.equal(metadata.checksum, sha256(RAW));
    assert.equal(metadata.size, RAW.length);
    assert.equal(metadata.sourceChecksum, images[1]?.checksum);
    assert.equal(metadata.managedBy, 'manifest/lab');
    assert.deepEqual(metadata.source, { type: 'http', url: lab.origin.url('/gz') });
    assert.ok(!Number.isNaN(Date.parse(metadata.uploadedAt)));
  });

  it('downloads and writes nothing when it is repeated', async () => {
    const [requests, files] = [lab.origin.requests.length, snapshot(inStore())];
    const ran = await sync('--json');
    assert.equal(ran.code, 0, ran.stderr);
    const report = JSON.parse(ran.stdout);
    assert.deepEqual(
      report.images.map((image: { state: string; outcome: string }) => [
        image.state,
        image.outcome,
      ]),
      [
        ['current', 'skipped'],
        ['current', 'skipped'],
        ['current', 'skipped'],
      ],
    );
    assert.equal(lab.origin.requests.length, requests);
    assert.deepEqual(snapshot(inStore()), files);
  });

  it('lists what is there as a table and as one JSON document', async () => {
    const table = await lab.images(['list', '--store', './store']);
    assert.match(table.stdout, /^NAME +DESTINATION +SIZE +CHECKSUM +AGE +STATE/);
    assert.match(
      table.stdout,
      /plain +plain\/plain\.iso +292\.9 KiB +sha256:\S+ +\d+ s +ok +manifest\/lab/,
    );
    const json = JSON.parse((await lab.images(['list', '--store', './store', '--json'])).stdout);
    assert.deepEqual(
      json.images.map((image: { destination: string }) => image.destination),
      ['packed/gz.raw', 'packed/zst.raw', 'plain/plain.iso'],
    );
    const some = await lab.images(['list', '--store', './store', '--prefix', 'packed/', '--json']);
    assert.equal(JSON.parse(some.stdout).images.length, 2);
  });

  it('puts a deleted object back whose metadata is left', async () => {
    await rm(inStore('images/plain/plain.iso'));
    const ran = await sync('--json');
    assert.equal(ran.code, 0, ran.stderr);
    assert.equal(JSON.parse(ran.stdout).images[0].state, 'damaged');
    assert.deepEqual(await readFile(inStore('images/plain/plain.iso')), PLAIN);
  });

  it('puts an object back that somebody has overwritten with as many bytes', async () => {
    await writeFile(inStore('images/plain/plain.iso'), randomBytes(PLAIN.length));
    const listed = await lab.images(['list', '--store', './store', '--json']);
    const states = JSON.parse(listed.stdout).images.map((one: { state: string }) => one.state);
    assert.deepEqual(states, ['ok', 'ok', 'damaged']);
    assert.equal((await sync()).code, 0);
    assert.deepEqual(await readFile(inStore('images/plain/plain.iso')), PLAIN);
  });

  it('rebuilds deleted metadata without a download', async () => {
    const requests = lab.origin.requests.length;
    await rm(inStore('metadata/plain/plain.iso.json'));
    const ran = await sync('--json');
    assert.equal(ran.code, 0, ran.stderr);
    const [plain] = JSON.parse(ran.stdout).images;
    assert.deepEqual([plain.state, plain.outcome], ['repairable', 'repaired']);
    assert.equal(lab.origin.requests.length, requests);
    assert.equal(existsSync(inStore('metadata/plain/plain.iso.json')), true);
  });

  it('completes metadata of another tool without a download, once it has read the object', async () => {
    const requests = lab.origin.requests.length;
    const path = inStore('metadata/plain/plain.iso.json');
    const { name, checksum, size, uploadedAt } = JSON.parse(await readFile(path, 'utf8'));
    const foreign = { name, checksum, size, uploadedAt, source: { url: 'https://example.org/x' } };
    await writeFile(path, JSON.stringify(foreign));
    const ran = await sync('--json');
    const [plain] = JSON.parse(ran.stdout).images;
    assert.deepEqual([plain.state, plain.outcome], ['repairable', 'repaired']);
    assert.equal(lab.origin.requests.length, requests);
    assert.equal(JSON.parse(await readFile(path, 'utf8')).managedBy, 'manifest/lab');
    assert.equal(JSON.parse(await readFile(path, 'utf8')).uploadedAt, uploadedAt);
  });

  it('leaves alone what a newer labctl has described, and fails', async () => {
    const path = inStore('metadata/plain/plain.iso.json');
    const kept = await readFile(path, 'utf8');
    const newer = JSON.stringify({ ...JSON.parse(kept), version: 2 });
    await writeFile(path, newer);
    const ran = await sync('--json');
    assert.equal(ran.code, 1);
    assert.equal(JSON.parse(ran.stdout).images[0].error.code, 'METADATA_INVALID');
    assert.equal(await readFile(path, 'utf8'), newer);
    await writeFile(path, kept);
    assert.equal((await sync()).code, 0);
  });

  it('publishes nothing of an image with a wrong checksum, and all of the others', async () => {
    const wrong = `sha256:${'1'.repeat(64)}`;
    await lab.writeManifest([
      { ...(images[0] as LabImage), name: 'bad', checksum: wrong, destination: 'bad/a.iso' },
      { ...(images[1] as LabImage), name: 'worse', expected: wrong, destination: 'bad/b.raw' },
      { ...(images[2] as LabImage), name: 'good', destination: 'good/c.raw' },
    ]);
    const ran = await sync('--json');
    assert.equal(ran.code, 1);
    const report = JSON.parse(ran.stdout);
    assert.deepEqual(
      report.images.map((image: { outcome: string }) => image.outcome),
      // The bucket has its bytes already.
      ['failed', 'failed', 'copied'],
    );
    for (const [index, got, bytes] of [
      [0, sha256(PLAIN), PLAIN.length],
      [1, sha256(RAW), RAW.length],
    ] as const) {
      const { code, message } = report.images[index].error;
      assert.equal(code, 'CHECKSUM_MISMATCH');
      for (const part of [got, wrong, String(bytes)]) assert.ok(message.includes(part), message);
    }
    assert.equal(existsSync(inStore('images/bad')), false);
    assert.equal(existsSync(inStore('metadata/bad')), false);
    assert.deepEqual(await readFile(inStore('images/good/c.raw')), OTHER_RAW);
    await lab.writeManifest(images);
  });

  it('prunes what has left the manifest, exactly as the dry run listed it', async () => {
    const prune = (...args: string[]) =>
      lab.images(['prune', '--manifest', 'images.yaml', '--store', './store', '--json', ...args]);
    const listed = JSON.parse((await prune('--dry-run')).stdout).images;
    assert.deepEqual(
      listed.map((image: { destination: string; outcome: string }) => [
        image.destination,
        image.outcome,
      ]),
      [['good/c.raw', 'planned']],
    );
    assert.equal(existsSync(inStore('images/good/c.raw')), true);

    const refused = await prune('--max-delete', '0');
    assert.equal(refused.code, 2);
    assert.equal(JSON.parse(refused.stdout).refusal.code, 'PRUNE_REFUSED');
    assert.equal(existsSync(inStore('images/good/c.raw')), true);

    const ran = await prune();
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(
      JSON.parse(ran.stdout).images.map((image: { destination: string }) => image.destination),
      ['good/c.raw'],
    );
    assert.equal(existsSync(inStore('images/good')), false);
    assert.equal(existsSync(inStore('metadata/good')), false);
    assert.equal(existsSync(inStore('images/plain/plain.iso')), true);
  });

  it('prunes nothing by an empty or a broken manifest, and says why', async () => {
    const files = snapshot(inStore());
    for (const [text, why] of [
      ['', /empty/],
      ['spec: {images: []}', /images/],
      ['{', /images\.yaml:1/],
    ] as const) {
      await writeFile(join(lab.folder, 'broken.yaml'), text);
      const ran = await lab.images(['prune', '--manifest', 'broken.yaml', '--store', './store']);
      assert.equal(ran.code, 2);
      assert.match(ran.stderr, text === '{' ? /broken\.yaml:1/ : why);
      assert.match(ran.stderr, /MANIFEST_INVALID/);
    }
    assert.deepEqual(snapshot(inStore()), files);
  });

  it('uploads a local file once, keeps it from prune, and downloads it again', async () => {
    await writeFile(join(lab.folder, 'built.raw'), RAW);
    const upload = (...args: string[]) =>
      lab.images(['upload', '--source', 'built.raw', '--store', './store', '--json', ...args]);
    const first = await upload('--destination', 'vyos/gateway.raw');
    assert.equal(first.code, 0, first.stderr);
    assert.equal(JSON.parse(first.stdout).image.outcome, 'uploaded');
    const again = JSON.parse((await upload('--destination', 'vyos/gateway.raw')).stdout);
    assert.equal(again.image.outcome, 'skipped');
    const metadata = JSON.parse(await readFile(inStore('metadata/vyos/gateway.raw.json'), 'utf8'));
    assert.equal(metadata.managedBy, 'upload');
    assert.deepEqual(metadata.source, { type: 'file', path: 'built.raw' });

    await writeFile(join(lab.folder, 'built.raw'), OTHER_RAW);
    const other = await upload('--destination', 'vyos/gateway.raw');
    assert.equal(other.code, 2);
    assert.match(
      other.stderr,
      /images\/vyos\/gateway\.raw has other content: found gateway\.raw of /,
    );
    assert.ok(other.stderr.includes(`${sha256(RAW)}, owned by upload; use --force`), other.stderr);
    assert.deepEqual(await readFile(inStore('images/vyos/gateway.raw')), RAW);
    assert.equal((await upload('--destination', 'vyos/gateway.raw', '--force')).code, 0);
    assert.deepEqual(await readFile(inStore('images/vyos/gateway.raw')), OTHER_RAW);
    await writeFile(join(lab.folder, 'built.raw'), RAW);
    assert.equal((await upload('--destination', 'vyos/gateway.raw', '--force')).code, 0);

    const pruned = await lab.images([
      ...['prune', '--manifest', 'images.yaml', '--store', './store', '--json'],
    ]);
    assert.deepEqual(JSON.parse(pruned.stdout).images, []);

    const fetch = ['download', '--store', './store', '--name', 'vyos/gateway.raw'];
    const got = await lab.images([...fetch, '--output', 'out.raw']);
    assert.equal(got.code, 0, got.stderr);
    assert.deepEqual(await readFile(join(lab.folder, 'out.raw')), RAW);
    const second = await lab.images([...fetch, '--output', 'out.raw']);
    assert.equal(second.code, 2);
    assert.match(second.stderr, /exists already/);
  });

  it('does not let an upload take the place of an image of a manifest', async () => {
    const args = ['upload', '--source', 'built.raw', '--destination', 'plain/plain.iso'];
    const ran = await lab.images([...args, '--store', './store']);
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /belongs to manifest\/lab/);
    assert.deepEqual(await readFile(inStore('images/plain/plain.iso')), PLAIN);
  });

  it('downloads an image from the source that the manifest names', async () => {
    const args = ['download', '--name', 'gz', '--from', 'manifest', '--manifest', 'images.yaml'];
    const ran = await lab.images(args);
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(await readFile(join(lab.folder, 'gz.raw')), RAW);
  });

  it('does not hand out an image whose bytes are not those of its metadata', async () => {
    await mkdir(inStore('images/packed'), { recursive: true });
    await writeFile(inStore('images/packed/zst.raw'), Buffer.alloc(RAW.length));
    const args = ['download', '--store', './store', '--name', 'zst', '--output', 'zst.raw'];
    const ran = await lab.images(args);
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /CHECKSUM_MISMATCH/);
    assert.equal(existsSync(join(lab.folder, 'zst.raw')), false);
    assert.deepEqual(
      readdirSync(lab.folder).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  it('does not prune on the word of an index that lies about the owner', async () => {
    const index = JSON.parse(await readFile(inStore('metadata/index.json'), 'utf8'));
    index.entries['vyos/gateway.raw'].metadata.managedBy = 'manifest/lab';
    await writeFile(inStore('metadata/index.json'), JSON.stringify(index));
    const args = ['prune', '--manifest', 'images.yaml', '--store', './store', '--json'];
    const ran = await lab.images(args);
    assert.equal(ran.code, 1);
    assert.equal(JSON.parse(ran.stdout).images[0].outcome, 'failed');
    assert.equal(existsSync(inStore('images/vyos/gateway.raw')), true);
  });

  it('does not upload over what a newer labctl has described', async () => {
    const path = inStore('metadata/vyos/gateway.raw.json');
    const newer = JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), version: 2 });
    await writeFile(path, newer);
    const args = ['upload', '--source', 'out.raw', '--destination', 'vyos/gateway.raw', '--force'];
    const ran = await lab.images([...args, '--store', './store']);
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /METADATA_INVALID/);
    assert.equal(await readFile(path, 'utf8'), newer);
  });

  it('neither writes nor deletes through a link in its own folder', async () => {
    const victim = join(lab.folder, 'victim');
    await mkdir(join(victim, 'images/sub'), { recursive: true });
    await writeFile(join(victim, 'images/sub/file'), 'kept');
    await utimes(join(victim, 'images/sub/file'), 0, 0);
    await mkdir(join(lab.folder, 'linked/.labctl'), { recursive: true });
    await symlink(victim, join(lab.folder, 'linked/.labctl/tmp'));
    for (const verb of ['prune', 'sync']) {
      const ran = await lab.images([verb, '--manifest', 'images.yaml', '--store', './linked']);
      assert.notEqual(ran.code, 0);
      assert.deepEqual(readdirSync(victim, { recursive: true }).sort(), [
        'images',
        'images/sub',
        'images/sub/file',
      ]);
    }
  });

  it('brings its work to an end when nobody reads what it prints', async () => {
    const ran = await lab.images(['sync', '--manifest', 'images.yaml', '--store', './unread'], {
      started: (child) => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      },
    });
    assert.equal(ran.code, 0);
    assert.equal(existsSync(join(lab.folder, 'unread/metadata/index.json')), true);
  });

  for (const args of [
    ['snyc'],
    ['sync', '--manifst', 'x'],
    ['sync', '--store'],
    ['sync', 'extra'],
  ]) {
    it(`answers "images ${args.join(' ')} --json" with one JSON document`, async () => {
      const ran = await lab.images([args[0] ?? '', '--json', ...args.slice(1)]);
      assert.equal(ran.code, 2);
      assert.equal(JSON.parse(ran.stdout).error.code, 'INPUT_INVALID');
    });
  }
});
