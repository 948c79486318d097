import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { LabctlError } from '../../../../src/base/errors.ts';
import type { Instruction } from '../../../../src/factory/dockerfile/arguments.ts';
import { parseDockerfile } from '../../../../src/factory/dockerfile/instructions.ts';

const at = (path: string) => new URL(`buildkit/${path}`, import.meta.url);

/** As BuildKit's own dump of its tree writes an instruction. */
function dump({ name, flags, args, deferred }: Instruction): string {
  const shownFlags =
    flags.length > 0 ? ` [${flags.map((flag) => JSON.stringify(flag)).join(' ')}]` : '';
  // Go writes the one character of these files that JSON escapes otherwise as \x00.
  const quoted = args.map((arg) => JSON.stringify(arg).replaceAll('\\u0000', '\\x00'));
  const rest = deferred === undefined ? quoted : [dump(deferred)];
  return `(${[name + shownFlags, ...rest].join(' ')})`;
}

function refusal(text: string): LabctlError {
  try {
    parseDockerfile(text);
  } catch (error) {
    if (error instanceof LabctlError) return error;
    throw error;
  }
  return assert.fail('it was taken');
}

describe("BuildKit's test files", () => {
  for (const name of readdirSync(at('testfiles/'))) {
    it(`read the same: ${name}`, () => {
      const text = readFileSync(at(`testfiles/${name}/Dockerfile`), 'utf8');
      const wanted = readFileSync(at(`testfiles/${name}/result`), 'utf8').trim();
      const lines = parseDockerfile(text).instructions.map(dump);
      assert.equal(lines.join('\n'), wanted);
    });
  }

  for (const name of readdirSync(at('testfiles-negative/'))) {
    it(`are refused: ${name}`, () => {
      const text = readFileSync(at(`testfiles-negative/${name}/Dockerfile`), 'utf8');
      assert.equal(refusal(text).code, 'DOCKERFILE_INVALID');
    });
  }
});

describe('parseDockerfile', () => {
  const namesOf = (text: string) =>
    parseDockerfile(text).instructions.map(({ name, line }) => `${line} ${name}`);

  it('skips what here-documents hold, of RUN, COPY and ONBUILD', () => {
    const text = [
      'FROM a',
      'RUN <<A cat <<-"B"',
      'FROM b',
      'A',
      'FROM c',
      '\tB',
      'COPY 3<<E /x',
      'FROM d',
      'E',
      'ONBUILD RUN <<F',
      'FROM e',
      'F',
      'CMD <<G',
      'FROM f',
    ];
    assert.deepEqual(namesOf(text.join('\n')), [
      '1 from',
      '2 run',
      '7 copy',
      '10 onbuild',
      '13 cmd',
      '14 from',
    ]);
  });

  it('takes << within quotes and of numbers for what they are', () => {
    assert.deepEqual(namesOf("FROM a\nRUN echo '<<E' && x=$((1<<2))\nFROM b"), [
      '1 from',
      '2 run',
      '3 from',
    ]);
  });

  it('names the line of a here-document without an end', () => {
    const { message, code } = refusal('FROM a\n\nRUN <<E\nFROM b\n');
    assert.equal(code, 'DOCKERFILE_INVALID');
    assert.match(message, /^line 3: the here-document E has no end/);
  });

  it('joins continued lines, over comments and empty lines, which are worth a warning', () => {
    const { instructions, warnings } = parseDockerfile(
      'FROM \\\n# x\n\n  node:22 \\\n AS b\nRUN x',
    );
    assert.deepEqual(instructions[0]?.args, ['node:22', 'AS', 'b']);
    assert.equal(instructions[1]?.line, 6);
    assert.equal(warnings.length, 1);
  });

  it('does not continue a line that ends in an escaped escape', () => {
    assert.deepEqual(namesOf('FROM a\nENV P C:\\\\\nFROM b'), ['1 from', '2 env', '3 from']);
  });

  it('reads directives at the very top alone, each once', () => {
    const { escapeToken, syntax } = parseDockerfile(
      '#escape=`\n# Syntax = docker/dockerfile:1 x\nFROM `\na',
    );
    assert.equal(escapeToken, '`');
    assert.deepEqual(syntax, { image: 'docker/dockerfile:1', line: 2 });
    assert.equal(parseDockerfile('# a comment\n# escape=`\nFROM a').escapeToken, '\\');
    assert.match(refusal('#escape=`\n#escape=`\nFROM a').message, /^line 2/);
    assert.match(refusal('#escape=x\nFROM a').message, /^line 1/);
  });

  it('finds the syntax behind a #! line', () => {
    const { syntax, instructions } = parseDockerfile('#!/usr/bin/env x\n# syntax=a/b:1\nFROM c');
    assert.deepEqual(syntax, { image: 'a/b:1', line: 2 });
    assert.equal(instructions.length, 1);
  });

  it('takes a byte order mark, line ends of Windows, and a last line without an end', () => {
    const { instructions } = parseDockerfile('\uFEFFFROM a\r\nRUN b \\\r\n c');
    assert.deepEqual(
      instructions.map(({ args }) => args),
      [['a'], ['b  c']],
    );
  });

  it('refuses a line that docker build would refuse', () => {
    assert.match(refusal(`FROM a\nRUN ${'x'.repeat(70_000)}`).message, /^line 2: longer/);
  });
});
