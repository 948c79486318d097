import assert from 'node:assert/strict';
import { test } from 'node:test';
import { destinationProblem } from '../../../src/images/manifest/lint/destination.ts';
import { parseManifest } from '../../../src/images/manifest/parse-manifest.ts';
import {
  acceptsEach,
  HEAD,
  httpImage,
  type Row,
  refusesEach,
  withHttp,
} from '../../unit/images/manifest/marked.ts';

const SKIPPED = /Synology Cloud Sync skips names/;
const LONG = 'a/'.repeat(504);

const BAD: readonly (readonly [title: string, destination: string, ...says: RegExp[]])[] = [
  ['an empty destination', '', /is empty; want a path below images\//],
  ['a leading slash', '/a/b.iso', /begins with \/: found "\/a\/b\.iso"/, /remove it/],
  ['a trailing slash', 'a/b/', /ends with \/: found "a\/b\/", want the path of a file/],
  ['a double slash', 'a//b.iso', /holds \/\/: found "a\/\/b\.iso"/, /write one/],
  ['a . segment', 'a/./b.iso', /holds the part "\."/, /clean path/],
  ['a .. segment', 'a/../b.iso', /holds the part "\.\."/, /clean path/],
  ['a leading ..', '../b.iso', /holds the part "\.\."/],
  ['%2e%2e', 'a/%2e%2e/b.iso', /percent-escape %2e/, /write the character itself/],
  ['a backslash', 'a\\b.iso', /holds a backslash/, /write \//],
  ['a control character', 'a\u0007.iso', /U\+0007/, /remove it/],
  ['a newline', 'a\n.iso', /U\+000A/],
  ['a right-to-left mark', 'a\u200f.iso', /U\+200F/],
  ['a zero-width joiner', 'a\u200d.iso', /U\+200D/],
  ['half a surrogate pair', 'a\ud800.iso', /U\+D800/],
  [
    'a key of 1,025 bytes',
    `${LONG}aaa`,
    /found 1025 bytes for metadata\/<destination>\.json, want 1024/,
  ],
  ['a long key in another script', '界/'.repeat(253), /ends with \//],
  ['a long key of few characters', `${'界/'.repeat(252)}界界`, /found 1028 bytes/],
  ['a path of 2,049 characters', `${'a/'.repeat(1024)}b`, /found 2063 bytes.*want 1024/],
  ['a folder of 256 bytes', `${'a'.repeat(256)}/b`, /found 256 bytes, want 255/],
  ['a file of 251 bytes', 'a'.repeat(251), /found 256 bytes with \.json, want 255/],
  ['images/', 'images/a.iso', /begins with images\/, which labctl adds; remove it/],
  ['metadata/', 'metadata/a.iso', /begins with metadata\/, where labctl keeps its notes/],
  ['index', 'index', /takes the place of metadata\/index\.json/, /choose another/],
  ['Index', 'Index', /takes the place of metadata\/index\.json/],
  ['a folder index.json', 'index.json/a', /takes the place of metadata\/index\.json/],
  ['a colon', 'a:b.iso', SKIPPED, /with :/, /rename "a:b\.iso"/],
  ['an asterisk', 'a*b.iso', SKIPPED, /with \*/],
  ['a question mark', 'a?b.iso', SKIPPED, /with \?/],
  ['a double quote', 'a"b.iso', SKIPPED, /with "/],
  ['an angle bracket', 'a<b.iso', SKIPPED, /with </],
  ['a vertical bar', 'a|b.iso', SKIPPED, /with \|/],
  ['a name that begins with ._', 'a/._b.iso', SKIPPED, /begin with \._/],
  ['a name that begins with ~', '~a/b.iso', SKIPPED, /begin with ~/],
  ['a name that begins with .SYNOPPSDB', '.SynoPPSDB1', SKIPPED, /begin with \.SYNOPPSDB/],
  ['a name that ends with a dot', 'a./b.iso', SKIPPED, /end with a dot/],
  ['a name that ends with a space', 'a/b ', SKIPPED, /end with a space/],
  ['NFD letters', 'cafe\u0301.iso', SKIPPED, /decomposed \(NFD\)/],
  ['@eaDir', 'a/@eaDir/b', SKIPPED, /rename "@eaDir"/],
  ['#recycle', '#recycle/b', SKIPPED, /rename "#recycle"/],
  ['#snapshot', '#snapshot/b', SKIPPED, /rename "#snapshot"/],
  ['@tmp', '@tmp/b', SKIPPED, /rename "@tmp"/],
  ['desktop.ini', 'a/Desktop.ini', SKIPPED, /rename "Desktop\.ini"/],
  ['thumbs.db', 'a/Thumbs.db', SKIPPED, /rename "Thumbs\.db"/],
  ['.ds_store', 'a/.DS_Store', SKIPPED, /rename "\.DS_Store"/],
];

refusesEach(
  BAD.flatMap(([title, destination, ...says]): Row[] => {
    const written = `§${JSON.stringify(destination)}`;
    return [
      [`${title} as destination`, withHttp({ destination: written }), /^destination /, ...says],
      [
        `${title} as destination.path`,
        withHttp({ destination: `\n        path: ${written}` }),
        /^destination /,
        ...says,
      ],
    ];
  }),
);

refusesEach([
  [
    'no destination.path',
    withHttp({ destination: '{}' }).replace('destination', '§destination'),
    /destination has no "path"; add path: <path below images\/>/,
  ],
  [
    'a number as destination',
    withHttp({ destination: '§5' }),
    /must be text or a map; found the number 5/,
  ],
  [
    'a number as destination.path',
    withHttp({ destination: '{path: §5}' }),
    /destination\.path must be text; found the number 5/,
  ],
  [
    'an unknown key of destination',
    withHttp({ destination: '{path: a, §mode: b}' }),
    /unknown key "mode" in destination; known here: path/,
  ],
  ['two errors in two segments, at once', withHttp({ destination: '§~a/b' }), /~/],
]);

acceptsEach([
  ['a key of 1,024 bytes', withHttp({ destination: `${LONG}aa` })],
  ['a file of 250 bytes', withHttp({ destination: 'a'.repeat(250) })],
  ['NFC letters and spaces inside', withHttp({ destination: '"café 1.iso"' })],
  ['index in a folder', withHttp({ destination: 'a/index' })],
  ['names that begin with a dot', withHttp({ destination: '.a/.b.iso' })],
]);

function two(first: string, second: string): string {
  return (
    HEAD +
    httpImage({ name: 'a', destination: first }) +
    httpImage({ name: 'b', destination: second })
  );
}

refusesEach([
  [
    'the same destination twice',
    two('a/x.iso', '§a/x.iso'),
    /given twice: found "a\/x\.iso" also in line 11/,
  ],
  ['the same destination in both forms', two('a/x.iso', '{path: §a/x.iso}'), /given twice/],
  [
    'destinations that differ by case',
    two('a/x.iso', '§A/x.ISO'),
    /differs from "a\/x\.iso" in line 11 by case or accents only: found "A\/x\.ISO"/,
  ],
  [
    'a file below a file',
    two('a', '§a/b'),
    /needs a folder "a", which is itself the destination of the image in line 11/,
  ],
  [
    'a file above a file',
    two('§a/b', 'a'),
    /needs a folder "a", which is itself the destination of the image in line 16/,
  ],
  ['a file below a file that differs by case', two('A', '§a/b/c'), /needs a folder "a"/],
  [
    'a folder where metadata goes',
    two('a', '§a.json/b'),
    /needs a folder "a\.json", which is where labctl keeps the metadata of the image in line 11/,
  ],
]);

acceptsEach([
  ['x and x.json', two('x', 'x.json')],
  ['files of one folder', two('a/b', 'a/c')],
  ['a name that begins like a file', two('a', 'ab/c')],
]);

const DEFAULTS = (prefix: string, destination: string) =>
  HEAD.replace('  images', `  defaults:\n    destinationPrefix: ${prefix}\n  images`) +
  httpImage({ destination });

test('puts what follows images/ in the prefix in front of every destination', () => {
  const destinations = ['images/', 'images', 'images/lab', 'images/lab/', 'images/lab/x/'].map(
    (prefix) => parseManifest(DEFAULTS(prefix, 'a.iso'), 'f').manifest?.images[0]?.destination,
  );
  assert.deepEqual(destinations, ['a.iso', 'a.iso', 'lab/a.iso', 'lab/a.iso', 'lab/x/a.iso']);
});

const PREFIX = /^spec\.defaults\.destinationPrefix /;
refusesEach([
  [
    'a prefix elsewhere',
    DEFAULTS('§isos/', 'a'),
    PREFIX,
    /leads outside images\/: found "isos\/"/,
    /want "images\/"/,
  ],
  ['an empty prefix', DEFAULTS("§''", 'a'), PREFIX, /leads outside/],
  ['a prefix that begins like images/', DEFAULTS('§images2/', 'a'), PREFIX, /leads outside/],
  ['a prefix with a leading slash', DEFAULTS('§/images/', 'a'), PREFIX, /leads outside/],
  ['a prefix with ..', DEFAULTS('§images/../metadata', 'a'), PREFIX, /holds the part "\.\."/],
  ['a prefix with //', DEFAULTS('§images//lab', 'a'), PREFIX, /begins with \//],
  ['a prefix that is never synced', DEFAULTS("§'images/#recycle/'", 'a'), PREFIX, SKIPPED],
  [
    'a key that is too long with its prefix',
    DEFAULTS('images/lab/', `§${LONG}a`),
    /^destination is too long/,
  ],
]);

test('tells other modules the first problem of a key, or none', () => {
  assert.equal(destinationProblem('vyos/vyos-gateway.raw'), undefined);
  assert.match(destinationProblem('../x') ?? '', /holds the part/);
  assert.match(destinationProblem('index') ?? '', /index\.json/);
  assert.match(destinationProblem('') ?? '', /is empty/);
});
