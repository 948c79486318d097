/** Mutants of a store that is a folder: what the disk holds before a file has its name. */
import type { Mutant } from './mutant.ts';

const FOLDER = {
  file: 'src/store/folder/upload.ts',
  test: '__tests__/unit/store/folder/disk.test.ts',
};

export const FOLDER_MUTANTS: readonly Mutant[] = [
  {
    rule: 'all bytes are on the disk before a file in a folder gets its name',
    ...FOLDER,
    find: '  await syncFile(handle);\n',
    replace: '',
  },
  {
    rule: 'a put into a folder publishes nothing when it is stopped while it writes',
    ...FOLDER,
    find: '  throwIfAborted(options.signal);\n  await withParent(place.path, () => rename',
    replace: '  await withParent(place.path, () => rename',
  },
  {
    rule: 'a copy in a folder is not published when its source has changed meanwhile',
    ...FOLDER,
    find: 'from, options));\n    await attempt(from.check());',
    replace: 'from, options));',
  },
];
