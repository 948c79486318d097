import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import { type LexOptions, lexWords } from '../../../../src/factory/dockerfile/shell-words.ts';

const read = (name: string) => readFileSync(new URL(`buildkit/${name}`, import.meta.url), 'utf8');

/** The result, or `error` for what is refused. */
function lexed<Result>(
  source: string,
  options: LexOptions,
  pick: (of: ReturnType<typeof lexWords>) => Result,
) {
  try {
    return pick(lexWords(source, options));
  } catch (error) {
    assert.ok(error instanceof LabctlError && error.code === 'DOCKERFILE_INVALID', String(error));
    return 'error';
  }
}

describe("BuildKit's table of variables", () => {
  const variables = new Map([
    ['PWD', '/home'],
    ['SHELL', 'bash'],
    ['KOREAN', '한국어'],
    ['NULL', ''],
  ]);
  const lines = read('envVarTest').split('\n');
  for (const [index, line] of lines.entries()) {
    const [platform = '', source, expected] = line.split('|').map((part) => part.trim());
    if (line.startsWith('#') || source === undefined || platform === 'W') continue;
    it(`agrees on line ${index + 1}: ${source}`, () => {
      assert.equal(
        lexed(source, { variables }, ({ text }) => text),
        expected,
      );
    });
  }
});

describe("BuildKit's table of words", () => {
  const variables = new Map<string, string>();
  for (const [index, line] of read('wordsTest').split('\n').entries()) {
    const [, name, value] = /^ENV +([^=]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) {
      variables.set(name, value);
      continue;
    }
    if (line.startsWith('#') || !line.includes('|')) continue;
    const [source = '', expected = ''] = line.split('|');
    const now = new Map(variables);
    it(`agrees on line ${index + 1}: ${source.trim()}`, () => {
      const words = lexed(source.trim(), { variables: now }, (of) => of.words);
      assert.equal(String(words), expected.trimStart());
    });
  }
});

describe("BuildKit's table of substitutions", () => {
  type Row = {
    input: string;
    envs: Record<string, string>;
    expected: string;
    error: boolean;
    unset: string[];
  };
  for (const line of read('processWithMatches.jsonl').trim().split('\n')) {
    const row: Row = JSON.parse(line);
    it(`agrees on ${row.input}`, () => {
      const variables = new Map(Object.entries(row.envs));
      const found = lexed(row.input, { variables }, ({ text, unset }) => ({
        text,
        unset: [...unset],
      }));
      const wanted = row.error ? 'error' : { text: row.expected, unset: row.unset };
      assert.deepEqual(found, wanted);
    });
  }
});

describe('lexWords', () => {
  it('keeps quotes and unset variables when it is asked to', () => {
    const { words } = lexWords(`a "b $c" '\${d:-e}'`, { keepQuotes: true, keepUnset: true });
    assert.deepEqual(words, ['a', '"b $c"', "'${d:-e}'"]);
  });

  it('takes a pattern of many stars in linear time', () => {
    const variables = new Map([['V', 'a'.repeat(2_000)]]);
    const { text } = lexWords(`\${V##${'*a'.repeat(500)}b}`, { variables });
    assert.equal(text.length, 2_000);
  });
});
