import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Algorithm } from '../../../../src/stream/hash/checksum.ts';
import { digestShared, hashStream } from '../../../../src/stream/hash/hash-thread.ts';
import { giveBackShared, takeShared } from '../../../../src/stream/hash/shared-memory.ts';

const BLOCK = 2 ** 20;
const ALGORITHMS: readonly Algorithm[] = ['sha256', 'sha512'];

function digestsOf(bytes: Uint8Array) {
  return new Map(ALGORITHMS.map((name) => [name, createHash(name).update(bytes).digest('hex')]));
}

async function hashed(bytes: Buffer, chunk: number) {
  const hash = hashStream(ALGORITHMS);
  for (let at = 0; at < bytes.length; at += chunk)
    await hash.update(bytes.subarray(at, at + chunk));
  return hash.digests();
}

describe('hashStream', () => {
  for (const length of [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 7 * BLOCK, 7 * BLOCK + 3]) {
    it(`has the digests of ${length} bytes, however they are cut`, async () => {
      const bytes = randomBytes(length);
      for (const chunk of [BLOCK / 4 + 7, BLOCK, 5 * BLOCK]) {
        assert.deepEqual(await hashed(bytes, chunk), digestsOf(bytes), `in chunks of ${chunk}`);
      }
    });
  }

  it('keeps the bytes of several apart', async () => {
    const all = [3, 2, 4, 1].map((blocks) => randomBytes(blocks * BLOCK + blocks));
    const found = await Promise.all(all.map((bytes) => hashed(bytes, BLOCK / 2 + 1)));
    assert.deepEqual(found, all.map(digestsOf));
  });

  it('has taken a copy when it answers', async () => {
    const bytes = randomBytes(3 * BLOCK);
    const wanted = digestsOf(bytes);
    const hash = hashStream(ALGORITHMS);
    const chunk = Buffer.alloc(BLOCK / 2);
    for (let at = 0; at < bytes.length; at += chunk.length) {
      bytes.copy(chunk, 0, at);
      await hash.update(chunk);
      chunk.fill(0);
    }
    assert.deepEqual(await hash.digests(), wanted);
  });

  it('takes nothing more when it is given up while it waits for room', async () => {
    const hash = hashStream(ALGORITHMS);
    const waiting = hash.update(Buffer.alloc(9 * BLOCK));
    assert.ok(waiting !== undefined);
    hash.close();
    await waiting;
    assert.equal(hash.update(Buffer.alloc(9 * BLOCK)), undefined);
  });

  it('can be given up at any time, also twice', async () => {
    for (const length of [0, BLOCK / 2, 2 * BLOCK]) {
      const hash = hashStream(ALGORITHMS);
      await hash.update(Buffer.alloc(length));
      hash.close();
      hash.close();
    }
    assert.deepEqual(
      await hashed(Buffer.alloc(2 * BLOCK), BLOCK),
      digestsOf(Buffer.alloc(2 * BLOCK)),
    );
  });
});

describe('digestShared', () => {
  for (const length of [0, 5, BLOCK, 3 * BLOCK + 1]) {
    it(`has the digest of ${length} bytes of a larger memory`, async () => {
      const memory = takeShared(4 * BLOCK).fill(7);
      const bytes = memory.subarray(11, 11 + length);
      bytes.set(randomBytes(length));
      const wanted = createHash('sha256').update(bytes).digest('hex');
      assert.equal(await digestShared('sha256', bytes), wanted);
    });
  }
});

describe('shared memory', () => {
  it('is used again when it was given back', () => {
    const memory = takeShared(12_345);
    assert.notEqual(takeShared(12_345), memory);
    giveBackShared(memory);
    assert.equal(takeShared(12_345), memory);
    assert.notEqual(takeShared(12_345), memory);
  });

  it('is not kept where it is larger than what is used all the time', () => {
    const memory = takeShared(65 * 2 ** 20);
    giveBackShared(memory);
    assert.notEqual(takeShared(65 * 2 ** 20), memory);
  });

  it('is all there again when a hash is over or was given up', async () => {
    // More than both hashes need, and the first to be used.
    const taken = () => Array.from({ length: 8 }, () => takeShared(BLOCK));
    const before = taken();
    before.forEach(giveBackShared);
    await hashed(randomBytes(5 * BLOCK), BLOCK);
    const hash = hashStream(ALGORITHMS);
    await hash.update(randomBytes(2 * BLOCK));
    hash.close();
    // The answer of the hash that was given up comes before that of a later one.
    await hashed(randomBytes(2 * BLOCK), BLOCK);
    assert.deepEqual(new Set(taken()), new Set(before));
  });
});

/** A program of its own, since a thread that fails is one of the whole process. */
function run(program: string): string {
  const module = JSON.stringify(
    new URL('../../../../src/stream/hash/hash-thread.ts', import.meta.url).href,
  );
  const text = `const { digestShared, hashStream } = await import(${module}); ${program}`;
  const args = ['--input-type=module', '--eval', text];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout: 60_000,
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

describe('the thread', () => {
  it('keeps the process alive while it is waited for, and no longer', () => {
    const program = `
      const hash = hashStream(['sha256']);
      await hash.update(Buffer.alloc(${2 * BLOCK}));
      console.log((await hash.digests()).get('sha256'));
      const left = hashStream(['sha256']);
      await left.update(Buffer.alloc(${2 * BLOCK}));`;
    const wanted = createHash('sha256')
      .update(Buffer.alloc(2 * BLOCK))
      .digest('hex');
    assert.equal(run(program), `${wanted}\n`);
  });

  it('fails all that it was hashing when it fails, and a new one takes what comes next', () => {
    const program = `
      const failing = hashStream(['no such digest']);
      const other = hashStream(['sha256']);
      await other.update(Buffer.alloc(${BLOCK}));
      await failing.update(Buffer.alloc(${BLOCK}));
      await failing.digests().catch(({ message }) => console.log(message));
      await other.update(Buffer.alloc(${4 * BLOCK}))?.catch(({ message }) => console.log(message));
      await other.digests().catch(({ message }) => console.log(message));
      console.log(await digestShared('sha256', Buffer.from(new SharedArrayBuffer(${BLOCK}))));`;
    const wanted = createHash('sha256').update(Buffer.alloc(BLOCK)).digest('hex');
    const [first, second, third, digest] = run(program).split('\n');
    assert.match(first ?? '', /Digest method not supported/);
    assert.deepEqual([second, third], [first, first]);
    assert.equal(digest, wanted);
  });
});
