/** Mutants of src/programs: what a program that labctl starts can see, and what a checkout can have it run. */
import type { Mutant } from './mutant.ts';

const GIT = { file: 'src/programs/git.ts', test: '__tests__/unit/programs/git.test.ts' };

export const PROGRAMS_MUTANTS: readonly Mutant[] = [
  {
    rule: 'a checkout cannot have Git run a monitor of the file system',
    ...GIT,
    find: "  ...['-c', 'core.fsmonitor=false'],\n",
    replace: '',
    title: 'a monitor of the file system',
  },
  {
    rule: 'a checkout cannot have Git run a hook',
    ...GIT,
    find: 'core.hooksPath=',
    replace: 'core.hooks=',
    title: 'a hook',
  },
  {
    rule: 'Git takes no bare repository of a checkout for the real one',
    ...GIT,
    find: "  ...['-c', 'safe.bareRepository=explicit'],\n",
    replace: '',
    title: 'bare repository',
  },
  {
    rule: 'Git does not get the environment of this process',
    ...GIT,
    find: "env: { PATH: path ?? '', ...places, ...sudo, ...QUIET },",
    replace: "env: { ...process.env, PATH: path ?? '', ...places, ...sudo, ...QUIET },",
    title: 'sees no key',
  },
  {
    rule: 'a program is started by its absolute path only',
    file: 'src/programs/start-program.ts',
    find: '  if (!isAbsolute(program)) {',
    replace: "  if (program === '') {",
    test: '__tests__/unit/programs/run-program.test.ts',
    title: 'is not started by the name',
  },
];
