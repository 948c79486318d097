import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ALL_MUTANTS, chooseMutants } from './all-mutants.ts';
import { mutate } from './mutant.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('the table of mutants', () => {
  for (const mutant of ALL_MUTANTS) {
    it(`can break in ${mutant.file}: ${mutant.rule}`, () => {
      const text = readFileSync(join(ROOT, mutant.file), 'utf8');
      const mutated = mutate(text, mutant);
      assert.ok(mutated !== undefined, `found not exactly once: ${mutant.find}`);
      assert.notEqual(mutated, text);
      assert.ok(existsSync(join(ROOT, mutant.test)), `no such file: ${mutant.test}`);
    });
  }

  it('names each rule once', () => {
    const rules = ALL_MUTANTS.map(({ rule }) => rule);
    assert.deepEqual(
      rules.filter((rule, at) => rules.indexOf(rule) !== at),
      [],
    );
  });

  it('lets some be chosen, by area and by a part of rule or file', () => {
    const names = ['GATE.ts', 'leaves https'];
    const rules = (area?: string) => chooseMutants({ area, names }).map(({ file }) => file);
    assert.deepEqual(rules(), ['src/stream/gate.ts', 'src/http/connection/redirect.ts']);
    assert.deepEqual(rules('stream'), ['src/stream/gate.ts']);
    assert.deepEqual(rules('no such area'), []);
    assert.equal(chooseMutants({ area: undefined, names: [] }).length, ALL_MUTANTS.length);
  });
});
