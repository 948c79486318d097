/** The test origin itself: content that is made up as it is read, ranges, and the end of its sockets. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { bytesOf, checksumOf, generatedContent } from './content.ts';
import { startOrigin } from './origin.ts';

describe('generated content', () => {
  const content = generatedContent(2 * 1024 * 1024 + 11, 7);
  const whole = bytesOf(content);

  it('is the same from any place on', () => {
    const MIB = 1024 * 1024;
    for (const start of [0, 1, 3, 8, 65_536, MIB - 3, MIB, MIB + 5, 2 * MIB + 10]) {
      const read = Buffer.concat([...content.read(start, content.size)]);
      assert.ok(read.equals(whole.subarray(start)), `from ${start}`);
    }
  });

  it('differs from block to block and from seed to seed, and has a checksum', () => {
    const MIB = 1024 * 1024;
    assert.ok(!whole.subarray(0, MIB).equals(whole.subarray(MIB, 2 * MIB)));
    assert.notEqual(checksumOf(content), checksumOf(generatedContent(content.size, 8)));
    const hex = createHash('sha256').update(whole).digest('hex');
    assert.equal(checksumOf(content), `sha256:${hex}`);
  });
});

describe('the origin', () => {
  it('takes its certificate file away when it is closed', async () => {
    const origin = await startOrigin();
    assert.ok((await stat(origin.caFile)).isFile());
    await origin.close();
    await assert.rejects(stat(origin.caFile));
  });
});
