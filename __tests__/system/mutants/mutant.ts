/** What a mutant is, and how to add one. */

/**
 * A small change of the sources that breaks one rule, and the test that has to notice. To add one, append it to the
 * file of its area (`stream-mutants.ts`, `store-mutants.ts`, …; all-mutants.ts lists them):
 *
 *     {
 *       rule: 'a redirect never leaves https',
 *       file: 'src/http/connection/redirect.ts',
 *       find: "if (url.protocol !== 'https:') {",
 *       replace: 'if (false) {',
 *       test: '__tests__/unit/http/redirect.test.ts',
 *     },
 *
 * and try it: `npm run mutants -- 'never leaves https'`.
 */
export type Mutant = {
  /** The rule that it breaks, as one sentence that no other mutant has. */
  readonly rule: string;
  /** From the root of the repository. */
  readonly file: string;
  /** Exact text that occurs once in the file. */
  readonly find: string;
  /** What stands there instead; it has to parse, not to type-check. */
  readonly replace: string;
  /** The cheapest test file that has to fail. */
  readonly test: string;
  /** Part of the titles of the tests that are run, suites included; all of the file unless told. */
  readonly title?: string;
  /** The test runs dist/, which is made of the changed sources first. That costs seconds, and wants right types. */
  readonly bundle?: true;
};

/** The text with the mutant in it; `undefined` when what it looks for does not occur exactly once. */
export function mutate(text: string, { find, replace }: Mutant): string | undefined {
  const [before, after, ...more] = text.split(find);
  if (before === undefined || after === undefined || more.length > 0) return undefined;
  return before + replace + after;
}
