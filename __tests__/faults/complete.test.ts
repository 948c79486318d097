import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ALL_ROWS } from './all-rows.ts';

const LAST_ROW = 50;

/** Rows whose tables are still to be written. */
const MISSING: readonly number[] = [
  ...rows(47, 48), // tools
  ...rows(49, 50), // GitHub
];

it('every row of the table of faults is there exactly once, in its order', () => {
  const there = ALL_ROWS.map(({ row }) => row);
  const ascending = (a: number, b: number) => a - b;
  assert.deepEqual(there, there.toSorted(ascending));
  assert.deepEqual([...there, ...MISSING].toSorted(ascending), rows(1, LAST_ROW));
});

it('every row says what labctl does, and is shown by a test or says why it is not', () => {
  for (const row of ALL_ROWS) {
    assert.match(row.labctl, /^\S.*\.$/, `row ${row.row}`);
    assert.match(row.fault, /^\S.*[^.]$/, `row ${row.row}`);
    const shown = 'cases' in row ? Object.keys(row.cases).length > 0 : row.notInjected !== '';
    assert.ok(shown, `row ${row.row}`);
  }
});

function rows(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
