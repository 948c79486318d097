import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lockedPackages, refusedLicenses } from '../../../scripts/check-licenses.ts';

const judge = (license?: string) =>
  refusedLicenses({
    '': {},
    'node_modules/a/node_modules/b': license === undefined ? {} : { license },
  });

describe('the licences of the dependencies', () => {
  it('let us ship every package of the lock file', () => {
    const packages = lockedPackages();
    assert.ok(Object.keys(packages).length > 100);
    assert.deepEqual(refusedLicenses(packages), []);
  });

  for (const license of ['MIT', 'MIT OR GPL-3.0-only', '(ISC OR MIT)', 'MIT AND Apache-2.0']) {
    it(`may be ${license}`, () => assert.deepEqual(judge(license), []));
  }

  for (const license of [
    'GPL-3.0-only',
    'MIT AND GPL-3.0-only',
    'SEE LICENSE IN x',
    '',
    undefined,
  ]) {
    it(`may not be ${license}`, () => {
      const [sentence = '', ...others] = judge(license);
      assert.match(sentence, /^b: .*; want one of 0BSD/);
      assert.deepEqual(others, []);
    });
  }
});
