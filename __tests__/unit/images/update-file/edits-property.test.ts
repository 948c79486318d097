import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../../../../src/images/manifest/image.ts';
import { type EditingImage, editText } from '../../../../src/images/update-file/edit-text.ts';
import { editing } from '../../../support/builders/checkout-builder.ts';

const CASES = 1500;

/** Mulberry32: the same cases on every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const FILLERS = [
  ...['\n', '\r\n', '\r', '\n\r', '\r\r\n', ' ', '\t', '', '\ufeff', '\u2028', '\u0085'],
  ...['🖥', 'é', 'e\u0301', '\u202e', '$1', '$&', '\\', '"', '$0', '# k0', 'key = ', '}}', '{{'],
];
const VALUES = ['', 'x', '$1', '$&', "$'", '\\1', '🖥', 'é\n', '\n\n', 'a\nb', '  ', '$0', '}}'];

/** A file as bytes between the spans, the spans, and the images that set them. */
function createCase(random: (below: number) => number) {
  const some = (list: readonly string[]) => list[random(list.length)] ?? '';
  const filler = () => Array.from({ length: random(8) }, () => some(FILLERS)).join('');
  const spans = Array.from({ length: 1 + random(5) }, (_, index) => ({
    key: `k${index}`,
    old: some(VALUES.filter((value) => !value.includes('\n'))),
    value: some(VALUES),
    isSet: random(4) > 0,
    isMissing: random(8) === 0,
  }));
  const order = spans.map((span) => ({ span, at: random(1000) })).sort((a, b) => a.at - b.at);
  const fillers = Array.from({ length: spans.length + 1 }, filler);
  const images: Image[] = order.flatMap(({ span: { key, value, isSet } }) =>
    isSet
      ? [
          editing(key, 'a', [
            { pattern: `${key}=<[^<>]*>`, value: `${key}=<${value}>`, expand: false },
          ]),
        ]
      : [],
  );
  return { spans, fillers, images: images as EditingImage[] };
}

test(`changes the spans and no other byte, in ${CASES} files`, { timeout: 60_000 }, () => {
  const random = createRandom(20_261_107);
  const counts = { changed: 0, failed: 0 };
  for (let run = 0; run < CASES; run += 1) {
    const { spans, fillers, images } = createCase(random);
    const text = write(spans, fillers, ({ key, old }) => `${key}=<${old}>`);
    const edited = editText(text, images);
    const label = `case ${run}: ${JSON.stringify(text)}`;
    const lineEnd = lineEndOf(text);
    const wanted = write(spans, fillers, ({ key, old, value, isSet }) =>
      isSet ? `${key}=<${value.replaceAll('\n', lineEnd)}>` : `${key}=<${old}>`,
    );
    assert.equal(edited.text, wanted, label);
    const missing = spans.filter(({ isSet, isMissing }) => isSet && isMissing);
    assert.deepEqual(
      edited.failures.map(({ image }) => image).sort(),
      missing.map(({ key }) => key).sort(),
      label,
    );
    const again = editText(edited.text, images);
    assert.equal(again.text, edited.text, label);
    assert.deepEqual(again.changes, [], label);
    counts.changed += edited.changes.length;
    counts.failed += edited.failures.length;
  }
  assert.ok(counts.changed > CASES && counts.failed > CASES / 10, JSON.stringify(counts));
});

type Span = ReturnType<typeof createCase>['spans'][number];

function write(spans: readonly Span[], fillers: readonly string[], show: (span: Span) => string) {
  const parts = spans.map((span, index) => [fillers[index], span.isMissing ? '' : show(span)]);
  return [...parts.flat(), fillers.at(-1)].join('');
}

/** The line end of most lines, told in another way than the code under test does. */
function lineEndOf(text: string): string {
  const ends = text.match(/\r?\n/g) ?? [];
  return ends.filter((end) => end === '\r\n').length > ends.length / 2 ? '\r\n' : '\n';
}
