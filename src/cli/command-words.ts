/** The words before the options: which command they name, also through `help`, and what a wrong one may have meant. */
import { LabctlError } from '../base/errors.ts';
import { printable } from '../base/redact.ts';
import { nearest } from '../base/suggest.ts';
import { VERBS, type Verb } from '../images/options/verbs.ts';

const DOMAIN = 'images';

/**
 * The arguments with their command spelt out: `help sync` and `sync --help` ask for the help of `images sync`. Throws
 * INPUT_INVALID for a word that is no command, whatever follows it.
 */
export function spellOut(args: readonly string[]): readonly string[] {
  const [first, second, ...rest] = args;
  if (first === 'help') return helpOf(args.slice(1));
  if (first === DOMAIN && second === 'help') return helpOf([DOMAIN, ...rest]);
  if (isVerb(first) && asksForHelp(args)) return [DOMAIN, ...args];
  refuseUnknownWords(args);
  return args;
}

function helpOf(words: readonly string[]): readonly string[] {
  const spelt = isVerb(words[0]) ? [DOMAIN, ...words] : words;
  refuseUnknownWords(spelt);
  return [...spelt, '--help'];
}

function refuseUnknownWords([first, second]: readonly string[]): void {
  if (isVerb(first)) throw unknown(first, `${DOMAIN} ${first}`);
  if (isWord(first) && first !== DOMAIN) {
    const meant = nearest(first, [DOMAIN, ...VERBS]);
    throw unknown(first, isVerb(meant) ? `${DOMAIN} ${meant}` : meant);
  }
  if (!isWord(second) || isVerb(second)) return;
  const meant = nearest(second, VERBS);
  throw unknown(`${first} ${second}`, meant && `${DOMAIN} ${meant}`);
}

function unknown(found: string, meant: string | undefined): LabctlError {
  const hint = meant === undefined ? 'see "labctl --help"' : `did you mean "labctl ${meant}"?`;
  return new LabctlError('INPUT_INVALID', `unknown command "${printable(found)}"; ${hint}`);
}

function isWord(arg: string | undefined): arg is string {
  return arg !== undefined && !arg.startsWith('-');
}

function isVerb(word: string | undefined): word is Verb {
  return VERBS.some((verb) => verb === word);
}

function asksForHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}
