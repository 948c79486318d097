import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { describe, test } from 'node:test';
import type { Algorithm, Checksum } from '../../../src/stream/hash/checksum.ts';
import { createVerifier, type VerifyOptions } from '../../../src/stream/verify.ts';
import { arriving, inChunks } from './decode/slices.ts';

const BYTES = Buffer.from('the bytes of an image '.repeat(100));
const SHA256 = checksumOf(BYTES, 'sha256');
const SHA512 = checksumOf(BYTES, 'sha512');
const OTHER = checksumOf(Buffer.from('other'), 'sha256');

describe('a verifier', () => {
  test('lets the right bytes pass and ends', async () => {
    const { verifier, passed } = await verify({
      checksums: [SHA256, SHA512, SHA256],
      size: BYTES.length,
    });
    assert.ok(passed.equals(BYTES));
    assert.equal(verifier.bytes, BYTES.length);
    assert.deepEqual([...verifier.digests.values()], [SHA256, SHA512]);
  });

  test('computes a checksum that nobody has to compare', async () => {
    const { verifier } = await verify({ checksums: [], compute: ['sha256'] });
    assert.equal(verifier.digests.get('sha256'), SHA256);
  });

  test('knows no digest before the end', () => {
    const verifier = createVerifier({ label: 'talos', checksums: [SHA256] });
    verifier.write(BYTES);
    assert.equal(verifier.digests.size, 0);
    verifier.destroy();
  });

  test('does not end when one of several checksums is wrong', async () => {
    await assert.rejects(verify({ checksums: [SHA512, OTHER] }), {
      code: 'CHECKSUM_MISMATCH',
      message: `checksum mismatch: talos; got ${SHA256}, want ${OTHER} after 2200 bytes (length unknown)`,
    });
  });

  test('does not end when two checksums of one algorithm contradict each other', async () => {
    await assert.rejects(verify({ checksums: [SHA256, OTHER] }), { code: 'CHECKSUM_MISMATCH' });
  });

  test('does not end when a byte is missing', async () => {
    await assert.rejects(verify({ checksums: [SHA256], size: BYTES.length + 1 }), {
      code: 'SIZE_MISMATCH',
      message: 'size mismatch: talos; got 2200 bytes, want 2201',
    });
  });

  test('fails on the first byte too many, and not at the end', async () => {
    let taken = 0;
    async function* tooMany() {
      while (taken < 1_000) {
        taken += 1;
        yield Buffer.alloc(1);
      }
    }
    const verifier = createVerifier({ label: 'talos', checksums: [SHA256], size: 10 });
    await assert.rejects(pipeline(tooMany(), verifier, drain), { code: 'SIZE_MISMATCH' });
    assert.equal(verifier.bytes, 11);
    assert.ok(taken < 100, `${taken} bytes were taken`);
  });

  test('accepts no bytes where none are announced', async () => {
    const nothing = Buffer.alloc(0);
    const { passed } = await verify(
      { checksums: [checksumOf(nothing, 'sha256')], size: 0 },
      nothing,
    );
    assert.equal(passed.length, 0);
  });

  test('says that an HTML page came, without letting it write to the terminal', async () => {
    const page = Buffer.from('<!DOCTYPE html>\n<title>Log in\u001b[2J</title>');
    await assert.rejects(verify({ checksums: [SHA256] }, page), (error: Error) => {
      assert.match(
        error.message,
        /\(looks like an HTML page: "<!DOCTYPE html>\\u000a<title>Log in\\u001b/,
      );
      return true;
    });
  });
});

async function verify(options: Omit<VerifyOptions, 'label'>, bytes = BYTES) {
  const verifier = createVerifier({ label: 'talos', ...options });
  let passed: Buffer = Buffer.alloc(0);
  await pipeline(arriving(inChunks(bytes, 7)), verifier, async (output: AsyncIterable<Buffer>) => {
    for await (const chunk of output) passed = Buffer.concat([passed, chunk]);
  });
  return { verifier, passed };
}

async function drain(output: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of output);
}

function checksumOf(bytes: Buffer, algorithm: Algorithm): Checksum {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}
