import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Image } from '../../../../src/images/manifest/image.ts';
import type { ImageResult } from '../../../../src/images/report.ts';
import {
  dealOut,
  gatherWork,
  measureWork,
  type Work,
} from '../../../../src/images/transfer/shards.ts';
import { anImage, sha256Of } from '../../../support/builders/image-builder.ts';

const works = (sizes: Record<string, number | undefined>): Work[] =>
  Object.entries(sizes).map(([name, bytes]) => ({ names: [name], bytes }));
const namesOf = (sizes: Record<string, number | undefined>, most: number) =>
  dealOut(works(sizes), most).map(({ images }) => images);

/** The same numbers on every run. */
function generatedSizes(count: number, seed: number): Work[] {
  let state = seed;
  return Array.from({ length: count }, (_, index) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return { names: [`image-${index}`], bytes: state % 8_000_000_000 };
  });
}

describe('the groups of a dry run', () => {
  it('are none where there is nothing to do', () => {
    assert.deepEqual(dealOut([], 4), []);
  });

  it('hold one image each, the largest first, as long as there are jobs for them', () => {
    assert.deepEqual(dealOut(works({ small: 1, big: 9, middle: 5 }), 256), [
      { shard: 1, images: ['big'], bytes: 9 },
      { shard: 2, images: ['middle'], bytes: 5 },
      { shard: 3, images: ['small'], bytes: 1 },
    ]);
  });

  it('have about the same size, and begin with their largest image', () => {
    assert.deepEqual(dealOut(works({ a: 3, b: 7, c: 5, d: 6, e: 4 }), 2), [
      { shard: 1, images: ['b', 'e', 'a'], bytes: 14 },
      { shard: 2, images: ['d', 'c'], bytes: 11 },
    ]);
  });

  it('keep the order of the manifest where sizes are equal', () => {
    assert.deepEqual(namesOf({ a: 1, b: 1, c: 1, d: 1 }, 2), [
      ['a', 'c'],
      ['b', 'd'],
    ]);
  });

  it('count an image of unknown size as the median of the others', () => {
    const [first, second] = dealOut(works({ a: 10, unknown: undefined, b: 4, c: 3 }), 2);
    assert.deepEqual(first, { shard: 1, images: ['unknown', 'b', 'c'], bytes: 11 });
    assert.deepEqual(second, { shard: 2, images: ['a'], bytes: 10 });
  });

  it('hold about as many images each where no size is known', () => {
    const sizes = { a: undefined, b: undefined, c: undefined, d: undefined, e: undefined };
    assert.deepEqual(namesOf(sizes, 2), [
      ['a', 'c', 'e'],
      ['b', 'd'],
    ]);
  });

  it('hold all images of a content in one, which weighs as much as one of them', () => {
    const dealt = dealOut(
      [
        { names: ['a', 'b', 'c'], bytes: 6 },
        { names: ['d'], bytes: 5 },
        { names: ['e'], bytes: 4 },
        { names: ['copied', 'copied, too'], bytes: 0 },
      ],
      2,
    );
    assert.deepEqual(dealt, [
      { shard: 1, images: ['d', 'e'], bytes: 9 },
      { shard: 2, images: ['a', 'b', 'c', 'copied', 'copied, too'], bytes: 6 },
    ]);
  });

  it('count a copy as nothing, also for the median', () => {
    const sizes = { copy: 0, copy2: 0, copy3: 0, unknown: undefined, a: 10 };
    assert.deepEqual(
      dealOut(works(sizes), 2).map(({ bytes }) => bytes),
      [10, 10],
    );
  });

  for (const count of [1, 7, 256, 257, 1000]) {
    it(`of ${count} images lose none, are never empty, and are within 4/3 of the best possible`, () => {
      const sized = generatedSizes(count, count);
      for (const most of [1, 3, 256]) {
        const shards = dealOut(sized, most);
        const names = shards.flatMap(({ images }) => images);
        assert.equal(shards.length, Math.min(most, count));
        assert.ok(shards.every(({ images }) => images.length > 0));
        assert.deepEqual(names.toSorted(), sized.flatMap((work) => work.names).toSorted());
        const bytes = sized.map((work) => work.bytes ?? 0);
        const total = bytes.reduce((sum, size) => sum + size, 0);
        // Graham 1969: the heaviest group of this method is at most 4/3 of that of the best division.
        const descending = bytes.toSorted((a, b) => b - a);
        const bound = Math.max(
          total / most,
          descending[0] ?? 0,
          (descending[most - 1] ?? 0) + (descending[most] ?? 0),
        );
        assert.ok((shards[0]?.bytes ?? 0) <= (bound * 4) / 3, `${shards[0]?.bytes} > 4/3 ${bound}`);
        assert.equal(
          shards.reduce((sum, shard) => sum + shard.bytes, 0),
          total,
        );
      }
    });
  }
});

const planned = (name: string, more: Partial<ImageResult> = {}): ImageResult => ({
  name,
  destination: `${name}.raw`,
  state: 'missing',
  reason: '',
  outcome: 'planned',
  checksum: undefined,
  bytes: undefined,
  seconds: 0,
  ...more,
});

describe('what is to be done', () => {
  const alike = ['a', 'b'].map((name) => anImage(name, 'alike'));
  const namesOfWork = (images: readonly Image[], results: readonly ImageResult[]) =>
    gatherWork(images, results).map((work) => work.names);

  it('is one work for all images of a content, and one for each image of its own', () => {
    const images = [...alike, anImage('other', 'other')];
    const results = ['a', 'other', 'b'].map((name) => planned(name, { bytes: 7 }));
    assert.deepEqual(gatherWork(images, results), [
      { names: ['a', 'b'], bytes: 7 },
      { names: ['other'], bytes: 7 },
    ]);
    assert.deepEqual(namesOfWork(images, results.slice(1)), [['other'], ['b']]);
  });

  it('goes by the published content, not by the file that is downloaded', () => {
    const images = [
      anImage('raw', 'published'),
      anImage('packed', 'packed', { expected: sha256Of('published') }),
      anImage('as it is', 'packed'),
    ];
    const results = images.map(({ name }) => planned(name));
    assert.deepEqual(namesOfWork(images, results), [['raw', 'packed'], ['as it is']]);
  });

  it('is a work for each image where all are downloaded again', () => {
    const forced = alike.map(({ name }) => planned(name, { state: 'forced' }));
    assert.deepEqual(namesOfWork(alike, forced), [['a'], ['b']]);
  });

  it('is next to nothing where the bucket has the content', () => {
    const results = [planned('a', { copyFrom: 'old/a.raw' }), planned('b', { bytes: 7 })];
    assert.deepEqual(gatherWork(alike, results), [{ names: ['a', 'b'], bytes: 0 }]);
  });

  it('is the size of an object that is to be read before its metadata is written again', () => {
    const repairable = planned('a', { state: 'repairable', bytes: 7 });
    assert.deepEqual(gatherWork(alike, [repairable]), [{ names: ['a'], bytes: 7 }]);
    assert.deepEqual(gatherWork(alike, [repairable, planned('b')]), [
      { names: ['a', 'b'], bytes: 7 },
    ]);
  });
});

describe('the size of what is to be done', () => {
  /** Asks a network where every file is as long as told, and tells who was asked. */
  const measure = async (results: readonly ImageResult[], sizes: Record<string, number>) => {
    const asked: string[] = [];
    const images = results.map(({ name }) => anImage(name, name));
    const measured = await measureWork(gatherWork(images, results), images, async (urls) => {
      const names = urls.map((url) => new URL(url).pathname.slice(1));
      asked.push(...names);
      return names.map((name) => sizes[name]);
    });
    return {
      asked,
      sizes: Object.fromEntries(measured.map(({ names, bytes }) => [names.join(), bytes])),
    };
  };

  it('is the one in the bucket, else what the server says, else unknown', async () => {
    const results = [planned('old', { state: 'changed', bytes: 7 }), planned('new'), planned('x')];
    assert.deepEqual(await measure(results, { old: 1, new: 5 }), {
      asked: ['new', 'x'],
      sizes: { old: 7, new: 5, x: undefined },
    });
  });

  it('is never that of a damaged object', async () => {
    const results = [planned('cut-off', { state: 'damaged', bytes: 2 }), planned('other')];
    const { sizes } = await measure(results, { 'cut-off': 900, other: 5 });
    assert.deepEqual(sizes, { 'cut-off': 900, other: 5 });
  });

  it('is not asked for what would be copied', async () => {
    const results = [planned('copy', { copyFrom: 'old/copy.raw' }), planned('new')];
    assert.deepEqual(await measure(results, { copy: 9, new: 5 }), {
      asked: ['new'],
      sizes: { copy: 0, new: 5 },
    });
  });

  it('is that of any image of the same content whose server tells it', async () => {
    const images = ['mirror', 'origin', 'c'].map((name) => anImage(name, name === 'c' ? 'c' : ''));
    const results = images.map(({ name }) => planned(name));
    const measured = await measureWork(gatherWork(images, results), images, async (urls) =>
      urls.map((url) => (url.endsWith('mirror') ? undefined : 5)),
    );
    assert.deepEqual(measured, [
      { names: ['mirror', 'origin'], bytes: 5 },
      { names: ['c'], bytes: 5 },
    ]);
  });

  it('is not asked for one image alone', async () => {
    assert.deepEqual(await measure([planned('a')], {}), {
      asked: [],
      sizes: { a: undefined },
    });
    assert.deepEqual((await measure([planned('a'), planned('b')], {})).asked, ['a', 'b']);
  });
});
