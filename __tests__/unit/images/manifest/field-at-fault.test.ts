import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import { withFieldAtFault } from '../../../../src/images/manifest/field-at-fault.ts';
import type { Image } from '../../../../src/images/manifest/image.ts';
import { anImage, sha256Of } from '../../../support/builders/image-builder.ts';

const RAW = sha256Of('raw');
const file = 'images.yaml';
const HTTP = anImage('a', 'data', {
  expected: RAW,
  place: { file, line: 6, column: 7 },
  fields: { 'source.url': { file, line: 8, column: 14 } },
});
const PACKER: Image = {
  ...HTTP,
  source: { type: 'packer', path: 'vyos', variables: {}, artifact: 'a.raw' },
};

const fieldOf = (error: LabctlError, image = HTTP) => withFieldAtFault(error, image).at?.field;

describe('the field at fault', () => {
  it('is the checksum that did not match', () => {
    const mismatch = (wanted: string) => new LabctlError('CHECKSUM_MISMATCH', 'x', { wanted });
    assert.equal(fieldOf(mismatch(sha256Of('data'))), 'source.checksum');
    assert.equal(fieldOf(mismatch(RAW)), 'validation.expected');
    assert.equal(fieldOf(mismatch(RAW), PACKER), 'validation.expected');
    // Of a tool that was fetched for the build.
    assert.equal(fieldOf(new LabctlError('CHECKSUM_MISMATCH', 'sops'), PACKER), undefined);
    assert.equal(fieldOf(mismatch(sha256Of('other'))), undefined);
  });

  it('is none where the network, the disk or the store failed', () => {
    for (const code of ['SOURCE_UNREACHABLE', 'DISK_FULL', 'STORE_REJECTED', 'INTERNAL'] as const) {
      const error = new LabctlError(code, 'x');
      assert.equal(withFieldAtFault(error, HTTP), error);
    }
    assert.equal(fieldOf(new LabctlError('SOURCE_GONE', 'a tool'), PACKER), undefined);
  });

  it('is the folder of a Packer template that is not there', () => {
    assert.equal(fieldOf(new LabctlError('NOT_FOUND', 'x'), PACKER), 'source.path');
  });

  it('has its own place, or that of the image', () => {
    const gone = new LabctlError('SOURCE_GONE', 'x');
    assert.deepEqual(withFieldAtFault(gone, HTTP).at, {
      ...{ file, line: 8, column: 14 },
      field: 'source.url',
    });
    assert.equal(withFieldAtFault(new LabctlError('DECODE_FAILED', 'x'), HTTP).at?.line, 6);
  });

  it('changes nothing else of the error, which others may hold', () => {
    const cause = new Error('below');
    const error = new LabctlError('SOURCE_GONE', 'x', { cause, remedy: 'do this' });
    const located = withFieldAtFault(error, HTTP);
    assert.equal(error.at, undefined);
    const { code, message, remedy, stack } = error;
    assert.deepEqual(
      [located.code, located.message, located.remedy, located.stack, located.cause],
      [code, message, remedy, stack, cause],
    );
  });
});
