import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAX_SUMMARY_BYTES, summaryHtml } from '../../../src/action/summary-html.ts';

const HEADING = ['Image', 'Why'];
const rows = (count: number) =>
  Array.from({ length: count }, (_, at) => [`image-${at}`, 'é'.repeat(1_000)]);
const summary = (...tables: string[][][]) => ({ title: 'Images', totals: '2 images', tables });

describe('the summary of a job', () => {
  it('has every row when they fit', () => {
    const html = summaryHtml(summary([HEADING, ['a<b', '&']]), MAX_SUMMARY_BYTES);
    assert.match(html, /<h3>Images<\/h3>\n<p>2 images<\/p>/);
    assert.match(html, /<tr><td>a&lt;b<\/td><td>&amp;<\/td><\/tr><\/table>/);
    assert.doesNotMatch(html, /left out/);
  });

  it('keeps the rows that fit, and says how many it left out', () => {
    for (const most of [3_000, 100_000, MAX_SUMMARY_BYTES]) {
      const html = summaryHtml(summary([HEADING, ...rows(1_000)], [HEADING, ...rows(5)]), most);
      assert.ok(Buffer.byteLength(html) <= most, `${Buffer.byteLength(html)} of ${most}`);
      const kept = html.match(/<td>image-/g)?.length ?? 0;
      const missing = [...html.matchAll(/<p>(\d+) more row/g)].map(([, number]) => Number(number));
      assert.equal(kept + missing.reduce((sum, number) => sum + number, 0), 1_005);
      assert.equal(html.match(/<table>/g)?.length, html.match(/<\/table>/g)?.length);
    }
  });
});
