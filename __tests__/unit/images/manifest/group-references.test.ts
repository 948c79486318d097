import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readReferences } from '../../../../src/images/manifest/group-references.ts';
import { compilePattern } from '../../../../src/images/manifest/pattern.ts';

const COMPILED = compilePattern('(?P<x>a+)(b)?-(?P<y_1>c)');
/** What the groups match in `aa-c`. */
const GROUPS = ['aa-c', 'aa', '', 'c'];

/** Braces behind a dollar are written behind § here: the linter takes them for a mistake. */
const real = (text: string) => text.replaceAll('§', '$');

/** The value as it is written into the file, or why it is refused. */
function expanded(value: string, expand: boolean | undefined): string {
  const read = readReferences([{ text: real(value) }], COMPILED, expand);
  if ('flaw' in read) return `refused: ${read.flaw}`;
  const parts = read.template.map((part) => {
    if ('group' in part) return GROUPS[part.group];
    return 'text' in part ? part.text : assert.fail('a variable');
  });
  return parts.join('');
}

describe('with expand: true a value', () => {
  // What Go 1.24 makes of it: regexp.MustCompile(`(?P<x>a+)(b)?-(?P<y_1>c)`).ReplaceAllString("aa-c", value).
  for (const [value, written] of [
    ['$1', 'aa'],
    ['§{1}', 'aa'],
    ['$x', 'aa'],
    ['§{x}', 'aa'],
    ['$y_1', 'c'],
    ['$$', '$'],
    ['$$1', '$1'],
    ['$2', ''],
    ['§{2}|', '|'],
    ['$0', 'aa-c'],
    ['§{1}x', 'aax'],
    ['$(', '$('],
    ['§{', '§{'],
    ['§{x', '§{x'],
    ['§{x-y}', '§{x-y}'],
    ['$', '$'],
    ['a$', 'a$'],
    ['$-1', '$-1'],
    ['$$$x', '$aa'],
    ['$x$x', 'aaaa'],
    ['$3$', 'c$'],
    ['§{var.x}', '§{var.x}'],
    ['$\n1', '$\n1'],
    ['\\1', '\\1'],
    ['$x.y', 'aa.y'],
  ] as const) {
    it(`is written as Go writes it: ${JSON.stringify(value)}`, () => {
      assert.equal(expanded(value, true), real(written));
    });
  }

  // Go writes nothing in their place.
  for (const value of ['$01', '$1x', '$9', '$nope', '$1_', '§{nope}', '$4', '§{constructor}']) {
    it(`is refused if it names a group that is not there: ${value}`, () => {
      const said = expanded(`a ${value} b`, true);
      assert.ok(said.startsWith('refused: names a group that the pattern does not have'), said);
      assert.ok(said.includes(`found "${real(value)}"`), said);
      assert.ok(said.includes(real('want one of §{0}, §{1}, §{2}, §{3}, §{x}, §{y_1};')), said);
    });
  }
});

describe('without expand a value', () => {
  for (const [value, found] of [
    ['$1', '$1'],
    ['a §{1}', '§{1}'],
    ['$0', '$0'],
    ['$x', '$x'],
    ['§{x}', '§{x}'],
    ['$$', '$$'],
    ['$§{x}', '$$'],
    ['$1x', '$1'],
    ['\\1', '\\1'],
  ] as const) {
    it(`is refused if it seems to name a group: ${real(value)}`, () => {
      const said = expanded(value, undefined);
      assert.ok(said.startsWith(`refused: holds "${real(found)}", which would`), said);
      assert.match(
        said,
        /set expand: true and write .* is meant, or expand: false to keep the text/,
      );
    });
  }

  for (const value of [
    ...['§{var.x}', '$HOME', '$4', '§{4}', '$xs', '§{y}', '$(x)', '$', '$-', '%{ if x }', '$&'],
    ...['$`', '$<x>', '\\4', '\\n', '\\', '$constructor', '$01', '§{x:-y}', '$ 1'],
  ]) {
    it(`is text if it cannot be meant otherwise: ${value}`, () => {
      assert.equal(expanded(value, undefined), real(value));
    });
  }

  it('is text with expand: false, whatever it holds', () => {
    const value = '$1 §{x} $$ $0 \\1 §{var.x}';
    assert.equal(expanded(value, false), real(value));
  });
});

it('says nothing of what a variable will hold', () => {
  const template = [{ text: '$' }, { variable: '.Name' }, { text: '1' }] as const;
  for (const expand of [true, false, undefined]) {
    const read = readReferences(template, COMPILED, expand);
    assert.ok('template' in read);
    const shown = read.template.filter((part) => !('text' in part) || part.text !== '');
    assert.deepEqual(shown, template);
  }
});
