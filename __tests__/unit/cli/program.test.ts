import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LabctlError } from '../../../src/base/errors.ts';
import { parseCommandLine } from '../../../src/cli/program.ts';
import { optionsOf } from '../../../src/images/options/options.ts';
import { VERB_HELP, VERBS } from '../../../src/images/options/verbs.ts';

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

  it('speaks in the help of a verb of that verb alone', () => {
    for (const verb of VERBS) {
      const options = parse(`images ${verb} --help`).out().split('Examples:')[0] ?? '';
      for (const other of VERBS) assert.ok(!options.includes(` ${other}: `), `${verb}: ${options}`);
    }
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
    ['images snyc', 'unknown command "images snyc"; did you mean "labctl images sync"?'],
    ['imagse sync', 'unknown command "imagse"; did you mean "labctl images"?'],
    ['snyc', 'unknown command "snyc"; did you mean "labctl images sync"?'],
    ['sync --force', 'unknown command "sync"; did you mean "labctl images sync"?'],
    ['xylophone', 'unknown command "xylophone"; see "labctl --help"'],
    // Help for what does not exist is no help.
    ['images snyc --help', 'unknown command "images snyc"; did you mean "labctl images sync"?'],
    ['help snyc', 'unknown command "snyc"; did you mean "labctl images sync"?'],
    ['help images snyc', 'unknown command "images snyc"; did you mean "labctl images sync"?'],
    ['images sync --dryrun', 'unknown option "--dryrun"; did you mean "--dry-run"?'],
    ['images sync --zzz', 'unknown option "--zzz"; see "labctl images --help"'],
    [
      'images sync talos',
      'unexpected "talos": sync takes options only; did you mean "--images talos"?',
    ],
    ['images sync --store', '--store needs a value: --store <folder>; see "labctl images --help"'],
  ] as const) {
    it(`says of "labctl ${line}" once what is wrong and what may have been meant`, () => {
      assert.throws(
        () => parse(line),
        (thrown: unknown) => {
          assert.ok(thrown instanceof LabctlError);
          assert.equal(thrown.code, 'INPUT_INVALID');
          assert.equal(thrown.message, said);
          assert.equal(thrown.remedy, undefined);
          return true;
        },
      );
    });
  }

  for (const line of [
    'help sync',
    'help images sync',
    'images help sync',
    'sync --help',
    'sync -h',
    'sync --force --help',
  ]) {
    it(`answers "labctl ${line}" with the help of "labctl images sync"`, () => {
      const { parsed, out } = parse(line);
      assert.deepEqual(parsed, { exitCode: 0 });
      assert.equal(out(), parse('images sync --help').out());
    });
  }

  it('answers "labctl help" and "labctl images help" as --help does', () => {
    assert.equal(parse('help').out(), parse('--help').out());
    assert.equal(parse('images help').out(), parse('images --help').out());
    assert.equal(parse('help images').out(), parse('images --help').out());
  });

  it('shows the verbs there are when none is given, with exit code 2', () => {
    const { parsed, error } = parse('images');
    assert.deepEqual(parsed, { exitCode: 2 });
    assert.match(error(), /^ {2}sync /m);
  });
});
