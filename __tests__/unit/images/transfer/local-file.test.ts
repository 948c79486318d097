import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import { publishFile } from '../../../../src/images/transfer/local-file.ts';
import { sha256Of } from '../../../support/builders/image-builder.ts';
import { createMemorySource } from '../../../support/fakes/memory-source.ts';
import { createMemoryStore } from '../../../support/fakes/memory-store.ts';
import { createSilentReporter } from '../../../support/fakes/silent-reporter.ts';

describe('a local file', () => {
  it('that is read to its end when the run is stopped fails of that, not of an AbortError', async () => {
    const stop = new AbortController();
    const task = createSilentReporter().begin('a');
    const reading = { source: createMemorySource({ bytes: 'data' }), task, signal: stop.signal };
    const store = createMemoryStore();
    const hashed = { checksum: sha256Of('data'), size: 4 };
    const beforePublish = async () =>
      stop.abort(new LabctlError('CANCELLED', 'stopped by SIGTERM'));
    const publishing = publishFile(reading, {
      store,
      destination: 'a.raw',
      owner: 'upload',
      hashed,
      beforePublish,
    });
    await assert.rejects(publishing, { code: 'CANCELLED', message: 'stopped by SIGTERM' });
    assert.equal(store.bytes('images/a.raw'), undefined);
  });
});
