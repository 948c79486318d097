/** Mutants of src/commands: what one image goes through on its way. */
import type { Mutant } from './mutant.ts';

export const COMMANDS_MUTANTS: readonly Mutant[] = [
  {
    rule: 'compressed bytes are verified before a decoder sees them',
    file: 'src/images/transfer/transfer.ts',
    find: 'checksums: [checksum],',
    replace: 'checksums: [],',
    test: '__tests__/unit/images/verbs/sync.test.ts',
  },
  {
    rule: 'the expected checksum of a plain image is compared, too',
    file: 'src/images/transfer/transfer.ts',
    find: 'const checksums = image.expected === undefined ? [checksum] : [checksum, image.expected];',
    replace: 'const checksums = [checksum];',
    test: '__tests__/unit/images/transfer/transfer.test.ts',
  },
  {
    rule: 'what was decoded is verified before it is published',
    file: 'src/images/transfer/transfer.ts',
    find: 'createVerifier({ label, checksums: [image.expected] }),',
    replace: 'createVerifier({ label, checksums: [] }),',
    test: '__tests__/unit/images/transfer/transfer.test.ts',
  },
];
