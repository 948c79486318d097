/** What may be asked: the one table of options that both faces and docs/reference.md are made from. */
import type { Option } from '../../request/option.ts';
import { SHARED_OPTIONS } from './shared-options.ts';
import { SYNC_OPTIONS } from './sync-options.ts';
import { VERB_OPTIONS } from './verb-options.ts';
import type { Verb } from './verbs.ts';

/** Every option of both faces. */
export const OPTIONS = [...SHARED_OPTIONS, ...SYNC_OPTIONS, ...VERB_OPTIONS] as const;

export type OptionName = (typeof OPTIONS)[number]['name'];

/** The options of a verb on a face, in the order of the table. */
export function optionsOf(verb: Verb, face: 'cli' | 'action'): readonly Option[] {
  return (OPTIONS as readonly Option[]).filter(
    (option) => option.verbs.includes(verb) && (option.face ?? face) === face,
  );
}

export function optionNamed(name: OptionName): Option {
  const option = (OPTIONS as readonly Option[]).find((candidate) => candidate.name === name);
  if (option === undefined) throw new TypeError(`no option ${name}`);
  return option;
}
