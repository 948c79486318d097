/** Templates and patterns of updateFile: each is used as it is written, or refused in a sentence; and in linear time. */
import assert from 'node:assert/strict';
import { patternCost, patternFlaw } from '../../../src/images/manifest/pattern.ts';
import { parseTemplate, renderTemplate } from '../../../src/images/manifest/template.ts';
import { type EditingImage, editText } from '../../../src/images/update-file/edit-text.ts';
import { editing } from '../../support/builders/checkout-builder.ts';
import { codeOf, fuzz } from './fuzz.ts';
import { damageText, pick, type Random } from './random.ts';

const IMAGE = {
  name: 'vyos',
  destination: 'vyos/vyos.iso',
  source: { type: 'http', url: 'https://h/$1?{{ .Name }}', checksum: `sha256:${'ab'.repeat(32)}` },
} as const;

const VALUES: Readonly<Record<string, string>> = {
  '.Source.URL': IMAGE.source.url,
  '.Source.Checksum': IMAGE.source.checksum,
  '.Name': IMAGE.name,
  '.Destination': IMAGE.destination,
};

const TEMPLATE_PIECES = [
  ...['{{', '}}', '{', '}', ' ', '\t', '\n', '.', '|', '"', '-', '(', ')', '\0', '🖥', '\ud800'],
  ...[
    '.Name',
    '.Source',
    '.Source.URL',
    '.Foo',
    '{{ .Name }}',
    '{{- .Name -}}',
    '$1',
    '$&',
    '%{x}',
  ],
];

fuzz('templates', {
  cases: 2000,
  expect: ['accepted', 'refused'],
  make: (random) =>
    damageText('url = "{{ .Source.URL }}" # {{.Name}} {{ .Destination }}', random, TEMPLATE_PIECES),
  check(value) {
    const parsed = parseTemplate(value);
    if ('flaw' in parsed) {
      assert.match(value, /\{\{/);
      assert.match(parsed.flaw, /^[^\p{Cc}\u202a-\u202e\u2066-\u2069]+$/u);
      return 'refused';
    }
    // Another reading of the same rule.
    const rendered = value.replace(
      /\{\{[ \t]*(\.Source\.URL|\.Source\.Checksum|\.Name|\.Destination)[ \t]*\}\}/g,
      (_, variable: string) => VALUES[variable] ?? '',
    );
    assert.equal(renderTemplate(parsed.template, IMAGE), rendered);
    return 'accepted';
  },
});

const ATOMS = [
  ...['a', 'b', 'ab', '.', '\\w', '\\s', '\\d', '[^"]', '[a-c]', '\\pL', '^', '$', '\\b', 'x', '"'],
  ...[
    '(?i)',
    '(?s)',
    '(?m)',
    '(?U)',
    '\\Q',
    '\\E',
    '\\1',
    '(?=a)',
    '(?<n>a)',
    '\\x{1f5a5}',
    '\\C',
    '\ud800',
  ],
];
const REPEATS = [
  '',
  '',
  '',
  '*',
  '+',
  '?',
  '*?',
  '+?',
  '{2}',
  '{2,}',
  '{0,40}',
  '{30}',
  '{1001}',
  '**',
];

/** Nested groups, alternatives and repeats, most of them well-formed. */
function makePattern(random: Random, depth = 0): string {
  const parts = Array.from({ length: 1 + random(3) }, () => {
    const isGroup = depth < 4 && random(3) === 0;
    const atom = isGroup ? `(${makePattern(random, depth + 1)})` : pick(random, ATOMS);
    return atom + pick(random, REPEATS);
  });
  return parts.join(random(4) === 0 ? '|' : '');
}

const TEXTS = [
  'a'.repeat(20_000),
  'ab'.repeat(10_000),
  `${'x'.repeat(20_000)}"`,
  'a b\n'.repeat(5000),
  '🖥é\r\n'.repeat(3000),
];

fuzz('patterns', {
  cases: 600,
  expect: ['edited', 'refused by validate', 'EDIT_FAILED'],
  make: (random) => {
    const made = makePattern(random);
    const pattern =
      random(3) === 0 ? damageText(made, random, [...ATOMS, ...REPEATS, '(', ')', '[']) : made;
    return {
      pattern,
      text: pick(random, TEXTS),
      value: pick(random, ['a', 'ab', '{{ .Name }}', 'x"']),
    };
  },
  check({ pattern, text, value }) {
    // Validate refuses it unseen.
    if (patternCost(pattern) > 300_000) return 'too costly';
    const flaw = patternFlaw(pattern);
    if (flaw !== undefined) {
      assert.match(flaw, /^[^\p{Cc}\u202a-\u202e\u2066-\u2069]+$/u);
      assert.doesNotMatch(flaw, /undefined|TypeError|RangeError/);
      return 'refused by validate';
    }
    const image = editing('vyos', 'a.hcl', [{ pattern, value, all: true }]);
    const { text: edited, failures } = editText(text, [image as EditingImage]);
    const [failure] = failures;
    if (failure === undefined) return 'edited';
    assert.equal(edited, text);
    return codeOf(failure.error);
  },
});
