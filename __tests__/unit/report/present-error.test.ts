import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ERROR_CODES, type ErrorCode, LabctlError } from '../../../src/base/errors.ts';
import { presentError } from '../../../src/report/present-error.ts';

const codes = Object.keys(ERROR_CODES) as ErrorCode[];

describe('an error as a person sees it', () => {
  for (const code of codes) {
    it(`has no second line that only points back at the first: ${code}`, () => {
      const { headline, remedy } = presentError(new LabctlError(code, 'what failed'));
      assert.equal(headline, 'what failed');
      assert.doesNotMatch(remedy ?? '', /the message|is listed/i);
    });
  }

  it('has a second line that says what the message cannot', () => {
    const { remedy } = presentError(new LabctlError('SOURCE_GONE', 'got status 404'));
    assert.equal(remedy, ERROR_CODES.SOURCE_GONE.remedy);
    assert.equal(presentError(new TypeError('oops')).remedy, ERROR_CODES.INTERNAL.remedy);
  });

  it('does not say twice that something is not there', () => {
    const cause = new Error('ENOENT: no such file or directory, open x');
    assert.deepEqual(presentError(new LabctlError('NOT_FOUND', 'no file x', { cause })).causes, []);
    const other = presentError(new LabctlError('FILE_FAILED', 'cannot read x', { cause }));
    assert.deepEqual(other.causes, [cause.message]);
  });

  it('shows the remedy of the case instead of the remedy of the code', () => {
    const error = new LabctlError('CHECKSUM_MISMATCH', 'wrong bytes', { remedy: 'upload again' });
    assert.equal(presentError(error).remedy, 'upload again');
  });
});
