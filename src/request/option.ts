/** What an option is: the kinds of values there are, and what the faces are told of each option. */

type Kind =
  | { readonly kind: 'flag' }
  | { readonly kind: 'text'; readonly placeholder: string }
  | { readonly kind: 'names'; readonly placeholder: string }
  | { readonly kind: 'pairs'; readonly placeholder: string }
  | { readonly kind: 'size'; readonly placeholder: string }
  | {
      readonly kind: 'count';
      readonly placeholder: string;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'choice'; readonly choices: readonly string[] };

export type Option = Kind & {
  /** `--name` on the command line, `name` as an Action input. */
  readonly name: string;
  readonly help: string;
  /** What it does for one verb alone, when that is shorter than `help`, which speaks of all of them. */
  readonly helpOf?: { readonly [verb: string]: string };
  readonly verbs: readonly string[];
  /** What holds when the option is not given; absent where nothing does. */
  readonly default?: string;
  /** Verbs that cannot do without it. */
  readonly requiredBy?: readonly string[];
  /** The only face that has it: the runner has its own way, or a secret has no place on a command line. */
  readonly face?: 'cli' | 'action';
};

/** Whether a default is an expression that the runner fills in. */
export function isExpression(text: string | undefined): boolean {
  return text?.startsWith('${{') ?? false;
}
