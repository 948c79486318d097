/** Mutants of src/tools: which programs are run. */
import type { Mutant } from './mutant.ts';

const FETCH = {
  file: 'src/tools/fetch/fetch-tool.ts',
  test: '__tests__/unit/tools/find-tool.test.ts',
};
const ZIP = { file: 'src/tools/fetch/zip.ts', test: '__tests__/unit/tools/fetch/zip.test.ts' };

export const TOOLS_MUTANTS: readonly Mutant[] = [
  {
    rule: 'a downloaded tool with another digest is not used',
    ...FETCH,
    find: 'if (found !== digest) throw mismatch(entry.file, found, digest);',
    replace: '',
  },
  {
    rule: 'a tool from the cache is hashed again',
    ...FETCH,
    find: 'if ((await copyAndHash(createReadStream(cached), archive, signal)) === digest)',
    replace: "if ((await copyAndHash(createReadStream(cached), archive, signal)) !== '')",
  },
  {
    rule: 'the pinned version is held to the pinned digest',
    ...FETCH,
    find: 'if (pinned !== undefined) return pinned;',
    replace: '',
  },
  {
    rule: 'a fetched tool can be run by this user alone',
    ...FETCH,
    find: 'await chmod(program, 0o700);',
    replace: 'await chmod(program, 0o755);',
  },
  {
    rule: 'a zip with two programs of one name is refused',
    ...ZIP,
    find: 'if (entry === undefined || entries.length > 1) {',
    replace: 'if (entry === undefined) {',
  },
  {
    rule: 'a program is taken out of a zip by its exact name',
    ...ZIP,
    find: 'entry.name === name',
    replace: 'entry.name.endsWith(name)',
  },
  {
    rule: 'a program has the length that its zip names',
    ...ZIP,
    find: 'if (bytes !== entry.bytes)',
    replace: 'if (false)',
  },
];
