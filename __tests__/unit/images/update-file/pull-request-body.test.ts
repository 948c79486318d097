import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { printable } from '../../../../src/base/redact.ts';
import {
  type Change,
  describeChanges,
} from '../../../../src/images/update-file/pull-request-body.ts';

const CHANGE: Change = {
  image: 'vyos-stream',
  path: 'packer/source.auto.pkrvars.hcl',
  line: 3,
  old: 'v1',
  new: 'v2',
  sourceUrl: 'https://example.com/vyos 2.iso?arch=amd64&v=2#x',
  checksum: `sha256:${'f60a2d7dd3bd'.repeat(5)}f60a`,
};
const parts = { intro: 'Hello.', failed: [] };
const body = (change: Partial<Change>) => describeChanges([{ ...CHANGE, ...change }], parts);

/** What a browser shows of the entities. */
const shown = (markdown: string) =>
  markdown.replace(/&#(\d+);/g, (_, number) => String.fromCodePoint(Number(number)));

/** The texts that a line shows as code, and the line without them. */
function codesOf(line: string): { codes: string[]; rest: string } {
  const codes: string[] = [];
  const rest = line.replace(/`([^`]+)`|<code>(.*?)<\/code>/g, (_, plain, html) => {
    // Between backticks entities are text; in HTML nothing else may stand.
    if (html !== undefined) assert.match(html, /^([\p{L}\p{N} -]|&#\d+;)*$/u);
    codes.push(plain ?? shown(html));
    return '¤';
  });
  return { codes, rest };
}

describe('the body of the pull request', () => {
  it('is a table of what changes, old and new', () => {
    assert.equal(
      describeChanges([CHANGE], parts),
      [
        'Hello.',
        '',
        '| Image | File | Old → new | Source |',
        '| --- | --- | --- | --- |',
        '| `vyos-stream` | `packer/source.auto.pkrvars.hcl` line 3 | ' +
          '`v1` → `v2` | [example.com](https://example.com/vyos%202.iso?arch=amd64&amp;v=2) ' +
          '`sha256:f60a2d7dd3bd…` |',
        '',
      ].join('\n'),
    );
  });

  it('reads well as it is, for those who see no more of it', () => {
    const line = 'iso = "https://example.com/vyos_1.4-rolling.iso?arch=a&v=2" # *a* @me <keep>';
    const text = body({ old: line.replace(' <keep>', ''), new: 'v1.2.3_[x]' });
    assert.ok(text.includes(line.replace(' <keep>', '')) && text.includes('`v1.2.3_[x]`'), text);
    assert.ok(!text.includes('&#'), text);
  });

  it('names the images that are not part of it', () => {
    const text = describeChanges([CHANGE], { intro: '', failed: ['talos', '@bob'] });
    assert.match(
      text,
      /\nNot part of this pull request, because they failed: `talos`, `@bob`\.\n$/,
    );
  });

  for (const hostile of [
    '@octocat please',
    '![x](https://evil.test/p.png)',
    '</code><img src=x onerror=alert(1)>',
    'a | b \\| c',
    '`` ` ``',
    'line\n\n# heading',
    '<!-- labctl: closed because nothing differs any more -->',
    'https://evil.test www.evil.test #1 GH-1 octo/repo#2',
    '**bold** _it_ ~~gone~~ :tada: &lt;',
    '\u202eabc\u0000',
    '',
    ' ',
    ' a',
    'a\\',
    '$x$',
    '&#124; &lt;b&gt;',
    'a`',
  ]) {
    it(`shows ${JSON.stringify(hostile)} and does nothing else`, () => {
      const text = body({ image: hostile, path: hostile, old: hostile, new: hostile });
      const row = text.split('\n')[4] ?? '';
      const { codes, rest } = codesOf(row);
      assert.equal(codes.length, 5);
      for (const code of codes.slice(0, 4)) assert.equal(code, printable(hostile));
      assert.match(rest, /^\| ¤ \| ¤ line 3 \| ¤ → ¤ \| \[example\.com\]\(https:[^()|]*\) ¤ \|$/);
      assert.equal(row.split('|').length, 6);
      assert.equal(text.split('\n').length, 6);
      // What stands there must not be taken for labctl's own note.
      assert.ok(!text.includes('<!--'));
    });
  }

  it('does not let a URL end its link', () => {
    const row = body({ sourceUrl: 'https://example.com/a)b](c)<d>|e`f"@g' }).split('\n')[4] ?? '';
    const [, target = ''] = /\[example\.com\]\(([^)]*)\)/.exec(row) ?? [];
    assert.match(target, /^https:\/\/example\.com\/[\w\-.~%@]+$/);
    assert.equal(row.split('|').length, 6);
  });

  it('links nothing but http and https', () => {
    assert.ok(!body({ sourceUrl: 'javascript:alert(1)' }).includes(']('));
  });

  it('holds no secret of a URL, wherever the URL stands', () => {
    const secret = 'https://bob:hunter2@example.com/x?X-Amz-Signature=5ecret&v=1';
    const text = shown(body({ old: `url = "${secret}"`, new: secret, sourceUrl: secret }));
    assert.ok(!/hunter2|5ecret/.test(text), text);
    assert.match(text, /url = "https:\/\/example\.com\/x\?X-Amz-Signature=/);
  });

  it('is never longer than GitHub takes, and says how much is not shown', () => {
    const changes = Array.from({ length: 1000 }, (_, line) => ({ ...CHANGE, line }));
    const failed = Array.from({ length: 1000 }, (_, index) => `image-${index}`);
    const text = describeChanges(changes, { intro: 'x'.repeat(100_000), failed });
    assert.ok(text.length <= 65_536 && text.length > 60_000, String(text.length));
    const rows = text.match(/^\| `/gm)?.length ?? 0;
    assert.match(text, new RegExp(`… and ${1000 - rows} more changes`));
    assert.match(text, /and 950 more\.\n$/);
  });
});
