/** The text of a Dockerfile → its instructions: directives, continued lines, comments and here-documents. */
import { LabctlError } from '../../base/errors.ts';
import { type Instruction, parseInstruction } from './arguments.ts';
import { atLine, flawAt } from './flaw.ts';
import { lexWords } from './shell-words.ts';

/** An instruction at its place; lines are counted from 1. */
export type PlacedInstruction = Instruction & { readonly line: number };

export type Dockerfile = {
  readonly instructions: readonly PlacedInstruction[];
  readonly escapeToken: '\\' | '`';
  /** Image of the frontend that `# syntax=` names. */
  readonly syntax: { readonly image: string; readonly line: number } | undefined;
  readonly warnings: readonly { readonly line: number; readonly message: string }[];
};

/** Go's scanner refuses longer lines, and so does `docker build`. */
const MAX_LINE = 64 * 1024 - 1;

const DIRECTIVE = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/;
const CONTINUED = {
  '\\': /([^\\])\\[ \t]*$|^\\[ \t]*$/,
  '`': /([^`])`[ \t]*$|^`[ \t]*$/,
} as const;

/** Parses the text as BuildKit does. Throws DOCKERFILE_INVALID with the line in the message. */
export function parseDockerfile(text: string): Dockerfile {
  const lines = text.replace(/^\uFEFF/, '').split(/(?<=\n)/);
  const warnings: { line: number; message: string }[] = [];
  const instructions: PlacedInstruction[] = [];
  const { escapeToken, syntax, first } = readDirectives(lines);
  let at = first;
  while (at < lines.length) {
    const line = at + 1;
    const instruction = atLine(line, readInstruction);
    if (instruction !== undefined) instructions.push({ ...instruction, line });
  }
  if (instructions.length === 0) throw flawAt(1, 'there is no instruction in it');
  return { instructions, escapeToken, syntax, warnings };

  /** Reads one logical line and the here-documents behind it; `undefined` for a comment and an empty line. */
  function readInstruction(): Instruction | undefined {
    const start = takeLine().trimStart();
    if (start === '' || start.startsWith('#')) return undefined;
    let { content, isContinued } = trimContinuation(start);
    let hasEmptyLine = false;
    while (isContinued && at < lines.length) {
      const next = takeLine();
      if (/^\s*#/.test(next)) continue;
      if (next.trimStart() === '') {
        hasEmptyLine = true;
        continue;
      }
      const trimmed = trimContinuation(next);
      content += trimmed.content;
      isContinued = trimmed.isContinued;
    }
    if (hasEmptyLine) warnings.push({ line: at, message: 'an empty line within an instruction' });
    if (content.trim() === '') return undefined;
    const instruction = parseInstruction(content, escapeToken);
    if (takesHereDocuments(instruction)) hereDocumentsOf(content).forEach(skipHereDocument);
    return instruction;
  }

  function takeLine(): string {
    const line = (lines[at] ?? '').replace(/[\r\n]+$/, '');
    at += 1;
    if (Buffer.byteLength(line) > MAX_LINE) throw flawAt(at, `longer than ${MAX_LINE} bytes`);
    return line;
  }

  function trimContinuation(line: string): { content: string; isContinued: boolean } {
    const pattern = CONTINUED[escapeToken];
    return { content: line.replace(pattern, '$1'), isContinued: pattern.test(line) };
  }

  function skipHereDocument({ name, stripsTabs }: HereDocument): void {
    while (at < lines.length) {
      const line = (lines[at] ?? '').replace(/[\r\n]+$/, '');
      at += 1;
      if ((stripsTabs ? line.replace(/^\t+/, '') : line) === name) return;
    }
    throw new LabctlError('DOCKERFILE_INVALID', `the here-document ${name} has no end`);
  }
}

/** Directives stand before everything else, each once; the first other line ends them. */
function readDirectives(lines: readonly string[]) {
  const seen = new Map<string, { value: string; line: number }>();
  let line = 0;
  for (; line < lines.length; line += 1) {
    const [, key = '', value = ''] = DIRECTIVE.exec((lines[line] ?? '').trimStart()) ?? [];
    const name = key.toLowerCase();
    if (!['syntax', 'escape', 'check'].includes(name)) break;
    if (seen.has(name)) throw flawAt(line + 1, `a second directive ${name}`);
    seen.set(name, { value, line: line + 1 });
  }
  const escapeToken = seen.get('escape');
  if (escapeToken !== undefined && escapeToken.value !== '\\' && escapeToken.value !== '`') {
    throw flawAt(escapeToken.line, `the escape character is ${escapeToken.value}, want \\ or \``);
  }
  return {
    first: line,
    escapeToken: escapeToken?.value === '`' ? ('`' as const) : ('\\' as const),
    syntax: syntaxOf(lines, seen.get('syntax')),
  };
}

/** `# syntax=`, also behind a `#!` line, which ends all other directives. */
function syntaxOf(lines: readonly string[], found: { value: string; line: number } | undefined) {
  const isScript = lines[0]?.startsWith('#!') ?? false;
  const [, key, value] = isScript ? (DIRECTIVE.exec((lines[1] ?? '').trimStart()) ?? []) : [];
  const behind = key?.toLowerCase() === 'syntax' ? { value: value ?? '', line: 2 } : undefined;
  const syntax = found ?? behind;
  if (syntax === undefined) return undefined;
  return { image: syntax.value.split(' ', 1)[0] ?? '', line: syntax.line };
}

type HereDocument = { readonly name: string; readonly stripsTabs: boolean };

function takesHereDocuments({ name, isJson, deferred }: Instruction): boolean {
  if (name === 'onbuild') return deferred !== undefined && takesHereDocuments(deferred);
  return ['add', 'copy', 'run'].includes(name) && !isJson;
}

function hereDocumentsOf(line: string): HereDocument[] {
  if (!line.includes('<<')) return [];
  return rawWords(line).flatMap((word) => {
    const [, , dash, rest = ''] = /^(\d*)<<(-?)\s*([^<]*)$/.exec(word) ?? [];
    if (rest === '') return [];
    const names = lexWords(rest, { keepUnset: true }).words;
    const [name] = names;
    return name === undefined || names.length > 1 ? [] : [{ name, stripsTabs: dash === '-' }];
  });
}

/** What the shell would make of the line is the shell's business: a line that cannot be read has no here-document. */
function rawWords(line: string): readonly string[] {
  try {
    return lexWords(line, { keepQuotes: true, keepEscapes: true, keepUnset: true }).words;
  } catch {
    return [];
  }
}
