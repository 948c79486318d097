/** The build stages of a Dockerfile: what each begins with, and which instructions belong to it. */
import { atLine, flawAt } from './flaw.ts';
import type { Dockerfile, PlacedInstruction } from './instructions.ts';
import { lexWords } from './shell-words.ts';

export type Stage = {
  /** Counted from 0. */
  readonly index: number;
  /** In lower case; `undefined` for a stage without a name. */
  readonly name: string | undefined;
  /** What stands behind FROM, as it is written. */
  readonly from: string;
  /** The same with its variables replaced. */
  readonly base: string;
  /** Variables in it that have no value. */
  readonly missing: readonly string[];
  readonly platform: string | undefined;
  readonly line: number;
  /** The instructions below its FROM. */
  readonly instructions: readonly PlacedInstruction[];
};

export type BuildOptions = {
  /** Values of `--build-arg`. */
  readonly buildArgs?: ReadonlyMap<string, string>;
  /** What is built for, and on; `linux/amd64` unless told. */
  readonly platform?: string;
  /** Name or number of the stage that is built; the last one unless told. */
  readonly target?: string;
};

const STAGE_NAME = /^[a-z][a-z0-9._-]*$/;

/** Throws DOCKERFILE_INVALID where `docker build` would refuse the order or the words of the instructions. */
export function stagesOf(file: Dockerfile, options: BuildOptions): Stage[] {
  const first = file.instructions.findIndex(({ name }) => name === 'from');
  const before = file.instructions.slice(0, first < 0 ? undefined : first);
  const misplaced = before.find(({ name }) => name !== 'arg');
  if (misplaced !== undefined) {
    throw flawAt(misplaced.line, `${misplaced.name.toUpperCase()} stands before the first FROM`);
  }
  if (first < 0) throw flawAt(file.instructions.at(-1)?.line ?? 1, 'there is no FROM');
  const variables = globalVariables(before, file, options);
  const stages: (Stage & { instructions: PlacedInstruction[] })[] = [];
  for (const instruction of file.instructions.slice(first)) {
    if (instruction.name !== 'from') stages.at(-1)?.instructions.push(instruction);
    else stages.push({ ...readFrom(instruction, file, variables), index: stages.length });
  }
  return stages;
}

/** ARGs before the first FROM, and what the builder itself sets; no other variable counts in a FROM. */
function globalVariables(
  args: readonly PlacedInstruction[],
  { escapeToken }: Dockerfile,
  { buildArgs = new Map(), platform = 'linux/amd64', target = '' }: BuildOptions,
): ReadonlyMap<string, string> {
  const variables = new Map([
    ...platformVariables('BUILD', platform),
    ...platformVariables('TARGET', platform),
    ['TARGETSTAGE', target || 'default'],
  ]);
  for (const { args: words, line } of args) {
    for (const word of words) {
      const [, name = word, fallback] = /^([^=]*)=(.*)$/s.exec(word) ?? [];
      const expanded = () =>
        fallback && atLine(line, () => lexWords(fallback, { escapeToken, variables }).text);
      const value = buildArgs.get(name) ?? expanded();
      if (value !== undefined) variables.set(name, value);
    }
  }
  return variables;
}

function platformVariables(prefix: string, platform: string): [string, string][] {
  const [os = '', arch = '', variant = ''] = platform.split('/');
  return [
    [`${prefix}PLATFORM`, platform],
    [`${prefix}OS`, os],
    [`${prefix}OSVERSION`, ''],
    [`${prefix}ARCH`, arch],
    [`${prefix}VARIANT`, variant],
  ];
}

function readFrom(
  { args, flags, line }: PlacedInstruction,
  { escapeToken }: Dockerfile,
  variables: ReadonlyMap<string, string>,
) {
  const [from = '', as, alias] = args;
  if (args.length !== 1 && !(args.length === 3 && as?.toLowerCase() === 'as')) {
    throw flawAt(line, 'FROM takes an image, or an image AS a name');
  }
  const name = alias?.toLowerCase();
  if (name !== undefined && !STAGE_NAME.test(name)) {
    throw flawAt(line, `${alias} cannot be the name of a stage`);
  }
  const expand = (text: string) => atLine(line, () => lexWords(text, { escapeToken, variables }));
  const { text: base, unset } = expand(from);
  const platform = flags
    .find((flag) => flag.startsWith('--platform='))
    ?.slice('--platform='.length);
  return {
    ...{ name, from, base, line },
    missing: [...unset],
    platform: platform === undefined ? undefined : expand(platform).text,
    instructions: [],
  };
}
