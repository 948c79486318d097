/** Mutants of a store that is a folder: what the disk holds before a file has its name. */
import type { Mutant } from './mutant.ts';

const FOLDER = {
  file: 'src/store/directory-upload.ts',
  test: '__tests__/store/directory-disk.test.ts',
};

export const FOLDER_MUTANTS: readonly Mutant[] = [
  {
    rule: 'all bytes are on the disk before a file of a folder has its name',
    ...FOLDER,
    find: '  await syncFile(handle);\n',
    replace: '',
  },
  {
    rule: 'a put into a folder that is stopped while it writes publishes nothing',
    ...FOLDER,
    find: '  throwIfAborted(options.signal);\n  await withParent(place.path, () => rename',
    replace: '  await withParent(place.path, () => rename',
  },
  {
    rule: 'a copy in a folder whose source has changed meanwhile is not published',
    ...FOLDER,
    find: 'from, options));\n    await attempt(from.check());',
    replace: 'from, options));',
  },
];
