/** Mutants of src/action, src/cli and what lies between them: secrets, orders to a runner, exit codes. */
import type { Mutant } from './mutant.ts';

const ACTION = { test: '__tests__/system/e2e/action.test.ts', bundle: true } as const;

export const FACES_MUTANTS: readonly Mutant[] = [
  {
    rule: 'the Action masks the keys before anything is printed',
    file: 'src/action/action.ts',
    find: '  maskSecrets();\n  try {',
    replace: '  if (Number.isNaN(0)) maskSecrets();\n  try {',
    ...ACTION,
    title: 'masks the keys',
  },
  {
    rule: 'the Action fails its step when an image fails',
    file: 'src/action/action.ts',
    find: 'return exitCodeOf(report) ||',
    replace: 'return (exitCodeOf(report) && 0) ||',
    ...ACTION,
    title: 'fails the step',
  },
  {
    rule: 'the command line exits with 1 when something has failed',
    file: 'src/cli/cli.ts',
    find: 'return exitCodeOf(report);',
    replace: 'return exitCodeOf(report) && 0;',
    test: '__tests__/system/e2e/validate.test.ts',
    title: 'tells a URL that is gone',
    bundle: true,
  },
  {
    rule: 'an invalid manifest exits with 2',
    file: 'src/base/errors.ts',
    find: '  MANIFEST_INVALID: {\n    exitCode: 2,',
    replace: '  MANIFEST_INVALID: {\n    exitCode: 1,',
    test: '__tests__/system/hostile/bundle.test.ts',
    title: 'what labctl refuses of a manifest',
    bundle: true,
  },
  {
    rule: 'no verb exits with 2',
    file: 'src/cli/program.ts',
    find: "if (error.code === 'commander.help') return { exitCode: 2 };",
    replace: "if (error.code === 'commander.help') return { exitCode: 0 };",
    test: '__tests__/unit/cli/program.test.ts',
  },
  {
    rule: 'no line of a log is an order to the runner',
    file: 'src/action/log.ts',
    find: 'core.info(/^\\s*::|##\\[/m.test(line) ? withoutCommands(line) : line);',
    replace: 'core.info(line);',
    test: '__tests__/system/security/runner-log.test.ts',
    bundle: true,
  },
  {
    rule: 'an edit that cannot be made does not fail a dry run',
    file: 'src/images/report.ts',
    find: '(report.dryRun ? undefined : report.update)',
    replace: 'report.update',
    test: '__tests__/unit/images/verbs/sync-edits.test.ts',
  },
  {
    rule: 'a known parameter of a URL is hidden if another could hide in its value',
    file: 'src/base/redact.ts',
    find: "(value === '' || HARMLESS_VALUE.test(value))",
    replace: 'true',
    test: '__tests__/system/security/redact.test.ts',
  },
];
