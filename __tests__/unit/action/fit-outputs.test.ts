import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fitOutputs } from '../../../src/action/fit-outputs.ts';

const ENTRY = {
  name: 'talos',
  destination: 'talos/talos.raw',
  state: 'missing',
  reason: 'not in the bucket',
  outcome: 'failed',
  bytes: 7,
  seconds: 1.5,
  error: { code: 'SOURCE_GONE', message: 'm'.repeat(500) },
};
const images = (count: number) => JSON.stringify(Array.from({ length: count }, () => ENTRY));

const unitsOf = (outputs: Readonly<Record<string, string>>) =>
  Object.entries(outputs).reduce((sum, [name, value]) => sum + name.length + value.length, 0);

describe('outputs of a step', () => {
  it('are set as they are when they fit', () => {
    const all = { images: images(3), uploaded: '3', matrix: '{"include":[]}' };
    const { outputs, cut, errors } = fitOutputs(all);
    assert.deepEqual(outputs, { ...all, images_complete: 'true' });
    assert.deepEqual([cut, errors], [undefined, []]);
    assert.deepEqual(fitOutputs({ artifact: 'a.raw' }).outputs, { artifact: 'a.raw' });
  });

  it('leaves out texts first, then entries, and stays JSON', () => {
    const lean = fitOutputs({ images: images(10), failed: '10' }, 2_500);
    const entries = JSON.parse(lean.outputs.images ?? '');
    assert.equal(entries.length, 10);
    const { name, destination, state, outcome, bytes } = ENTRY;
    const error = { code: 'SOURCE_GONE' };
    assert.deepEqual(entries[0], { name, destination, state, outcome, bytes, error });

    const few = fitOutputs({ images: images(10), failed: '10' }, 700);
    const kept = JSON.parse(few.outputs.images ?? '').length;
    assert.ok(kept > 0 && kept < 10, `${kept}`);
    assert.match(few.cut ?? '', new RegExp(`${kept} of the 10 images`));
    for (const [{ outputs, errors }, most] of [
      [lean, 2_500],
      [few, 700],
    ] as const) {
      assert.ok(unitsOf(outputs) <= most, `${unitsOf(outputs)}`);
      assert.deepEqual([outputs.images_complete, outputs.failed, errors], ['false', '10', []]);
    }
  });

  it('refuses to cut any other output, and names it', () => {
    const matrix = JSON.stringify({ include: [{ shard: 1, images: 'x'.repeat(2_000) }] });
    const { outputs, errors } = fitOutputs({ matrix, shards: '1', images: images(1) }, 1_000);
    assert.equal(outputs.matrix, undefined);
    assert.equal(outputs.shards, '1');
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['OUTPUT_FAILED'],
    );
    assert.match(errors[0]?.message ?? '', /the output matrix is not set/);
    assert.equal(JSON.parse(outputs.images ?? '').length, 1);
  });

  it('of the largest manifest there is fit with its matrix', () => {
    const name = 'n'.repeat(128);
    const shards = Array.from({ length: 256 }, (_, at) => ({
      shard: at + 1,
      images: Array(4).fill(name).join(','),
      bytes: 2 ** 50,
    }));
    const matrix = JSON.stringify({ include: shards });
    const { outputs, errors } = fitOutputs({ matrix, images: images(1_000) });
    assert.deepEqual(errors, []);
    assert.equal(outputs.matrix, matrix);
    assert.ok(2 * unitsOf(outputs) < 1_000_000);
  });
});
