import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifest } from '../../../src/images/manifest/parse-manifest.ts';
import { checksumOf } from '../../support/builders/manifest-builder.ts';
import {
  acceptsEach,
  HEAD,
  type Row,
  refusesEach,
  warnsOfEach,
} from '../../unit/images/manifest/marked.ts';

type Lines = Readonly<Partial<Record<'path' | 'artifact' | 'variables', string>>>;

function packer(lines: Lines, more = ''): string {
  return `${HEAD}    - name: vyos
      source:
        type: packer
        path: ${lines.path ?? 'infrastructure/network/vyos/packer'}
        variables: ${lines.variables ?? '{}'}
        artifact: ${lines.artifact ?? 'output/vyos-lab.raw'}
      destination: vyos/vyos-gateway.raw
${more}`;
}

const BAD_PATHS: readonly (readonly [title: string, path: string, ...says: RegExp[]])[] = [
  ['an empty path', "''", /is empty/, /want a path relative to/],
  ['a path outside', '../packer', /leads outside: found "\.\.\/packer"/],
  ['a path that comes back', 'a/../../b', /leads outside/, /without "\.\."/],
  ['an absolute path', '/srv/packer', /is absolute: found "\/srv\/packer"/],
  ['a path below the home', '~/packer', /is absolute/],
  ['a path with a drive', 'C:/packer', /is absolute/],
  ['a backslash', 'a\\b', /holds a backslash/, /write \//],
  ['a . segment', './packer', /holds the part "\."/, /leave it out/],
  ['a double slash', 'a//b', /holds \/\//],
  ['a trailing slash', 'a/b/', /ends with \//, /remove it/],
  ['a control character', '"a\\u0007"', /U\+0007/],
  ['a newline', '"a\\nb"', /U\+000A/],
  ['a number', '5', /must be text; found the number 5/],
];

refusesEach(
  BAD_PATHS.flatMap(([title, path, ...says]): Row[] => [
    [`${title} as source.path`, packer({ path: `§${path}` }), /^source\.path /, ...says],
    [`${title} as artifact`, packer({ artifact: `§${path}` }), /^source\.artifact /, ...says],
  ]),
);

refusesEach([
  ['an asterisk in artifact', packer({ artifact: "§'output/*.raw'" }), /holds \*/, /name one file/],
  ['a question mark in artifact', packer({ artifact: "§'a?.raw'" }), /holds \?/],
  ['braces in artifact', packer({ artifact: "§'{a,b}.raw'" }), /holds \{/],
  ['the folder itself as artifact', packer({ artifact: "§'.'" }), /holds the part "\."/],
  ['a variable -x', packer({ variables: '{§-x: a}' }), /holds the name "-x"/, /want letters/],
  ['a variable with =', packer({ variables: "{§'a=b': c}" }), /holds the name "a=b"/],
  ['a variable with a space', packer({ variables: "{§'a b': c}" }), /holds the name "a b"/],
  ['a variable without a name', packer({ variables: "{§'': c}" }), /holds the name ""/],
  ['a variable that begins with a digit', packer({ variables: '{§1a: c}' }), /holds the name "1a"/],
  [
    'a number as variable',
    packer({ variables: '{cpus: §4}' }),
    /source\.variables\.cpus must be text; found a number; put it in quotes$/,
  ],
  [
    'true as variable',
    packer({ variables: '{headless: §true}' }),
    /found true or false; put it in quotes$/,
  ],
  ['a list as variable', packer({ variables: '{a: §[b]}' }), /found a list/],
  ['nothing as variable', packer({ variables: '{§a: }' }), /found nothing/],
  ['a NUL in a variable', packer({ variables: '{a: §"b\\0"}' }), /U\+0000/],
  [
    'variables that are a list',
    packer({ variables: '§[a]' }),
    /source\.variables must be a map; found a list/,
  ],
]);

warnsOfEach([
  [
    'a password',
    packer({ variables: '{ssh_password: §vyos}' }),
    /source\.variables\.ssh_password looks like a secret/,
    /PKR_VAR_ssh_password/,
  ],
  ['a token', packer({ variables: '{githubToken: §abc}' }), /PKR_VAR_githubToken/],
  ['a private key', packer({ variables: '{ssh_private_key: §abc}' }), /looks like a secret/],
  [
    'sha512 without an expected checksum',
    packer({}, '      validation: {algorithm: §sha512}\n'),
    /has no effect: the checksum of a build is sha256/,
  ],
]);

acceptsEach([
  ['a template at the root', packer({ path: '.' })],
  ['a public key of several lines', packer({ variables: '{ssh_public_key: "a\\nb\\tc"}' })],
  ['an empty password', packer({ variables: "{ssh_password: ''}" })],
  ['an expected checksum', packer({}, `      validation: {expected: ${checksumOf(1)}}\n`)],
  ['sha256', packer({}, '      validation: {algorithm: sha256}\n')],
]);

test('never shows the value of a variable', () => {
  const bad = ['hunter2', '"hunter2\\0"', '[hunter2]', '{hunter: hunter2}', '!x hunter2'];
  for (const value of bad) {
    const { findings } = parseManifest(packer({ variables: `{password: ${value}}` }), 'f');
    assert.ok(findings.length > 0);
    for (const { message } of findings) assert.doesNotMatch(message, /hunter2/);
  }
  const numbers = parseManifest(packer({ variables: '{password: 12345678}' }), 'f').findings;
  for (const { message } of numbers) assert.doesNotMatch(message, /1234/);
});

test('keeps a variable called __proto__ as a variable', () => {
  const text = packer({ variables: '{__proto__: a, constructor: b}' });
  const source = parseManifest(text, 'f').manifest?.images[0]?.source;
  assert.ok(source?.type === 'packer');
  assert.deepEqual(Object.entries(source.variables), [
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
  assert.equal(Object.getPrototypeOf(source.variables), Object.prototype);
});
