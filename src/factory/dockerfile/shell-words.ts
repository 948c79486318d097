/** Words of a Dockerfile: quotes, escapes and `${variables}`, read as BuildKit's shell lexer reads them. */
import { LabctlError } from '../../base/errors.ts';
import {
  parseShellPattern,
  replaceMatches,
  type ShellPattern,
  withoutPrefix,
  withoutSuffix,
} from './shell-pattern.ts';

export type LexOptions = {
  /** The escape character of the file. */
  readonly escapeToken?: '\\' | '`';
  readonly variables?: ReadonlyMap<string, string>;
  /** Quotes stay in the result. */
  readonly keepQuotes?: boolean;
  /** Escape characters stay in the result. */
  readonly keepEscapes?: boolean;
  /** Variables that are not set stay as they are written, instead of becoming nothing. */
  readonly keepUnset?: boolean;
};

export type Lexed = {
  /** The whole text with its spaces. */
  readonly text: string;
  /** The text divided at spaces that were not quoted, those of values included. */
  readonly words: readonly string[];
  /** Variables that were asked for and are not set. */
  readonly unset: ReadonlySet<string>;
};

/** Takes the text apart. Throws DOCKERFILE_INVALID for quotes and braces without an end and for a `${…}` that is none. */
export function lexWords(source: string, options: LexOptions = {}): Lexed {
  const {
    escapeToken = '\\',
    variables = new Map(),
    keepQuotes = false,
    keepUnset = false,
  } = options;
  const characters = [...source];
  const unset = new Set<string>();
  let at = 0;
  let keepEscapes = options.keepEscapes ?? false;
  const { text, words } = readUntil(undefined, keepEscapes);
  return { text, words, unset };

  function peek(): string | undefined {
    return characters[at];
  }

  function next(): string | undefined {
    const character = characters[at];
    at += 1;
    return character;
  }

  /** Reads to the end of the text, or to `stop`, which is taken. */
  function readUntil(stop: string | undefined, keep: boolean) {
    const before = keepEscapes;
    keepEscapes = keep;
    const words = collectWords();
    let text = '';
    for (let character = peek(); character !== undefined; character = peek()) {
      if (character === stop) {
        next();
        keepEscapes = before;
        return { text, words: words.take() };
      }
      if (character === '$') {
        const value = readVariable();
        text += value;
        words.add(value);
      } else if (character === "'" || character === '"' || character === '<') {
        const raw = character === '<' ? readArrows() : readQuoted(character);
        text += raw;
        words.addQuoted(raw);
      } else {
        next();
        if (character !== escapeToken) {
          text += character;
          words.add(character);
          continue;
        }
        const escaped = next() ?? '';
        const raw = (keepEscapes ? escapeToken : '') + escaped;
        text += raw;
        if (raw !== '') words.addQuoted(raw);
      }
    }
    if (stop !== undefined) throw flaw(`there is no ${stop} that ends it`);
    return { text, words: words.take() };
  }

  /** Within single quotes everything is literal; within double quotes `$` and some escapes are not. */
  function readQuoted(quote: string): string {
    next();
    let text = keepQuotes ? quote : '';
    for (;;) {
      const character = peek();
      if (character === undefined) throw flaw(`there is no ${quote} that ends the quoted text`);
      if (character === '$' && quote === '"') {
        text += readVariable();
        continue;
      }
      next();
      if (character === quote) return text + (keepQuotes ? quote : '');
      if (character !== escapeToken || quote === "'") {
        text += character;
        continue;
      }
      if (keepEscapes) text += character;
      const escaped = peek();
      if (escaped === undefined) continue;
      const isEscaped = escaped === '"' || escaped === '$' || escaped === escapeToken;
      text += isEscaped ? (next() ?? '') : character;
    }
  }

  /** `<<` with the spaces behind it, so that `<< EOF` is one word. */
  function readArrows(): string {
    next();
    if (peek() !== '<') return '<';
    next();
    let arrows = '<<';
    while (/^[\t\r ]$/.test(peek() ?? '')) arrows += next();
    return arrows;
  }

  function readVariable(): string {
    next();
    if (peek() !== '{') {
      const name = readName();
      if (name === '') return '$';
      const value = lookUp(name);
      return value ?? (keepUnset ? `$${name}` : '');
    }
    next();
    if (peek() === undefined) throw flaw('there is no } that ends the variable');
    if (/^[{}:]$/.test(peek() ?? '')) throw flaw('a variable needs a name');
    const name = readName();
    const operator = next();
    switch (operator) {
      case '}':
        return lookUp(name) ?? (keepUnset ? `\${${name}}` : '');
      case '/':
        return readReplacement(name);
      case ':': {
        const modifier = next() ?? '';
        if (!/^[-+?]$/.test(modifier)) throw flaw(`\${${name}:${modifier}…} is not supported`);
        return readModified(name, modifier, true);
      }
      case '-':
      case '+':
      case '?':
      case '#':
      case '%':
        return readModified(name, operator, false);
      default:
        throw flaw(`\${${name}${operator ?? ''}…} is not supported`);
    }
  }

  function readModified(name: string, modifier: string, emptyIsUnset: boolean): string {
    const isPattern = modifier === '#' || modifier === '%';
    const { text: word } = readUntil('}', isPattern);
    const value = lookUp(name);
    if (value === undefined && keepUnset) {
      return `\${${name}${emptyIsUnset ? ':' : ''}${modifier}${word}}`;
    }
    const isSet = value !== undefined && !(emptyIsUnset && value === '');
    switch (modifier) {
      case '-':
        return isSet ? value : word;
      case '+':
        return isSet ? word : '';
      case '?':
        if (isSet) return value;
        throw flaw(`${name}: ${word || `must not be ${value === undefined ? 'unset' : 'empty'}`}`);
      default: {
        const longest = word.startsWith(modifier);
        const pattern = patternOf(longest ? word.slice(1) : word);
        const cut = modifier === '#' ? withoutPrefix : withoutSuffix;
        return cut(value ?? '', pattern, longest);
      }
    }
  }

  function readReplacement(name: string): string {
    const all = peek() === '/';
    if (all) next();
    const { text: pattern } = readUntil('/', true);
    const { text: replacement } = readUntil('}', true);
    const value = lookUp(name);
    if (value === undefined && keepUnset) return `\${${name}/${pattern}/${replacement}}`;
    return replaceMatches(value ?? '', patternOf(pattern), { replacement, all });
  }

  /** Letters, digits and underscores; digits alone, or one of the shell's special characters. */
  function readName(): string {
    const first = peek() ?? '';
    if (/^[@*#?\-$!]$/.test(first)) return next() ?? '';
    const allowed = /^\p{Nd}$/u.test(first) ? /^\p{Nd}$/u : /^[\p{L}\p{Nd}_]$/u;
    let name = '';
    while (allowed.test(peek() ?? '')) name += next();
    return name;
  }

  function lookUp(name: string): string | undefined {
    const value = variables.get(name);
    if (value === undefined) unset.add(name);
    return value;
  }

  function patternOf(text: string): ShellPattern {
    const pattern = parseShellPattern(text);
    if (pattern === undefined)
      throw flaw(`the pattern ${text} has an escapeToken that means nothing`);
    return pattern;
  }

  function flaw(reason: string): LabctlError {
    return new LabctlError('DOCKERFILE_INVALID', `cannot read ${source}: ${reason}`);
  }
}

/** Gathers characters into words, divided at spaces that were not quoted. */
function collectWords() {
  const words: string[] = [];
  let word = '';
  return {
    add(text: string): void {
      for (const character of text) {
        if (!/\s/.test(character)) word += character;
        else this.take();
      }
    },
    addQuoted(text: string): void {
      word += text;
    },
    take(): readonly string[] {
      if (word !== '') words.push(word);
      word = '';
      return words;
    },
  };
}
