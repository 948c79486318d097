import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { readInputs } from '../../../src/action/inputs.ts';
import { OUTPUTS } from '../../../src/action/outputs.ts';
import { LabctlError } from '../../../src/base/errors.ts';
import { OPTIONS } from '../../../src/images/options/options.ts';
import type { Option } from '../../../src/request/option.ts';

const action = parse(readFileSync(new URL('../../../action.yml', import.meta.url), 'utf8'));

describe('action.yml', () => {
  it('declares the inputs that the code reads, with the same defaults, and no other', () => {
    const read: Record<string, string> = {};
    readInputs((name) => {
      const given: string = action.inputs[name]?.default ?? '';
      read[name] = given;
      return given;
    });
    assert.deepEqual(Object.keys(action.inputs).sort(), Object.keys(read).sort());
    for (const option of OPTIONS as readonly Option[]) {
      if (option.face === 'cli') continue;
      const expected = option.default ?? (option.kind === 'flag' ? 'false' : undefined);
      assert.equal(action.inputs[option.name].default, expected, option.name);
    }
  });

  it('declares the outputs that the code writes, and no other', () => {
    assert.deepEqual(Object.keys(action.outputs).sort(), Object.keys(OUTPUTS).sort());
  });

  it('runs the bundle on Node 24', () => {
    assert.deepEqual(action.runs, { using: 'node24', main: 'dist/index.js' });
  });
});

describe('the inputs', () => {
  const given = (inputs: Record<string, string>) => (name: string) => inputs[name] ?? '';

  it('ask for a sync where no mode is given', () => {
    assert.equal(readInputs(given({})).verb, 'sync');
  });

  it('name the input that is wrong, the value found and the values wanted', () => {
    assert.throws(
      () => readInputs(given({ force: 'yes' })),
      (error: unknown) => {
        assert.ok(error instanceof LabctlError);
        assert.equal(error.code, 'INPUT_INVALID');
        assert.equal(error.message, 'input "force" is wrong: found "yes", want true or false');
        return true;
      },
    );
    assert.throws(() => readInputs(given({ mode: 'push' })), /input "mode" is wrong: found "push"/);
  });
});
