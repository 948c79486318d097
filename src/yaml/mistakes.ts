/** Mistakes in YAML syntax as plain sentences. */
import type { YAMLParseError } from 'yaml';
import type { Finding, Place } from '../base/errors.ts';
import { errorAt } from '../base/findings.ts';

/** What of the parser's error is used; its own text ends with a piece of the file, which may be a secret. */
export type Mistake = Pick<YAMLParseError, 'pos' | 'code' | 'message'>;

export const TOO_DEEP = 'the manifest is nested too deeply; 8 levels are enough for every field';

const MAX_MISTAKES = 20;

/** Codes of mistakes in tags, anchors and aliases, which the scan of the tokens has reported. */
const OF_REFUSED = new Set([
  'ALIAS_PROPS',
  'BAD_ALIAS',
  'BAD_COLLECTION_TYPE',
  'MULTIPLE_ANCHORS',
  'MULTIPLE_TAGS',
  'TAG_RESOLVE_FAILED',
]);

/** One sentence for each line: what follows in the same line is mostly the same mistake. */
export function describeMistakes(
  mistakes: readonly Mistake[],
  text: string,
  locate: (offset: number) => Place,
): Finding[] {
  const tooDeep = mistakes.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (tooDeep !== undefined) return [errorAt(locate(tooDeep.pos[0]), TOO_DEEP)];
  const byLine = new Map<number, Finding>();
  for (const mistake of mistakes) {
    if (byLine.size === MAX_MISTAKES) break;
    const place = locate(mistake.pos[0]);
    if (OF_REFUSED.has(mistake.code) || byLine.has(place.line)) continue;
    byLine.set(place.line, describeMistake(mistake, text, place));
  }
  const findings = [...byLine.values()];
  // Whatever else is wrong is most likely so because of the tabs.
  const tabs = findings.filter(({ message }) => message === TAB);
  return tabs.length > 0 ? tabs : findings;
}

const TAB = 'a line is indented with a tab; use spaces';

function describeMistake({ pos, code, message }: Mistake, text: string, place: Place): Finding {
  // The parser has other words for a tab in a place where it expects no indentation at all.
  const lineStart = pos[0] - (place.column - 1);
  const [indentation = ''] = /^[ \t]*/.exec(text.slice(lineStart, lineStart + 100)) ?? [];
  if (code === 'TAB_AS_INDENT' || indentation.includes('\t')) {
    const tab = indentation.indexOf('\t');
    const column = tab === -1 ? place.column : tab + 1;
    return errorAt({ ...place, column }, TAB);
  }
  const words = BY_CODE[code] ?? BY_MESSAGE[message.slice(0, KEY_LENGTH)] ?? message.split(': ')[0];
  return errorAt(place, `not valid YAML: ${words}`);
}

/** Plain words for what happens most; the rest keeps the parser's. */
const BY_CODE: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY:
    'a second "key: value" in one line, or a line indented too far; put text with ": " in quotes',
  MULTILINE_IMPLICIT_KEY:
    'neither "key: value" nor a continued value; check the indentation and the quotes',
  BAD_SCALAR_START: 'a value cannot begin with this character; put the value in quotes',
  BAD_DQ_ESCAPE:
    'a backslash in double quotes begins an escape sequence, and this is none; use single quotes',
};

const KEY_LENGTH = 15;
const BY_MESSAGE: Readonly<Record<string, string>> = {
  'Missing closing': 'a quote was opened and is not closed; close it',
  'All mapping ite': 'a key is not indented like the keys beside it; align them',
  'All sequence it': 'a list entry is not indented like the entries beside it; align them',
  'Implicit map ke': 'a line has no value; write "key: value"',
  'Flow sequence i': 'a [ was opened and is not closed before this line; close it',
  'Flow map in blo': 'a { was opened and is not closed before this line; close it',
};
