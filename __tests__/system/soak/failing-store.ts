/** A store over another one that fails when it is told to: before it acts, in the middle, or after it. */
import { Transform } from 'node:stream';
import { LabctlError } from '../../../src/base/errors.ts';
import type { Store } from '../../../src/store/store.ts';
import type { FolderFault } from './store-trouble.ts';

export interface FailingStore {
  readonly store: Store;
  /** `operation key`, since the last change of the faults. */
  readonly calls: readonly string[];
  trouble(faults: readonly FolderFault[], onCall: () => void): void;
}

export function createFailingStore(real: Store): FailingStore {
  const calls: string[] = [];
  let faults: { fault: FolderFault; matched: number }[] = [];
  let onCall: () => void = () => undefined;

  function next(operation: FolderFault['operation'], key: string): FolderFault['how'] | undefined {
    calls.push(`${operation} ${key}`);
    onCall();
    for (const entry of faults) {
      const { fault } = entry;
      if (fault.operation !== operation) continue;
      entry.matched += 1;
      if (entry.matched > fault.after && entry.matched <= fault.after + fault.times)
        return fault.how;
    }
    return undefined;
  }

  async function act<T>(
    operation: FolderFault['operation'],
    key: string,
    work: (how: FolderFault['how'] | undefined) => Promise<T>,
  ): Promise<T> {
    const how = next(operation, key);
    if (how === 'before') throw failure(operation, key);
    const result = await work(how);
    if (how === 'lost') throw failure(operation, key);
    return result;
  }

  const store: Store = {
    label: real.label,
    list: (prefix, signal) => act('list', prefix, () => real.list(prefix, signal)),
    head: (key, signal) => act('head', key, () => real.head(key, signal)),
    get: (key, signal) => act('get', key, () => real.get(key, signal)),
    put: (key, body, options) =>
      act('put', key, async (how) => {
        if (how !== 'half') return real.put(key, body, options);
        const full = new Transform({
          transform: (_chunk, _encoding, done) => done(failure('put', key)),
        });
        body.once('error', (error) => full.destroy(error));
        return real.put(key, body.pipe(full), options);
      }).finally(() => body.destroy()),
    copy: (from, to, options) => act('copy', to, () => real.copy(from, to, options)),
    remove: (key, signal) => act('remove', key, () => real.remove(key, signal)),
    pendingUploads: (prefix, signal) =>
      act('pendingUploads', prefix, () => real.pendingUploads(prefix, signal)),
    abortUpload: (upload, signal) =>
      act('abortUpload', upload.key, () => real.abortUpload(upload, signal)),
  };

  return {
    store,
    calls,
    trouble(wanted, listener) {
      calls.length = 0;
      faults = wanted.map((fault) => ({ fault, matched: 0 }));
      onCall = listener;
    },
  };
}

function failure(operation: string, key: string): LabctlError {
  return new LabctlError('FILE_FAILED', `cannot ${operation} ${key}: input/output error`);
}
