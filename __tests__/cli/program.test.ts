import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCommandLine } from '../../src/cli/program.ts';
import { LabctlError } from '../../src/errors.ts';
import { optionsOf, VERB_HELP, VERBS } from '../../src/options.ts';

function parse(line: string) {
  let out = '';
  let error = '';
  const terminal = {
    version: '1.2.3',
    writeOut: (text: string) => {
      out += text;
    },
    writeError: (text: string) => {
      error += text;
    },
  };
  const args = line === '' ? [] : line.split(' ');
  return { parsed: parseCommandLine(args, terminal), out: () => out, error: () => error };
}

describe('the command line', () => {
  it('becomes a typed request', () => {
    const { parsed } = parse('images sync --images a,b --force --concurrency 2 --json');
    assert.ok('request' in parsed);
    assert.equal(parsed.json, true);
    assert.equal(parsed.request.verb, 'sync');
    assert.deepEqual(parsed.request.verb === 'sync' && parsed.request.images, ['a', 'b']);
  });

  it('prints the version', () => {
    const { parsed, out } = parse('--version');
    assert.deepEqual(parsed, { exitCode: 0 });
    assert.equal(out(), '1.2.3\n');
  });

  it('lists every verb, the environment and the exit codes in the help of images', () => {
    const { parsed, out } = parse('images --help');
    assert.deepEqual(parsed, { exitCode: 0 });
    for (const verb of VERBS) assert.match(out(), new RegExp(`^ {2}${verb} `, 'm'));
    assert.match(out(), /E2_ENDPOINT/);
    assert.match(out(), /Exit codes:/);
  });

  for (const verb of VERBS) {
    it(`shows every option of ${verb} with its default, and an example`, () => {
      const { parsed, out } = parse(`images ${verb} --help`);
      assert.deepEqual(parsed, { exitCode: 0 });
      const text = out().replace(/\s+/g, ' ');
      assert.ok(text.includes(VERB_HELP[verb]), text);
      for (const option of optionsOf(verb, 'cli')) {
        assert.ok(text.includes(`--${option.name} `), option.name);
        if (option.default) assert.ok(text.includes(`(default: ${option.default})`), option.name);
      }
      assert.match(out(), new RegExp(`labctl images ${verb}`));
    });
  }

  for (const [line, said] of [
    ['images snyc', /snyc.*Did you mean sync\?/],
    ['images sync --dryrun', /--dryrun.*Did you mean --dry-run\?/],
    ['imagse sync', /imagse.*Did you mean images\?/],
    ['images sync extra', /too many arguments/],
    ['images sync --store', /--store.*argument missing/],
  ] as const) {
    it(`says of "labctl ${line}" what is wrong and what may have been meant`, () => {
      assert.throws(
        () => parse(line),
        (thrown: unknown) => {
          assert.ok(thrown instanceof LabctlError);
          assert.equal(thrown.code, 'INPUT_INVALID');
          assert.match(thrown.message, said);
          return true;
        },
      );
    });
  }

  it('answers a verb without "images" with the whole command', () => {
    assert.throws(
      () => parse('sync --force'),
      (thrown: unknown) =>
        thrown instanceof LabctlError && thrown.message.includes('"labctl images sync"'),
    );
  });

  it('shows the verbs there are when none is given, with exit code 2', () => {
    const { parsed, error } = parse('images');
    assert.deepEqual(parsed, { exitCode: 2 });
    assert.match(error(), /^ {2}sync /m);
  });
});
