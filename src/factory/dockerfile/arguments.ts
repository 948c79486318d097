/** One instruction of a Dockerfile taken apart: its name, its flags, and its arguments in the form that it has them. */
import { LabctlError } from '../../base/errors.ts';

export type Instruction = {
  /** In lower case. */
  readonly name: string;
  /** `--platform=…` and the like, without their quotes. */
  readonly flags: readonly string[];
  /** Words, or the one text of a shell command; of ENV and LABEL name, value and separator by turns. */
  readonly args: readonly string[];
  /** Whether the arguments were a JSON list. */
  readonly isJson: boolean;
  /** Of ONBUILD: what it puts off. */
  readonly deferred?: Instruction;
};

type Escape = '\\' | '`';
type Arguments = Pick<Instruction, 'args'> & Partial<Instruction>;
type Kind = (rest: string, escapeToken: Escape) => Arguments;

/** How each instruction has its arguments (BuildKit, frontend/dockerfile/parser/parser.go, dispatch). */
const KINDS: Readonly<Record<string, Kind>> = {
  add: jsonOrWords,
  arg: (rest, escapeToken) => ({ args: quotedWords(rest, escapeToken) }),
  cmd: jsonOrText,
  copy: jsonOrWords,
  entrypoint: jsonOrText,
  env: (rest, escapeToken) => ({ args: nameValuePairs(rest, 'ENV', escapeToken) }),
  expose: plainWords,
  from: plainWords,
  healthcheck: healthCheck,
  label: (rest, escapeToken) => ({ args: nameValuePairs(rest, 'LABEL', escapeToken) }),
  maintainer: plainText,
  onbuild: (rest, escapeToken) =>
    rest === '' ? { args: [] } : { args: [], deferred: parseInstruction(rest, escapeToken) },
  run: jsonOrText,
  shell: jsonOrText,
  stopsignal: plainText,
  user: plainText,
  volume: jsonOrWords,
  workdir: plainText,
};

const SPACES = /[\t\v\f\r ]+/;

/** Takes one logical line apart. Throws DOCKERFILE_INVALID. An instruction that nobody knows has no arguments. */
export function parseInstruction(line: string, escapeToken: Escape): Instruction {
  const [word = '', behind = ''] = splitOnce(line.trim());
  const { flags, rest } = splitFlags(behind, escapeToken);
  const name = word.toLowerCase();
  const parse = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  return { name, flags, isJson: false, ...(parse?.(rest.trim(), escapeToken) ?? { args: [''] }) };
}

function splitOnce(text: string): [string, string] {
  const match = SPACES.exec(text);
  if (match === null) return [text, ''];
  return [text.slice(0, match.index), text.slice(match.index + match[0].length)];
}

/** The words at the beginning that start with `--`; a lone `--` ends them. */
function splitFlags(line: string, escapeToken: Escape): { flags: string[]; rest: string } {
  const flags: string[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(line[at] ?? '')) at += 1;
    if (!line.startsWith('--', at)) return { flags, rest: line.slice(at) };
    const { word, end } = unquotedWord(line, at, escapeToken);
    at = end;
    if (word === '--') return { flags, rest: line.slice(at) };
    flags.push(word);
  }
}

/** One word without its quotes and escapes. */
function unquotedWord(
  line: string,
  start: number,
  escapeToken: Escape,
): { word: string; end: number } {
  let word = '';
  let quote = '';
  let at = start;
  for (; at < line.length; at += 1) {
    const character = line[at] ?? '';
    if (quote === '' && /\s/.test(character)) break;
    if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === escapeToken) {
      at += 1;
      word += line[at] ?? '';
    } else word += character;
  }
  return { word, end: at };
}

/** Words with their quotes and escapes. */
function quotedWords(text: string, escapeToken: Escape): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  let isWord = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quote === '' && /\s/.test(character)) {
      if (isWord) words.push(word);
      word = '';
      isWord = false;
      continue;
    }
    if (character === escapeToken && quote !== "'") {
      // One at the very end escapes nothing.
      if (at + 1 < text.length) word += character + (text[at + 1] ?? '');
      isWord ||= word !== '';
      at += 1;
      continue;
    }
    if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
    word += character;
    isWord = true;
  }
  if (isWord) words.push(word);
  return words;
}

/** `NAME value`, or `NAME=value` any number of times. */
function nameValuePairs(rest: string, instruction: string, escapeToken: Escape): string[] {
  const words = quotedWords(rest, escapeToken);
  const [first] = words;
  if (first === undefined) return [];
  if (!first.includes('=')) {
    const [name, value] = splitOnce(rest);
    if (!SPACES.test(rest)) throw flaw(`${instruction} ${name} has no value`);
    return [name, value, ''];
  }
  return words.flatMap((word) => {
    const equals = word.indexOf('=');
    if (equals < 0) throw flaw(`${instruction} has ${word}, want name=value`);
    return [word.slice(0, equals), word.slice(equals + 1), '='];
  });
}

function plainWords(rest: string): Arguments {
  return { args: rest === '' ? [] : rest.split(SPACES) };
}

function plainText(rest: string): Arguments {
  return { args: rest === '' ? [] : [rest] };
}

function jsonOrText(rest: string): Arguments {
  return jsonList(rest) ?? plainText(rest);
}

function jsonOrWords(rest: string): Arguments {
  return jsonList(rest) ?? plainWords(rest);
}

function healthCheck(rest: string): Arguments {
  const [, type = '', command = ''] = /^(\S*)\s*(.*)$/s.exec(rest) ?? [];
  if (type === '') return { args: [] };
  const { args, ...more } = jsonOrText(command);
  return { args: [type, ...args], ...more };
}

/** `undefined` for what is not JSON, which then is a text like any other. A list of something else is a mistake. */
function jsonList(rest: string): Arguments | undefined {
  if (!rest.startsWith('[')) return undefined;
  let list: unknown;
  try {
    list = JSON.parse(rest);
  } catch {
    return undefined;
  }
  if (!Array.isArray(list)) return undefined;
  if (list.every((item) => typeof item === 'string')) return { args: list, isJson: true };
  throw flaw('a list of arguments may hold strings alone');
}

function flaw(reason: string): LabctlError {
  return new LabctlError('DOCKERFILE_INVALID', reason);
}
