import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifest } from '../../../src/images/manifest/parse-manifest.ts';
import {
  acceptsEach,
  HEAD,
  httpImage,
  refusesEach,
  withHttp,
} from '../../unit/images/manifest/marked.ts';

const WANTED = /want letters, digits, dots, underscores and hyphens, a letter or a digit first/;

function two(first: string, second: string): string {
  return (
    HEAD +
    httpImage({ name: first, destination: 'a.iso' }) +
    httpImage({ name: second, destination: 'b.iso' })
  );
}

refusesEach([
  ['an empty name', withHttp({ name: "§''" }), /^name is empty/, WANTED],
  ['a space', withHttp({ name: '§debian 13' }), /found a space in "debian 13"/, WANTED],
  ['a slash', withHttp({ name: '§debian/13' }), /found "\/" in "debian\/13"/, WANTED],
  [
    'two dots',
    withHttp({ name: '§debian..13' }),
    /holds "\.\.": found "debian\.\.13"/,
    /single dots/,
  ],
  ['only dots', withHttp({ name: '§..' }), /begins with "\."/, WANTED],
  ['a leading dash', withHttp({ name: "§'-rf'" }), /begins with "-": found "-rf"/, WANTED],
  ['a leading dot', withHttp({ name: '§.hidden' }), /begins with "\."/],
  ['__proto__', withHttp({ name: '§__proto__' }), /begins with "_"/],
  ['letters beyond ASCII', withHttp({ name: '§débian' }), /found U\+00E9/, WANTED],
  ['an emoji', withHttp({ name: '§🖥' }), /found U\+1F5A5/],
  ['300 characters', withHttp({ name: `§${'a'.repeat(300)}` }), /found 300 characters, want 128/],
  [
    'a newline',
    withHttp({ name: '§"x\\n::add-mask::y"' }),
    /found U\+000A in "x\\u000a::add-mask::y"/,
  ],
  ['a percent-escape', withHttp({ name: '§x%0A::add-mask::y' }), /found "%"/],
  ['a control character', withHttp({ name: '§"x\\u001by"' }), /found U\+001B in "x\\u001by"/],
  ['a bidirectional control', withHttp({ name: '§"x\\u202ey"' }), /found U\+202E in "x\\u202ey"/],
  ['a comma, which --images splits at', withHttp({ name: '§a,b' }), /found ","/],
  [
    'the same name twice',
    two('debian', '§debian'),
    /name is given twice: found "debian" also in line 7/,
  ],
  [
    'names that differ by case',
    two('debian', '§Debian'),
    /differs from "debian" in line 7 by case/,
  ],
  [
    'a bad name of the manifest',
    withHttp({}).replace('lab-images', '§lab images'),
    /^metadata\.name holds/,
  ],
]);

acceptsEach([
  ['128 characters', withHttp({ name: 'a'.repeat(128) })],
  ['constructor and toString', two('constructor', 'toString')],
  ['digits in quotes', withHttp({ name: "'1.10'" })],
  ['dots, underscores, hyphens and capitals', withHttp({ name: 'Talos_1.9.1-amd64' })],
]);

test('names the NFC and NFD forms of one name for the letters they hold', () => {
  const { findings } = parseManifest(two('"caf\\u00e9"', '"cafe\\u0301"'), 'f');
  assert.match(findings[0]?.message ?? '', /U\+00E9/);
  assert.match(findings[1]?.message ?? '', /U\+0301/);
});
