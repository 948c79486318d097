/** A look at every YAML token before anything is built of it: features that are refused, files that are hostile. */
import { CST } from 'yaml';
import { TOO_DEEP } from './mistakes.ts';

/** A full manifest of 1,000 images has about 150,000; the parser needs up to 4 µs for each. */
const MAX_TOKENS = 250_000;

/** The parser recurses into [ and {; in block style it does so less, and says so in time. */
const MAX_FLOW_DEPTH = 32;

/** More refused tokens than this are no manifest, and the parser is slow on them. */
const MAX_REFUSED = 100;

const REFUSED = {
  alias: 'aliases and anchors are not supported; write the value out at every place',
  anchor: 'aliases and anchors are not supported; write the value out at every place',
  tag: 'tags (!…) are not supported; leave the tag out and put text in quotes',
  'directive-line': 'YAML directives (%…) are not supported; remove the line',
} as const;

type ScanFinding = { readonly offset: number; readonly message: string };

export type Scan = {
  /** Looks at the lexer's next token. `false`: what was found makes it senseless to go on. */
  readonly see: (source: string) => boolean;
  /** Of each kind one a line. */
  readonly findings: readonly ScanFinding[];
};

/** A scan at the beginning of a text. */
export function createScan(): Scan {
  const findings: ScanFinding[] = [];
  const seenInLine = new Set<string>();
  const readToken = createTokenReader();
  let tokens = 0;
  let depth = 0;
  let refused = 0;

  const stop = (offset: number, message: string): false => {
    findings.push({ offset, message });
    return false;
  };
  const see = (source: string): boolean => {
    const { type, offset } = readToken(source);
    tokens += 1;
    if (tokens > MAX_TOKENS) return stop(offset, TOO_MANY);
    depth += DEPTH_OF[type] ?? 0;
    if (depth > MAX_FLOW_DEPTH) return stop(offset, TOO_DEEP);
    if (type === 'newline') seenInLine.clear();
    if (!isRefused(type)) return true;

    const message = REFUSED[type];
    if (!seenInLine.has(message)) findings.push({ offset, message });
    seenInLine.add(message);
    refused += 1;
    // A directive may give all that follows another meaning.
    return type !== 'directive-line' && refused <= MAX_REFUSED;
  };
  return { see, findings };
}

const TOO_MANY = 'the manifest has too many parts from here on; 1,000 images need less';

const DEPTH_OF: Readonly<Record<string, number>> = {
  'flow-seq-start': 1,
  'flow-map-start': 1,
  'flow-seq-end': -1,
  'flow-map-end': -1,
};

function isRefused(type: string): type is keyof typeof REFUSED {
  return Object.hasOwn(REFUSED, type);
}

type Token = { readonly type: string; readonly offset: number };

/** Tells the type and the offset of each token in turn, as the library's own parser does. */
function createTokenReader(): (source: string) => Token {
  let next = 0;
  let scalarFollows = false;
  return (source) => {
    const offset = next;
    const type = CST.tokenType(source) ?? '';
    // The lexer marks documents, scalars and broken flows with characters that are not in the text.
    if (!scalarFollows && MARKS.has(type)) {
      scalarFollows = type === 'scalar';
      return { type: 'mark', offset };
    }
    next += source.length;
    const token = { type: scalarFollows ? 'scalar' : type, offset };
    scalarFollows = false;
    return token;
  };
}

const MARKS = new Set(['doc-mode', 'flow-error-end', 'scalar']);
