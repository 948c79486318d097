/** Mutants of src/repository: which files are edited, and what happens to branches and pull requests. */
import type { Mutant } from './mutant.ts';

export const REPOSITORY_MUTANTS: readonly Mutant[] = [
  {
    rule: 'only a base that contains the commit of a run overtakes it',
    file: 'src/forge/github/newer.ts',
    find: "return compared?.status === 'ahead';",
    replace: 'return true;',
    test: '__tests__/unit/forge/github/newer.test.ts',
    title: 'not by a base that is behind',
  },
  {
    rule: 'the content of a file on the base is what its name in Git says',
    file: 'src/forge/github/base.ts',
    find: 'if (blobName(bytes) === sha) return bytes;',
    replace: 'if (bytes.length >= 0) return bytes;',
    test: '__tests__/unit/forge/github/base.test.ts',
    title: 'that a proxy has cut',
  },
  {
    rule: 'a file that a filter of Git converts is not edited',
    file: 'src/checkout/checkout-attributes.ts',
    find: "const CONVERTING = ['filter', 'ident', 'working-tree-encoding'];",
    replace: "const CONVERTING = ['ident', 'working-tree-encoding'];",
    test: '__tests__/unit/images/update-file/edits-attributes.test.ts',
  },
  {
    rule: 'a file that Git stores in another encoding is not edited',
    file: 'src/checkout/checkout-attributes.ts',
    find: "const CONVERTING = ['filter', 'ident', 'working-tree-encoding'];",
    replace: "const CONVERTING = ['filter', 'ident'];",
    test: '__tests__/unit/images/update-file/edits-attributes.test.ts',
  },
  {
    rule: 'text with | or < in it stays in its cell of the table',
    file: 'src/images/update-file/pull-request-markdown.ts',
    find: '!/[`|<]/.test(shown)',
    replace: '!/[`]/.test(shown)',
    test: '__tests__/unit/images/update-file/pull-request-body.test.ts',
  },
  {
    rule: 'a merged pull request does not count as declined',
    file: 'src/forge/github/pull-request.ts',
    find: 'closed === undefined || closed.isMerged || ',
    replace: 'closed === undefined || ',
    test: '__tests__/unit/forge/github/contract.test.ts',
    title: 'proposes what was merged',
  },
  {
    rule: 'only a note at the beginning of its body says that labctl closed a pull request',
    file: 'src/forge/github/pull-request.ts',
    find: 'closed.body.startsWith(CLOSED_BY_US)',
    replace: 'closed.body.includes(CLOSED_BY_US)',
    test: '__tests__/unit/forge/github/forge.test.ts',
    title: 'takes no text of a file',
  },
  {
    rule: 'a branch that is in the way of another is named',
    file: 'src/forge/github/blocked.ts',
    find: 'if (blocking === undefined) return;',
    replace: "if (blocking !== '') return;",
    test: '__tests__/unit/forge/github/faults.test.ts',
    title: 'a branch in the way',
  },
  {
    rule: 'a request to GitHub that fails because of a certificate is not sent again',
    file: 'src/forge/github/api/fetch.ts',
    find: 'return certificateRemedy(error) === undefined ? undefined : text;',
    replace: 'return undefined;',
    test: '__tests__/system/every-client.test.ts',
    title: 'as the client of GitHub says how',
  },
];
