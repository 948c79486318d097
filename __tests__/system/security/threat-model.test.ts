import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const TESTS = join(import.meta.dirname, '../..');
const ROOT = join(TESTS, '..');
const text = readFileSync(join(ROOT, 'docs', 'threat-model.md'), 'utf8');

type Claim = { readonly claim: string; readonly file: string; readonly sentence: string };

describe('docs/threat-model.md', () => {
  const claims = claimsOf(text);

  it('names a test for every claim', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    const assets = rows.filter((line) => !line.includes('.test.ts`'));
    // The table of assets, and heading and rule of the others.
    const tables = rows.filter((line) => line.endsWith('| test |')).length;
    assert.equal(assets.length, 7 + 2 * tables);
    assert.ok(claims.length >= 50, `${claims.length} claims`);
    assert.equal(rows.length - assets.length, claims.length);
  });

  for (const { claim, file, sentence } of claims) {
    it(`has a test for "${claim}"`, () => {
      const path = join(TESTS, file);
      assert.ok(existsSync(path), `there is no ${file}`);
      const titles = titlesOf(readFileSync(path, 'utf8'));
      assert.ok(titles.includes(sentence), `${file} has no test or suite "${sentence}"`);
    });
  }

  it('speaks of every suite in __tests__/system/security', () => {
    const suites = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.test.ts'));
    const silent = suites.filter((file) => !text.includes(`security/${file}`));
    assert.deepEqual(silent, ['threat-model.test.ts']);
  });
});

/** The rows of the form | claim | `file`: sentence | */
function claimsOf(markdown: string): Claim[] {
  const rows = markdown.matchAll(/^\| (.+) \| `([\w/.-]+\.test\.ts)`: (.+) \|$/gm);
  return Array.from(rows, ([, claim = '', file = '', sentence = '']) => ({
    claim,
    file,
    sentence,
  }));
}

/** What `describe`, `it` and `test` are called with, as it is written. */
function titlesOf(source: string): string[] {
  const calls = source.matchAll(
    /\b(?:describe|it|test)\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)"|`([^`]*)`)/g,
  );
  return Array.from(calls, ([, single, double, template]) => single ?? double ?? template ?? '');
}
