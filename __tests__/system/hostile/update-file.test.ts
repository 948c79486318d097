import {
  acceptsEach,
  HEAD,
  httpImage,
  type Row,
  refusesEach,
} from '../../unit/images/manifest/marked.ts';

type Lines = Readonly<Partial<Record<'path' | 'pattern' | 'value', string>>>;

function updateFile(lines: Lines, more = ''): string {
  return `      updateFile:
        path: ${lines.path ?? 'packer/source.auto.pkrvars.hcl'}
        replacements:
          - pattern: ${lines.pattern ?? `'iso_url\\s*=\\s*"[^"]*"'`}
            value: ${lines.value ?? `'iso_url = "{{ .Source.URL }}"'`}
${more}`;
}

function edited(lines: Lines, more = ''): string {
  return HEAD + httpImage({}) + updateFile(lines, more);
}

const PACKER = `    - name: vyos
      source: {type: packer, path: packer/vyos, artifact: vyos.raw}
      destination: vyos/vyos.raw
`;

const PATH: readonly (readonly [title: string, path: string, ...says: RegExp[]])[] = [
  ['an empty path', "''", /is empty/, /want a path relative to the repository/],
  ['an absolute path', '/etc/passwd', /is absolute: found "\/etc\/passwd"/],
  ['a path outside', '../x.hcl', /leads outside: found "\.\.\/x\.hcl"/],
  ['.git', '.git/config', /leads into \.git: found "\.git\/config"/, /work tree only/],
  ['.GIT', '.GIT/config', /leads into \.git/],
  ['.git in a folder', 'sub/.git/config', /leads into \.git/],
  ['.git with a dot behind it', '.git./config', /leads into \.git/],
  ['a stream of .git', "'.git::$INDEX_ALLOCATION/config'", /leads into \.git/],
  ['git~1', 'git~1/config', /leads into \.git/],
  ['.git with a character that cannot be seen', '".g\\u200cit/config"', /U\+200C/],
  ['a workflow', '.github/workflows/ci.yml', /leads into \.github\/workflows/],
  ['a workflow in capitals', '.GitHub/Workflows/ci.yml', /leads into \.github\/workflows/],
  ['a number', '5', /must be text; found the number 5/],
];
refusesEach(
  PATH.map(
    ([title, path, ...says]): Row => [
      `${title} as updateFile.path`,
      edited({ path: `§${path}` }),
      /^updateFile\.path /,
      ...says,
    ],
  ),
);

const PATTERN: readonly (readonly [title: string, pattern: string, ...says: RegExp[]])[] = [
  ['an empty pattern', "''", /is empty/, /write what is to be replaced/],
  ['a pattern that matches the empty string', "'x*'", /matches the empty string/, /add the text/],
  ['an anchor alone', "'^'", /matches the empty string/],
  ['a line anchor alone', "'(?m)$'", /matches the empty string/],
  ['a word boundary alone', "'\\b'", /matches the empty string/],
  ['an alternative that is empty', "'a|'", /matches the empty string/],
  ['an open group', "'a(b'", /is no RE2 pattern: missing closing \): `a\(b`/, /re2\/wiki\/Syntax/],
  ['an open group over two lines', '"a\\nb("', /missing closing \): `a\\u000ab\(`/],
  ['a bad range', "'[z-a]'", /invalid character class range/],
  ['a repeat of nothing', "'*a'", /missing argument to repetition operator/],
  ['a repeat of 1,001', "'a{1001}'", /invalid repeat count/],
  [
    'a lookahead',
    "'a(?=b)'",
    /lookahead or lookbehind, which RE2 has none of/,
    /match the text around/,
  ],
  ['a negative lookbehind', "'(?<!a)b'", /lookahead or lookbehind/],
  ['a backreference', "'(a)\\1'", /backreference, which RE2 has none of/],
  ['1,001 characters', `'${'a'.repeat(1001)}'`, /found 1001 characters, want 1000/],
  ['a control character', '"a\\u0007"', /U\+0007/],
  ['a number', '5', /must be text; found the number 5/],
];
refusesEach(
  PATTERN.map(
    ([title, pattern, ...says]): Row => [
      `${title} as pattern`,
      edited({ pattern: `§${pattern}` }),
      /^updateFile\.replacements\[0\]\.pattern /,
      ...says,
    ],
  ),
);

const KNOWN =
  /want one of \{\{ \.Source\.URL \}\}, \{\{ \.Source\.Checksum \}\}, \{\{ \.Name \}\}, \{\{ \.Destination \}\}/;
const VALUE: readonly (readonly [title: string, value: string, ...says: RegExp[]])[] = [
  ['an empty value', "''", /is empty/],
  [
    'an undefined variable',
    "'{{ .Source.Foo }}'",
    /unknown variable: found "\{\{ \.Source\.Foo \}\}"/,
    KNOWN,
  ],
  ['a misspelt variable', "'{{ .Source.Url }}'", KNOWN, /did you mean \{\{ \.Source\.URL \}\}\?/],
  ['a variable without its dot', "'{{ Name }}'", /did you mean \{\{ \.Name \}\}\?/],
  ['empty braces', "'{{ }}'", /unknown variable: found "\{\{ \}\}"/],
  ['unclosed braces', "'a {{ .Name '", /has \{\{ without \}\}: found "\{\{ \.Name "/],
  ['braces closed by one', "'a {{ .Name }'", /without \}\}/],
  ['a function', `'{{ upper .Name }}'`, /more than a variable in braces/, KNOWN],
  ['a pipeline', "'{{ .Name | upper }}'", /more than a variable/],
  ['a literal', `'{{ "{{" }}'`, /more than a variable/],
  ['a trim marker', "'{{- .Name }}'", /trim marker/, /leave the hyphen out/],
  ['a trim marker at the end', "'{{ .Name -}}'", /trim marker/],
  ['a CR', '"a\\r\\n"', /U\+000D/],
  ['a NUL', '"a\\0"', /U\+0000/],
  ['a number', '5', /must be text; found the number 5/],
];
refusesEach(
  VALUE.map(
    ([title, value, ...says]): Row => [
      `${title} as value`,
      edited({ value: `§${value}` }),
      /^updateFile\.replacements\[0\]\.value /,
      ...says,
    ],
  ),
);

const GROUPS: readonly (readonly [title: string, value: string, more: string, says: RegExp])[] = [
  [
    '$1 without expand',
    '$1',
    '',
    /^holds "\$1", which would be written as it is: set expand: true/,
  ],
  ['$$ without expand', '$$', '', /^holds "\$\$", .* write \$\$ if one \$ is meant/],
  ['a named group without expand', `\${x}`, '', /^holds "\$\{x\}", .* or expand: false to keep/],
  [
    'a group that is not there with expand: true',
    '$1x',
    '            expand: true\n',
    /^names a group that the pattern does not have: found "\$1x", want one of \$\{0\}/,
  ],
];
refusesEach(
  GROUPS.map(
    ([title, value, more, says]): Row => [
      title,
      edited({ pattern: "'(?P<x>a)'", value: `§'${value}'` }, more),
      new RegExp(says.source.replace('^', '^updateFile\\.replacements\\[0\\]\\.value ')),
    ],
  ),
);

const TWO = (second: string) =>
  HEAD +
  httpImage({}) +
  updateFile({}) +
  PACKER +
  updateFile({ value: "'{{ .Name }}'", ...JSON.parse(second) });

refusesEach([
  [
    'a missing path',
    edited({})
      .replace('updateFile', '§updateFile')
      .replace(/ +path: packer.*\n/, ''),
    /updateFile has no "path"; add path: <path of the file/,
  ],
  [
    'empty replacements',
    `${HEAD}${httpImage({})}      updateFile: {path: a, replacements: §[]}\n`,
    /replacements is empty; add one, or remove updateFile/,
  ],
  [
    'missing replacements',
    `${HEAD}${httpImage({})}      §updateFile: {path: a}\n`,
    /has no "replacements"/,
  ],
  [
    'a missing value',
    edited({})
      .replace('- pattern', '- §pattern')
      .replace(/ +value.*\n/, ''),
    /replacements\[0\] has no "value"/,
  ],
  [
    'an unknown key',
    edited({}, '            §extend: true\n'),
    /unknown key "extend" in updateFile\.replacements\[0\]; did you mean "expand"\?/,
  ],
  ['all: yes', edited({}, '            all: §yes\n'), /must be true or false; found "yes"/],
  ['expand: yes', edited({}, '            expand: §yes\n'), /must be true or false; found "yes"/],
  [
    'a source variable in a Packer image',
    `${HEAD}${PACKER}${updateFile({ value: "§'{{ .Source.Checksum }}'" })}`,
    /a Packer image does not have/,
    /use \{\{ \.Name \}\}/,
  ],
  [
    'the same pattern for the same file, in two images',
    TWO(`{"pattern": "§'iso_url\\\\s*=\\\\s*\\"[^\\"]*\\"'"}`),
    /is the same as in line 15, for the same file/,
    /make them differ/,
  ],
  [
    'the same pattern twice in one image',
    edited({}, `          - pattern: §'iso_url\\s*=\\s*"[^"]*"'\n            value: x\n`),
    /is the same as in line 15/,
  ],
]);

acceptsEach([
  ['two images that edit one file', TWO(`{"pattern": "'other'"}`)],
  ['the same pattern for two files', TWO(`{"path": "other.hcl"}`)],
  ['a pattern that backtracks elsewhere', edited({ pattern: "'^(a+)+$'" })],
  ['all: true', edited({}, '            all: true\n')],
  ['several lines', edited({ pattern: '"a\\nb"', value: '"c\\n\\td"' })],
  ['$1 beside a pattern without groups', edited({ value: `'$1 $HOME \${var.x} \\1'` })],
  [
    'groups and $$ with expand: false',
    edited({ pattern: "'(?P<x>a)'", value: `'$1 $$ \${x}'` }, '            expand: false\n'),
  ],
  [
    'groups and $$ with expand: true',
    edited(
      { pattern: "'(?P<x>a)'", value: `'$1 $$ \${x} \${var.y}'` },
      '            expand: true\n',
    ),
  ],
  ['variables without spaces', edited({ value: "'{{.Name}} {{  .Destination  }} }}'" })],
  ['.github elsewhere', edited({ path: '.github/labels.yml' })],
  ['a file called .gitignore', edited({ path: '.gitignore' })],
]);
