import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Change, describeChanges } from '../../src/repository/pull-request-body.ts';

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

describe('the body of the pull request', () => {
  it('is a table of what changes, old and new', () => {
    assert.equal(
      shown(describeChanges([CHANGE], parts)),
      [
        'Hello.',
        '',
        '| Image | File | Old → new | Source |',
        '| --- | --- | --- | --- |',
        '| <code>vyos-stream</code> | <code>packer/source.auto.pkrvars.hcl</code> line 3 | ' +
          '<code>v1</code> → <code>v2</code> | [example.com](https://example.com/vyos%202.iso?arch=amd64&amp;v=2) ' +
          '<code>sha256:f60a2d7dd3bd…</code> |',
        '',
      ].join('\n'),
    );
  });

  it('names the images that are not part of it', () => {
    const text = describeChanges([CHANGE], { intro: '', failed: ['talos', '@bob'] });
    assert.match(
      shown(text),
      /\nNot part of this pull request, because they failed: <code>talos<\/code>, <code>@bob<\/code>\.\n$/,
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
  ]) {
    it(`shows ${JSON.stringify(hostile)} and does nothing else`, () => {
      const text = body({ image: hostile, path: hostile, old: hostile, new: hostile });
      const row = text.split('\n')[4] ?? '';
      const cells = [...row.matchAll(/<code>(.*?)<\/code>/g)].map(([, inner = '']) => inner);
      assert.equal(cells.length, 5);
      for (const cell of cells) assert.match(cell, /^([\p{L}\p{N} -]|&#\d+;)*$/u);
      assert.equal(row.split('|').length, 6);
      assert.equal(text.split('\n').length, 6);
    });
  }

  it('does not let a URL end its link', () => {
    const row = body({ sourceUrl: 'https://example.com/a)b](c)<d>|e`f"@g' }).split('\n')[4] ?? '';
    const [, target = ''] = /\[example&#46;com\]\(([^)]*)\)/.exec(row) ?? [];
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
    const rows = text.match(/^\| <code>/gm)?.length ?? 0;
    assert.match(text, new RegExp(`… and ${1000 - rows} more changes`));
    assert.match(text, /and 950 more\.\n$/);
  });
});
