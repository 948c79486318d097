/** Mutants of src/manifest: what is refused before the first byte moves. */
import type { Mutant } from './mutant.ts';

const PATH = {
  file: 'src/files/path-rules.ts',
  test: '__tests__/system/hostile/update-file.test.ts',
};
const DESTINATION = {
  file: 'src/images/manifest/lint/destination.ts',
  test: '__tests__/system/hostile/destination.test.ts',
};
const URL_RULES = {
  file: 'src/images/manifest/lint/url.ts',
  test: '__tests__/system/hostile/url.test.ts',
};

export const MANIFEST_MUTANTS: readonly Mutant[] = [
  {
    rule: 'the path of an edited file does not lead out by ..',
    ...PATH,
    find: "if (segments.includes('..'))",
    replace: 'if (false)',
  },
  {
    rule: 'the path of an edited file is not absolute',
    ...PATH,
    find: 'if (/^(\\/|~|[a-z]:)/i.test(path))',
    replace: 'if (false)',
  },
  {
    rule: 'no edited file lies in .git',
    ...PATH,
    find: "part === '.git' || ",
    replace: '',
  },
  {
    rule: 'no edited file lies in .git by its short name',
    ...PATH,
    find: " || part === 'git~1'",
    replace: '',
  },
  {
    rule: 'no edited file lies in .git by other letters',
    ...PATH,
    find: "    .toLowerCase()\n    .split('/')",
    replace: "    .split('/')",
  },
  {
    rule: 'no edited file lies in .git by a stream of NTFS',
    ...PATH,
    find: ".replace(/:.*$/, '')",
    replace: '',
  },
  {
    rule: 'no workflow is edited',
    ...PATH,
    find: "if (folders[0] === '.github' && folders[1] === 'workflows') {",
    replace: 'if (false) {',
  },
  {
    rule: 'a path holds no character that cannot be seen',
    ...PATH,
    find: 'const unseen = unseenCharacter(path);',
    replace: 'const unseen = undefined;',
  },
  {
    rule: 'a destination does not lead out by ..',
    ...DESTINATION,
    find: "segment === '.' || segment === '..'",
    replace: "segment === '.'",
  },
  {
    rule: 'a destination holds no character that cannot be seen',
    ...DESTINATION,
    find: 'const unseen = unseenCharacter(path);',
    replace: 'const unseen = undefined;',
  },
  {
    rule: 'a destination does not take the place of the index',
    ...DESTINATION,
    find: 'if (/^index$/i.test(key) || /^index\\.json$/i.test(first)) {',
    replace: 'if (false) {',
  },
  {
    rule: 'no two images have destinations that a NAS takes for one',
    file: 'src/images/manifest/lint/unique.ts',
    find: "return text.normalize('NFC').toLowerCase();",
    replace: 'return text;',
    test: '__tests__/system/hostile/destination.test.ts',
  },
  {
    rule: 'no destination is the folder of another one',
    file: 'src/images/manifest/lint/unique.ts',
    find: ', ...lintFolders(places)];',
    replace: '];',
    test: '__tests__/system/hostile/destination.test.ts',
  },
  {
    rule: 'a URL is https',
    ...URL_RULES,
    find: "if (scheme.toLowerCase() !== 'https')",
    replace: 'if (false)',
  },
  {
    rule: 'a URL holds no password',
    ...URL_RULES,
    find: 'if (/^https:\\/\\/[^/?#]*@/i.test(text)) {',
    replace: 'if (false) {',
  },
  {
    rule: 'a decompressed image cannot go unverified',
    file: 'src/images/manifest/lint/validation.ts',
    find: "if (isText(decompress) && child(validation, 'expected') === undefined) {",
    replace: 'if (false) {',
    test: '__tests__/system/hostile/checksum.test.ts',
  },
  {
    rule: 'aliases and tags of YAML are refused',
    file: 'src/yaml/scan.ts',
    find: 'if (!isRefused(type)) return true;',
    replace: 'if (!isRefused(type) || tokens > 0) return true;',
    test: '__tests__/system/hostile/yaml.test.ts',
  },
  {
    rule: 'a pattern does not match the empty string',
    file: 'src/images/manifest/pattern.ts',
    find: 'return matchesNothing(compilePattern(pattern))',
    replace: 'return matchesNothing(compilePattern(pattern)) && false',
    test: '__tests__/system/hostile/update-file.test.ts',
  },
  {
    rule: 'a manifest with an error gives no images',
    file: 'src/images/manifest/parse-manifest.ts',
    find: 'if (schema.manifest === undefined || hasErrors(all)) return refused(all);',
    replace: 'if (schema.manifest === undefined) return refused(all);',
    test: '__tests__/system/hostile/url.test.ts',
  },
  {
    rule: 'text that seems to name a group of the pattern is refused without expand',
    file: 'src/images/manifest/group-references.ts',
    find: 'if (name !== undefined && groups.find(name) === undefined) continue;',
    replace: 'continue;',
    test: '__tests__/unit/images/manifest/group-references.test.ts',
  },
];
