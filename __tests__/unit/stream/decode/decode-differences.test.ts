import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { accepts, needs } from './cli.ts';
import { DIFFERENCES, differenceRow } from './differences.ts';
import { decodeAll } from './slices.ts';

// As a user calls it, without the arguments that make it as strict as labctl.
const PLAIN_TEST = ['-t', '-q'];

describe('docs/decoders.md', () => {
  const text = readFileSync(new URL('../../../../docs/decoders.md', import.meta.url), 'utf8');

  test('lists every difference, and no other', () => {
    const [, table = ''] = text.split('These are all the differences:');
    assert.deepEqual(table.trim().split('\n').slice(2), DIFFERENCES.map(differenceRow));
  });

  for (const { format, file, tool, labctl, decoders, bytes } of DIFFERENCES) {
    test(`tells the truth about ${format}: ${file}`, needs(format, 'xz'), async () => {
      const sample = bytes();
      if (tool !== 'depends') {
        assert.equal(accepts(format, sample, PLAIN_TEST), tool === 'accepts', `${format} -t`);
      }
      for (const [name, decode] of Object.entries(decoders)) {
        const decoding = decodeAll(decode, [sample]);
        if (labctl === 'accepts') await decoding;
        else await assert.rejects(decoding, { code: 'DECODE_FAILED' }, name);
      }
    });
  }
});

test('xz files that only a newer xz can decode say so', needs('xz'), async () => {
  const sample = DIFFERENCES.find(({ file }) => file.startsWith('a filter newer'));
  assert.ok(sample?.decoders['library']);
  await assert.rejects(
    decodeAll(sample.decoders['library'], [sample.bytes()]),
    /install xz 5\.4 or later/,
  );
});
