import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { asLabctlError, LabctlError } from '../../../src/base/errors.ts';
import { writeFailure } from '../../../src/files/write-failure.ts';

const folder = tmpdir();
const attempt = { what: 'cannot write ./x', folder, remedy: 'name another place' };

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: said the system, write`), { code, syscall: 'write' });
}

describe('a file that cannot be written', () => {
  for (const code of ['ENOSPC', 'EDQUOT']) {
    it(`is DISK_FULL for ${code}, with the free space and what helps`, async () => {
      const failure = await writeFailure(systemError(code), attempt);
      assert.equal(failure.code, 'DISK_FULL');
      assert.match(failure.message, /^cannot write \.\/x: .*; free \d+ MiB in .*; name another/);
      assert.equal(asLabctlError(systemError(code), 'FILE_FAILED', 'x').code, 'DISK_FULL');
    });
  }

  for (const code of ['EFBIG', 'EROFS', 'EIO', 'EACCES']) {
    it(`is FILE_FAILED for ${code}, without a remedy for full disks`, async () => {
      const failure = await writeFailure(systemError(code), attempt);
      assert.equal(failure.code, 'FILE_FAILED');
      assert.ok(failure.message.includes(code) && !failure.message.includes(attempt.remedy));
      assert.equal(asLabctlError(systemError(code), 'FILE_FAILED', 'x').code, 'FILE_FAILED');
    });
  }

  it('is told of a folder that is gone, too', async () => {
    const gone = { ...attempt, folder: '/nowhere/at/all' };
    const failure = await writeFailure(systemError('ENOSPC'), gone);
    assert.match(failure.message, /in \/nowhere\/at\/all; name another place/);
  });

  it('stays the error that it is if it is one of ours', async () => {
    const ours = new LabctlError('SIZE_MISMATCH', 'too long');
    assert.equal(await writeFailure(ours, attempt), ours);
    assert.equal((await writeFailure(new Error('a bug'), attempt)).code, 'INTERNAL');
  });
});
