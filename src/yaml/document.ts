/** YAML text → one tree with places, or plain sentences on why it is not one plain YAML 1.2 document. */
import { Composer, type CST, Lexer, LineCounter, type ParsedNode, Parser } from 'yaml';
import type { Finding, Place } from '../base/errors.ts';
import { errorAt } from '../base/findings.ts';
import { growTree } from './build-tree.ts';
import { readText } from './file-text.ts';
import { describeMistakes, type Mistake } from './mistakes.ts';
import { createScan, type Scan } from './scan.ts';
import type { MapTree, Tree } from './tree.ts';

/** `root` is there whenever it can be checked further, findings or not. */
export type YamlDocument = { readonly root?: MapTree; readonly findings: readonly Finding[] };

/** Reads a manifest's bytes; `file` is the name that every place gets. */
export function readYamlDocument(input: string | Buffer, file: string): YamlDocument {
  const { text, flaw } = readText(input);
  const locate = locator(text, file);
  if (flaw !== undefined) return { findings: [errorAt(locate(flaw.offset), flaw.message)] };

  const scan = createScan();
  const { contents, mistakes, extra, isWhole } = compose(text, scan);
  const refusals = scan.findings.map(({ offset, message }) => errorAt(locate(offset), message));
  if (!isWhole) return { findings: refusals };

  const syntax = describeMistakes(mistakes, text, locate);
  if (extra !== undefined) syntax.push(errorAt(locate(extra), EXTRA));
  if (syntax.length > 0) return { findings: [...refusals, ...syntax] };
  if (contents === null) return { findings: [errorAt(locate(0), EMPTY)] };

  const findings = [...refusals];
  const root = growTree(contents, { locate, findings });
  if (root.kind === 'map') return { root, findings };
  return { findings: findings.length > 0 ? findings : [errorAt(root.place, describeRoot(root))] };
}

const EMPTY =
  'the manifest is empty; it begins with apiVersion: images.lab.gilman.io/v1alpha1 and names one image at least';

const EXTRA =
  'the file holds more than one YAML document, and a manifest is one; remove the others';

function describeRoot(root: Tree): string {
  if (root.kind === 'scalar' && root.value === null) return EMPTY;
  const found = root.kind === 'list' ? 'a list' : 'a single value';
  return `the manifest must be a map with apiVersion, kind, metadata and spec; found ${found}`;
}

function locator(text: string, file: string): (offset: number) => Place {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    lines.addNewLine(at + 1);
  }
  return (offset) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
}

type Composed = {
  readonly contents: ParsedNode | null;
  readonly mistakes: readonly Mistake[];
  /** Where a second document begins. */
  readonly extra: number | undefined;
  /** `false` where the scan gave up. */
  readonly isWhole: boolean;
};

function compose(text: string, scan: Scan): Composed {
  // Keys are compared in growTree: the library does it in quadratic time.
  const composer = new Composer({ version: '1.2', strict: true, uniqueKeys: false });
  let isWhole = true;
  function* tokens(): Generator<CST.Token> {
    const parser = new Parser();
    for (const source of new Lexer().lex(text)) {
      isWhole = scan.see(source);
      if (!isWhole) return;
      yield* parser.next(source);
    }
    yield* parser.end();
  }
  const documents = withoutStackTraces(() => [...composer.compose(tokens())]);
  const [first, second] = documents;
  // Mistakes in a text without any document belong to the composer.
  const owners = first === undefined ? [composer.streamInfo()] : documents;
  return {
    contents: (first?.contents as ParsedNode | undefined) ?? null,
    mistakes: owners.flatMap(({ errors, warnings }) => [...errors, ...warnings]),
    extra: second?.range[0],
    isWhole,
  };
}

/** The parser makes an Error for each mistake: 250,000 take 3 s with their stack traces, 0.5 s without. */
function withoutStackTraces<Result>(parse: () => Result): Result {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
