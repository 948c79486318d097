import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readlink, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { after, before, describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { claimDisk } from '../../../src/files/disk-space.ts';
import { openSpool } from '../../../src/files/spool.ts';
import { arriving, inChunks } from '../stream/decode/slices.ts';

const WRITER = new URL('./spool-writer.ts', import.meta.url).pathname;
const CONTENT = Buffer.alloc(3_000_000, 'compressed bytes ');
const label = 'talos';

describe('a spool', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'labctl-spool-'));
  });
  after(() => rm(folder, { recursive: true }));

  test('gives back what was written, as often as it is read', async () => {
    const spool = await openSpool({ folder, label, expectedBytes: CONTENT.length });
    await pipeline(arriving(inChunks(CONTENT, 70_000)), spool.writable());
    assert.equal(spool.bytes, CONTENT.length);
    const copies = await Promise.all([buffer(spool.readable()), buffer(spool.readable())]);
    assert.ok(copies.every((copy) => copy.equals(CONTENT)));
    await spool.close();
    await spool.close();
  });

  test('does not hold what was read', async () => {
    const spool = await openSpool({ folder, label });
    await pipeline(arriving(inChunks(Buffer.alloc(20_000_000), 1_000_000)), spool.writable());
    const read: WeakRef<object>[] = [];
    for await (const chunk of spool.readable()) read.push(new WeakRef(chunk.buffer));
    assert.ok(read.length > 30);
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    // Before the next turn a weak reference that was just made is a strong one.
    await nextTurn();
    collect();
    const held = read.filter((memory) => memory.deref() !== undefined);
    assert.ok(held.length <= 2, `${held.length} of ${read.length} chunks`);
    await spool.close();
  });

  test('gives back nothing where nothing was written', async () => {
    const spool = await openSpool({ folder, label });
    assert.equal((await buffer(spool.readable())).length, 0);
    await spool.close();
  });

  test('begins anew when it is written again', async () => {
    const spool = await openSpool({ folder, label });
    await pipeline(arriving([CONTENT]), spool.writable());
    await pipeline(arriving([Buffer.from('short')]), spool.writable());
    assert.equal(String(await buffer(spool.readable())), 'short');
    await spool.close();
  });

  test('cannot be read once it is closed', async () => {
    const spool = await openSpool({ folder, label });
    await spool.close();
    await assert.rejects(buffer(spool.readable()), { code: 'FILE_FAILED' });
  });

  test('is closed safely while a stream of it is torn down', async () => {
    const spool = await openSpool({ folder, label });
    await pipeline(arriving([CONTENT]), spool.writable());
    const reader = spool.readable();
    reader.read(1);
    const writer = spool.writable();
    writer.write(CONTENT);
    await nextTurn();
    reader.destroy();
    writer.destroy();
    await spool.close();
    assert.ok(reader.destroyed && writer.destroyed);
    await assert.rejects(buffer(spool.readable()), { code: 'FILE_FAILED' });
    if (process.platform === 'linux') assert.deepEqual(await modesOfUnlinkedFiles(folder), []);
  });

  test('has no name in the folder, and a mode that only its owner may use', async () => {
    const spool = await openSpool({ folder, label });
    assert.deepEqual(await readdir(folder), []);
    if (process.platform === 'linux') {
      const modes = await modesOfUnlinkedFiles(folder);
      assert.deepEqual(modes, [0o600]);
    }
    await spool.close();
  });

  test('leaves nothing behind when the process is killed', async () => {
    const child = spawn(process.execPath, [WRITER, folder, '2', 'wait'], { stdio: 'pipe' });
    const [said] = await once(child.stdout, 'data');
    assert.equal(String(said), `wrote ${2 * 2 ** 20}\n`);
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.deepEqual(await readdir(folder), []);
  });

  test('is refused where the disk has too little room, with the numbers', async () => {
    await assert.rejects(openSpool({ folder, label, expectedBytes: 2 ** 50 }), (error) => {
      assert.ok(error instanceof Error && 'code' in error);
      assert.equal(error.code, 'DISK_FULL');
      assert.match(
        error.message,
        /for talos in .*labctl-spool.*needs 1073741824 MiB.*free \d+ MiB/,
      );
      return true;
    });
  });

  test('is refused where the folder is missing or none', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    for (const unusable of [join(folder, 'missing'), file]) {
      await assert.rejects(openSpool({ folder: unusable, label }), { code: 'FILE_FAILED' });
    }
    await rm(file);
  });

  test('is refused where other spools were promised the room', async () => {
    const expectedBytes = Math.floor((await freeBytes(folder)) * 0.6);
    const first = await openSpool({ folder, label, expectedBytes });
    await assert.rejects(openSpool({ folder, label, expectedBytes }), {
      code: 'DISK_FULL',
      message: /MiB for other downloads/,
    });
    await first.close();
    const second = await openSpool({ folder, label, expectedBytes });
    await second.close();
  });

  test('does not count twice what others have written already', async () => {
    const bytes = Math.floor((await freeBytes(folder)) * 0.6);
    const options = { folder, label, bytes, reserveBytes: 0 };
    const first = await claimDisk(options);
    await assert.rejects(claimDisk(options), { code: 'DISK_FULL' });
    first.written(bytes);
    const second = await claimDisk(options);
    first.release();
    second.release();
  });

  test('fails with DISK_FULL when the disk fills up while it is written', async (context) => {
    // A small disk of its own, in a mount namespace that ends with the command.
    const script = 'mount -t tmpfs -o size=4m tmpfs "$1" && "$2" "$3" "$1" 8';
    const child = spawnSync(
      'unshare',
      ['--map-root-user', '--mount', 'sh', '-c', script, 'sh', folder, process.execPath, WRITER],
      { encoding: 'utf8' },
    );
    if (child.status !== 0) return context.skip(`no mount namespaces here: ${child.stderr}`);
    assert.equal(child.stdout, 'DISK_FULL');
    assert.deepEqual(await readdir(folder), []);
  });
});

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function modesOfUnlinkedFiles(folder: string): Promise<number[]> {
  const modes: number[] = [];
  for (const descriptor of await readdir('/proc/self/fd')) {
    const path = `/proc/self/fd/${descriptor}`;
    const target = await readlink(path).catch(() => '');
    if (target.startsWith(folder)) modes.push((await stat(path)).mode & 0o777);
  }
  return modes;
}
