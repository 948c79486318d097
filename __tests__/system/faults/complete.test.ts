import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { ALL_ROWS, FAULT_TABLES } from './all-rows.ts';

const LAST_ROW = 50;
const TESTS = join(import.meta.dirname, '../..');

it('every row of the table of faults is there exactly once, in its order', () => {
  for (const table of Object.values(FAULT_TABLES)) {
    const numbers = table.map(({ row }) => row);
    assert.deepEqual(numbers, numbers.toSorted(ascending));
  }
  const all = ALL_ROWS.map(({ row }) => row).sort(ascending);
  assert.deepEqual(all, [...new Set(all)]);
  assert.deepEqual(all.slice(0, LAST_ROW), rows(1, LAST_ROW));
});

it('every row says what labctl does, and is shown by a test or says why it is not', () => {
  for (const row of ALL_ROWS) {
    assert.match(row.labctl, /^\S.*\.$/, `row ${row.row}`);
    assert.match(row.fault, /^\S.*[^.]$/, `row ${row.row}`);
    const shown = 'cases' in row ? Object.keys(row.cases).length > 0 : row.notInjected !== '';
    assert.ok(shown, `row ${row.row}`);
  }
});

it('every test that a row names is there', async () => {
  const files = await readdir(TESTS, { recursive: true });
  const tests = files.filter((file) => file.endsWith('.test.ts') || file.endsWith('contract.ts'));
  const texts = await Promise.all(tests.map((file) => readFile(join(TESTS, file), 'utf8')));
  for (const row of ALL_ROWS) {
    for (const name of ('shownBy' in row && row.shownBy) || []) {
      const isThere = texts.some((text) => text.includes(`'${name}'`));
      assert.ok(isThere, `row ${row.row}: there is no test "${name}"`);
    }
  }
});

function ascending(a: number, b: number): number {
  return a - b;
}

function rows(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
