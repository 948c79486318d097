/** Mutants of src/credentials: which keys are used, in which runs, and what is masked. */
import type { Mutant } from './mutant.ts';

const RESOLVE = {
  file: 'src/credentials/resolve-credentials.ts',
  test: '__tests__/unit/credentials/resolve-credentials.test.ts',
};

export const CREDENTIALS_MUTANTS: readonly Mutant[] = [
  {
    rule: 'half a set of keys is an error',
    file: 'src/credentials/environment.ts',
    find: 'if (missing.length === REQUIRED.length) return undefined;',
    replace: 'if (missing.length > 0) return undefined;',
    test: '__tests__/system/hostile/environment-and-inputs.test.ts',
  },
  {
    rule: 'a key with white space is refused',
    file: 'src/credentials/environment.ts',
    find: 'if (!/[\\s\\0]/.test(value)) return value;',
    replace: 'if (value) return value;',
    test: '__tests__/system/hostile/environment-and-inputs.test.ts',
  },
  {
    rule: 'a run that a stranger can start gets no credentials',
    ...RESOLVE,
    find: '  refuseUntrustedEvent(event);\n',
    replace: '',
  },
  {
    rule: 'secrets are masked before they are handed out',
    ...RESOLVE,
    find: 'if (credentials !== undefined) secretsOf(credentials).forEach(mask);',
    replace: '',
  },
  {
    rule: 'the environment comes before the file, field by field',
    ...RESOLVE,
    find: '{ ...(await options.decrypt(file)), ...fromEnvironment }',
    replace: '{ ...fromEnvironment, ...(await options.decrypt(file)) }',
  },
  {
    rule: 'keys that lie in a file in the clear are not used',
    file: 'src/credentials/sops/sops-file.ts',
    find: 'else if (SECRET_FIELDS.includes(field)) throw plainKey(path, FIELDS[field].key);',
    replace: '',
    test: '__tests__/unit/credentials/resolve-credentials.test.ts',
  },
  {
    rule: 'a pull request of a fork gets no credentials',
    file: 'src/credentials/workflow-event.ts',
    find: 'if (head.toLowerCase() === base.toLowerCase()) return undefined;',
    replace: 'if (head !== base || head === base) return undefined;',
    test: '__tests__/unit/credentials/workflow-event.test.ts',
  },
  {
    rule: 'a workflow that follows one started by an untrusted event gets no credentials',
    file: 'src/credentials/workflow-event.ts',
    find: "if (name === 'pull_request' && !isDependabot) return undefined;",
    replace: 'if (name !== undefined) return undefined;',
    test: '__tests__/unit/credentials/workflow-event.test.ts',
  },
];
