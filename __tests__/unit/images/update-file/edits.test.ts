import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeEdits } from '../../../../src/images/update-file/edits.ts';
import {
  aCheckout,
  editing,
  failuresOf,
  setting,
  withUrl,
} from '../../../support/builders/checkout-builder.ts';

const NEW = 'url = "https://origin.test/vyos"';

describe('the edits of updateFile', () => {
  it('put the values of the image into the file, and say what has changed', async (t) => {
    const checkout = await aCheckout(t, {
      'sub/a.hcl': '# vyos\niso_url      = "old"\niso_checksum = "none"\n',
    });
    const image = editing('vyos', 'sub/a.hcl', [
      { pattern: 'iso_url\\s*=\\s*"[^"]*"', value: 'iso_url      = "{{ .Source.URL }}"' },
      { pattern: 'iso_checksum\\s*=\\s*"[^"]*"', value: 'iso_checksum = "{{ .Name }}"' },
    ]);
    const { files, changes, failures } = await computeEdits([image], checkout);
    assert.deepEqual(failures, []);
    assert.deepEqual(
      files.map(({ path, before, after }) => [path, String(before), String(after)]),
      [
        [
          'sub/a.hcl',
          '# vyos\niso_url      = "old"\niso_checksum = "none"\n',
          '# vyos\niso_url      = "https://origin.test/vyos"\niso_checksum = "vyos"\n',
        ],
      ],
    );
    const [image_, path] = ['vyos', 'sub/a.hcl'];
    assert.deepEqual(changes, [
      {
        image: image_,
        path,
        line: 2,
        old: 'iso_url      = "old"',
        new: 'iso_url      = "https://origin.test/vyos"',
      },
      {
        image: image_,
        path,
        line: 3,
        old: 'iso_checksum = "none"',
        new: 'iso_checksum = "vyos"',
      },
    ]);
    assert.equal(String(await checkout.read('sub/a.hcl')), String(files[0]?.before));
  });

  it('are none where everything is up to date, and none for images without updateFile', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': `${NEW}\n` });
    const { updateFile: _, ...plain } = setting('talos');
    const edits = await computeEdits([setting('vyos'), plain], checkout);
    assert.deepEqual(edits, { files: [], changes: [], failures: [] });
  });

  it('are none in a second run', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': 'url = "old"\n' });
    const first = await checkout.edit(setting('vyos'));
    assert.equal(first.files.length, 1);
    assert.deepEqual(await checkout.edit(setting('vyos')), {
      files: [],
      changes: [],
      failures: [],
    });
  });

  for (const [title, before, after] of [
    ['CRLF', 'x\r\nurl = "old"\r\ny\r\n', `x\r\n${NEW}\r\ny\r\n`],
    ['mixed line ends', 'x\nurl = "old"\r\ny\n\rz\r\n', `x\n${NEW}\r\ny\n\rz\r\n`],
    ['a missing final newline', 'x\nurl = "old"', `x\n${NEW}`],
    ['a byte order mark', '\ufeffurl = "old"\n', `\ufeff${NEW}\n`],
    ['characters of four bytes', '🖥é url = "old" 🖥\n', `🖥é ${NEW} 🖥\n`],
    ['blanks at line ends', 'x \t\nurl = "old"  \n\n\n', `x \t\n${NEW}  \n\n\n`],
  ] as const) {
    it(`keep ${title}`, async (t) => {
      const checkout = await aCheckout(t, { 'a.hcl': before });
      await checkout.edit(setting('vyos'));
      assert.equal(String(await checkout.read('a.hcl')), after);
      assert.deepEqual((await checkout.edit(setting('vyos'))).files, []);
    });
  }

  for (const [title, before, after] of [
    ['in a file of CRLF', 'a {\r\n}\r\n', 'a {\r\n  x\r\n}\r\n'],
    ['in a file of LF', 'a {\n}\n', 'a {\n  x\n}\n'],
    ['as the lines that were there have it', 'a {\r\n}\n\n\n', 'a {\r\n  x\r\n}\n\n\n'],
  ] as const) {
    it(`write the line ends of a value ${title}`, async (t) => {
      const checkout = await aCheckout(t, { 'a.hcl': before });
      const image = editing('a', 'a.hcl', [
        { pattern: '(?m)^a \\{\\n[^}]*\\}$', value: 'a {\n  x\n}' },
      ]);
      assert.deepEqual(failuresOf(await checkout.edit(image)), []);
      assert.equal(String(await checkout.read('a.hcl')), after);
      assert.deepEqual((await checkout.edit(image)).files, []);
    });
  }

  it('see a line begin after a byte order mark and end before CRLF', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': '\ufeffurl = old\r\nx\r\n' });
    await checkout.edit(editing('a', 'a.hcl', [{ pattern: '(?m)^url = .*$', value: 'url = new' }]));
    assert.equal(String(await checkout.read('a.hcl')), '\ufeffurl = new\r\nx\r\n');
  });

  const GROUP = "x = '(?P<x>[^']*)'";
  for (const literal of ['$&', '$`', '$<x>', '$y', '$2', '\\', '%{ if }']) {
    it(`put ${literal} in as it is`, async (t) => {
      const checkout = await aCheckout(t, { 'a.hcl': "x = 'old'\n" });
      await checkout.edit(editing('a', 'a.hcl', [{ pattern: GROUP, value: `x = '${literal}'` }]));
      assert.equal(String(await checkout.read('a.hcl')), `x = '${literal}'\n`);
    });
  }

  for (const reference of ['$1', '$$', `\${x}`, '$0', '\\1']) {
    it(`refuse ${reference}, unless expand says what it means`, async (t) => {
      const checkout = await aCheckout(t, { 'a.hcl': "x = 'old'\n" });
      const replacement = { pattern: GROUP, value: `x = '${reference}'` };
      const refused = await checkout.edit(editing('a', 'a.hcl', [replacement]));
      assert.match(failuresOf(refused).join(), /holds .*, which would be written as it is/);
      assert.deepEqual(refused.files, []);
      await checkout.edit(editing('a', 'a.hcl', [{ ...replacement, expand: false }]));
      assert.equal(String(await checkout.read('a.hcl')), `x = '${reference}'\n`);
    });
  }

  it('put groups in with expand: true, and find their place again', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': '\turl   =  "old" # keep $1\n' });
    const image = editing('a', 'a.hcl', [
      {
        pattern: '(?P<key>url\\s*=\\s*)"[^"]*"(.*)',
        value: `\${key}"{{ .Source.URL }}?$$1"\${2}`,
        expand: true,
      },
    ]);
    const { changes } = await checkout.edit(withUrl(image, 'https://h/$1'));
    const done = '\turl   =  "https://h/$1?$1" # keep $1\n';
    assert.equal(String(await checkout.read('a.hcl')), done);
    assert.deepEqual(
      changes.map(({ old, new: now }) => [old, now]),
      [['url   =  "old" # keep $1', 'url   =  "https://h/$1?$1" # keep $1']],
    );
    assert.deepEqual((await checkout.edit(withUrl(image, 'https://h/$1'))).files, []);
  });

  it('keep the line ends of a group, also in a file of both', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': 'a {\n\r\n x = 1\r\n}\r\n' });
    const pattern = '(a \\{\\s*)x = \\d+(\\s*\\})';
    const image = editing('a', 'a.hcl', [{ pattern, value: `\${1}x = 22\${2}`, expand: true }]);
    const { changes } = await checkout.edit(image);
    assert.equal(String(await checkout.read('a.hcl')), 'a {\n\r\n x = 22\r\n}\r\n');
    assert.equal(changes[0]?.new, 'a {\n\n x = 22\n}');
  });

  it('refuse with expand: true a group that is not there, and one that grows with every run', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': 'x = "old"\n' });
    for (const [value, says] of [
      ['x = "$1x"', /names a group that the pattern does not have: found "\$1x"/],
      [`x = "\${1}\${1}"`, /matches only a part of its value/],
      [`x = "${'$1'.repeat(2000)}"`, /matches only a part|larger than 1 MiB/],
    ] as const) {
      const image = editing('a', 'a.hcl', [{ pattern: 'x = "([^"]*)"', value, expand: true }]);
      assert.match(failuresOf(await checkout.edit(image)).join(), says);
    }
    const large = `x = "${'a'.repeat(1000)}"\n`;
    await checkout.write('a.hcl', large);
    const value = `x = "${'$1'.repeat(2000)}"`;
    const image = editing('a', 'a.hcl', [{ pattern: 'x = "([^"]*)"', value, expand: true }]);
    assert.match(failuresOf(await checkout.edit(image)).join(), /once, which makes .* than 1 MiB/);
  });

  for (const url of ['https://h/$1?a=$&b=$$', 'https://h/a{b}%20c', "https://h/it's"]) {
    it(`put the URL ${url} in as it is`, async (t) => {
      const checkout = await aCheckout(t, { 'a.hcl': 'url = "old"\n' });
      await checkout.edit(withUrl(setting('a'), url));
      assert.equal(String(await checkout.read('a.hcl')), `url = "${url}"\n`);
    });
  }

  for (const [harmful, shown] of [
    ['"', '"""'],
    ['\\', '"\\"'],
    ['\n', '"\\u000a"'],
    ['\r', '"\\u000d"'],
    ['${', '"${"'],
    ['%{', '"%{"'],
  ] as const) {
    it(`refuse a URL with ${JSON.stringify(harmful)}, which would end the text around it`, async (t) => {
      const checkout = await aCheckout(t, { 'a.hcl': 'url = "old"\n' });
      const edits = await checkout.edit(withUrl(setting('a'), `https://h/?a=${harmful}x}`));
      assert.deepEqual(edits.files, []);
      const [failure = ''] = failuresOf(edits);
      assert.ok(failure.includes(`{{ .Source.URL }} holds ${shown}, which would end`), failure);
    });
  }

  it('replace every match with all: true', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': 'url = "1"\nx\nurl = "2" url = "3"\n' });
    const { changes } = await checkout.edit(setting('vyos', { all: true }));
    assert.equal(String(await checkout.read('a.hcl')), `${NEW}\nx\n${NEW} ${NEW}\n`);
    assert.deepEqual(
      changes.map(({ line, old }) => [line, old]),
      [
        [1, 'url = "1"'],
        [3, 'url = "2"'],
        [3, 'url = "3"'],
      ],
    );
    assert.deepEqual((await checkout.edit(setting('vyos', { all: true }))).files, []);
  });

  it('name only the places that change', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': `${NEW}\nurl = "2"\n` });
    const { changes } = await checkout.edit(setting('vyos', { all: true }));
    assert.deepEqual(
      changes.map(({ line }) => line),
      [2],
    );
  });
});

const FLAWS: readonly (readonly [
  title: string,
  content: string,
  replacement: { pattern: string; value: string; all?: boolean },
  ...says: RegExp[],
])[] = [
  [
    'a pattern that matches nothing',
    'x\n',
    { pattern: 'url = .*', value: 'url = 1' },
    /^a: EDIT_FAILED cannot edit a\.hcl: the pattern "url = \.\*" matches nothing$/,
  ],
  ['an empty file', '', { pattern: 'url', value: 'url' }, /matches nothing/],
  [
    'a pattern that matches twice',
    'x\nurl = 1\n\nurl = 2\n',
    { pattern: 'url = \\d', value: 'url = 3' },
    /matches 2 times \(line 2, 4\), want once; make it more precise, or set all: true/,
  ],
  [
    'a pattern that matches five times',
    'u\nu\nu\nu u\n',
    { pattern: 'u', value: 'u' },
    /matches 5 times \(line 1, 2, 3, …\)/,
  ],
  [
    'a pattern that does not match its value',
    'url = 1\n',
    { pattern: 'url = \\d', value: 'url = x' },
    /matches nothing once its value is in place, so no later change could find its place/,
  ],
  [
    'a pattern that matches its value twice',
    'url = 1\n',
    { pattern: 'url = \\d', value: 'url = 1 url = 2' },
    /matches 2 times .* once its value is in place/,
  ],
  [
    'a pattern that matches only a part of its value',
    'url = 1\n',
    { pattern: 'url =', value: 'url = x' },
    /only a part of its value, so that every run would change the file again/,
  ],
  [
    'a pattern that matches the empty string',
    'ab\n',
    { pattern: '\\Bx?', value: 'x' },
    /matches the empty string/,
  ],
  [
    'over 10,000 matches',
    'u\n'.repeat(10_001),
    { pattern: 'u', value: 'u', all: true },
    /matches over 10000 times/,
  ],
  [
    'a result of over 1 MiB',
    'u = 1\n'.repeat(9000),
    { pattern: 'u = .*', value: `u = ${'x'.repeat(200)}`, all: true },
    /matches 9000 times, which makes the file larger than 1 MiB/,
  ],
  [
    'a result of a little over 1 MiB',
    `${'u'.repeat(1024 * 1024 - 6)} = 1\n`,
    { pattern: ' = .*', value: ' = 23456' },
    /makes the file larger than 1 MiB/,
  ],
  ['a pattern that is none', 'x', { pattern: '(', value: 'x' }, /is no RE2 pattern/],
  ['a lookahead', 'x', { pattern: 'x(?=y)', value: 'x' }, /is no RE2 pattern: found a lookahead/],
  ['a backreference', 'x', { pattern: '(x)\\1', value: 'x' }, /found a backreference/],
  [
    'an unknown variable',
    'x',
    { pattern: 'x', value: '{{ .Source.Foo }}' },
    /has a value that has an unknown variable/,
  ],
  ['open braces', 'x', { pattern: 'x', value: '{{ .Name' }, /has a value that has \{\{ without/],
  [
    'two lines where the file has one',
    'a b\n',
    { pattern: 'a\\nb', value: 'a\nb' },
    /the pattern "a\\nb" matches nothing/,
  ],
];

describe('a replacement fails with', () => {
  for (const [title, content, replacement, ...says] of FLAWS) {
    it(title, async (t) => {
      const checkout = await aCheckout(t, { 'a.hcl': content });
      const edits = await checkout.edit(editing('a', 'a.hcl', [replacement]));
      assert.deepEqual([edits.files, edits.changes], [[], []]);
      const [failure = '', ...more] = failuresOf(edits);
      assert.deepEqual(more, []);
      for (const pattern of says) assert.match(failure, pattern);
      assert.equal(String(await checkout.read('a.hcl')), content);
    });
  }

  it('nothing where a pattern would backtrack elsewhere', { timeout: 20_000 }, async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': `${'a'.repeat(500_000)}b\n` });
    const image = editing('a', 'a.hcl', [{ pattern: '(?m)^(a+)+$', value: 'a' }]);
    assert.match(failuresOf(await checkout.edit(image))[0] ?? '', /matches nothing/);
  });

  it('nothing where each of many places takes a look at the whole rest', {
    timeout: 60_000,
  }, async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': `${'a\n'.repeat(50_000)}` });
    const image = editing('a', 'a.hcl', [{ pattern: '(?s)a.*b|a', value: 'a', all: true }]);
    assert.match(
      failuresOf(await checkout.edit(image))[0] ?? '',
      /takes too long to find its places/,
    );
  });
});

describe('several edits of one file', () => {
  it('are made one after the other, as one file', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': 'one = "1"\ntwo = "2"\n' });
    const images = [
      setting('a', { key: 'one', value: '{{ .Name }}' }),
      setting('b', { key: 'two', value: '{{ .Name }}' }),
    ];
    const { files, changes } = await checkout.edit(...images);
    assert.equal(files.length, 1);
    assert.deepEqual(
      changes.map(({ image, line }) => [image, line]),
      [
        ['a', 1],
        ['b', 2],
      ],
    );
    assert.equal(String(await checkout.read('a.hcl')), 'one = "a"\ntwo = "b"\n');
  });

  it('may be in one line', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': 'x = { one = "1", two = "2" }' });
    await checkout.edit(
      setting('b', { key: 'two', value: '{{ .Name }}' }),
      setting('a', { key: 'one', value: '{{ .Name }}' }),
    );
    assert.equal(String(await checkout.read('a.hcl')), 'x = { one = "a", two = "b" }');
  });

  it('leave out an image with one bad replacement of two, and keep the others', async (t) => {
    const checkout = await aCheckout(t, {
      'a.hcl': 'one = "1"\ntwo = "2"\n',
      'b.hcl': 'url = "1"',
    });
    const [good, bad] = [setting('good', { key: 'two' }), setting('bad', { key: 'one' })];
    const missing = { pattern: 'three', value: 'three' };
    const twice = editing('bad', 'a.hcl', [...(bad.updateFile?.replacements ?? []), missing]);
    const edits = await checkout.edit(twice, good, setting('other', { path: 'b.hcl' }));
    assert.deepEqual(failuresOf(edits), [
      'bad: EDIT_FAILED cannot edit a.hcl: the pattern "three" matches nothing',
    ]);
    const after = 'one = "1"\ntwo = "https://origin.test/good"\n';
    assert.equal(String(await checkout.read('a.hcl')), after);
    assert.equal(String(await checkout.read('b.hcl')), 'url = "https://origin.test/other"');
    assert.deepEqual(
      edits.changes.map(({ image }) => image),
      ['good', 'other'],
    );
  });

  it('fail for the image whose value another one overwrites, in this run and the next', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': 'url = "old"\n' });
    const loser = setting('loser', { value: 'lost' });
    const winner = editing('winner', 'a.hcl', [{ pattern: '(?m)^url .*$', value: 'url = "won"' }]);
    const first = await checkout.edit(loser, winner);
    const [failure = ''] = failuresOf(first);
    assert.match(failure, /^loser: .* does not keep its value: another replacement edits the same/);
    assert.match(failure, /\(the file is edited for winner as well\); make the patterns differ$/);
    assert.deepEqual(
      first.changes.map(({ image, old }) => [image, old]),
      [['winner', 'url = "old"']],
    );
    assert.equal(String(await checkout.read('a.hcl')), 'url = "won"\n');
    const second = await checkout.edit(loser, winner);
    assert.deepEqual(second.files, []);
    assert.deepEqual(failuresOf(second), [failure]);
  });

  it('fail for an image that edits one place twice', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': 'url = "old"\n' });
    const image = editing('a', 'a.hcl', [
      { pattern: 'url = "[^"]*"', value: 'url = "1"' },
      { pattern: '(?m)^url .*$', value: 'url = "2"' },
    ]);
    const edits = await checkout.edit(image);
    assert.match(failuresOf(edits)[0] ?? '', /another replacement edits the same place; make/);
    assert.deepEqual(edits.files, []);
  });

  it('fail for an image whose pattern also matches the value of another one', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': 'url = "1"\nname = ""\n' });
    const other = editing('other', 'a.hcl', [
      { pattern: 'name = .*', value: 'name = "disk-url = "x""' },
    ]);
    const edits = await checkout.edit(setting('vyos'), other);
    assert.match(failuresOf(edits)[0] ?? '', /^vyos: .*does not keep its value/);
    assert.deepEqual((await checkout.edit(setting('vyos'), other)).files, []);
  });

  it('end where an image depends on one that fails', async (t) => {
    const checkout = await aCheckout(t, { 'a.hcl': 'v = 0\n' });
    const step = (name: string, from: string, to: string) =>
      editing(name, 'a.hcl', [{ pattern: `v = [${from}${to}]`, value: `v = ${to}` }]);
    const edits = await checkout.edit(
      step('a', '0', '1'),
      step('b', '1', '2'),
      step('c', '2', '3'),
    );
    assert.deepEqual(
      edits.failures.map(({ image }) => image),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(edits.files, []);
  });

  it('name one failure an image, and say it for each image of a file that is missing', async (t) => {
    const checkout = await aCheckout(t);
    const edits = await checkout.edit(setting('a'), setting('b', { key: 'other' }));
    assert.deepEqual(failuresOf(edits), [
      'a: EDIT_FAILED cannot edit a.hcl: there is no such file in the checkout',
      'b: EDIT_FAILED cannot edit a.hcl: there is no such file in the checkout',
    ]);
  });
});
