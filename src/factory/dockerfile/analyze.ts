/** Which images a Dockerfile is built from, stage by stage, and what cannot be told of them. */
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import { parseReference, type Reference } from '../../registry/reference.ts';
import type { Instruction } from './arguments.ts';
import { type PlacedInstruction, parseDockerfile } from './instructions.ts';
import { type BuildOptions, type Stage, stagesOf } from './stages.ts';

/** How an image gets into a build. `onbuild` is one of the builds that use the built image. */
export type UseKind = 'from' | 'copy-from' | 'mount-from' | 'onbuild' | 'syntax';

export type ImageUse = {
  readonly kind: UseKind;
  /** As it is written. */
  readonly raw: string;
  readonly reference: Reference;
  readonly line: number;
  /** Index of the stage; `undefined` for `# syntax=`. */
  readonly stage: number | undefined;
  readonly platform: string | undefined;
  /** Whether a digest fixes it, so that building again brings nothing new. */
  readonly isPinned: boolean;
  /** Whether the target is built from this stage. */
  readonly isReachable: boolean;
};

/** An image that cannot be told from the file alone. */
export type UnresolvedUse = {
  readonly kind: UseKind;
  readonly raw: string;
  readonly line: number;
  readonly reason: string;
};

export type DockerfileAnalysis = {
  readonly uses: readonly ImageUse[];
  readonly unresolved: readonly UnresolvedUse[];
  readonly stages: readonly Pick<Stage, 'index' | 'name' | 'line'>[];
  readonly warnings: readonly { readonly line: number; readonly message: string }[];
};

/** Nothing of the file is run, and nothing else is read. Throws DOCKERFILE_INVALID with the line in the message. */
export function analyzeDockerfile(text: string, options: BuildOptions = {}): DockerfileAnalysis {
  const file = parseDockerfile(text);
  const stages = stagesOf(file, options);
  const found = stages.flatMap((stage) => usesOf(stage, stages));
  const reachable = reachableFrom(targetOf(stages, options.target), found);
  const uses: ImageUse[] = [];
  const unresolved: UnresolvedUse[] = [];
  const note = ({ kind, raw, line, image, platform, stage, problem }: Found) => {
    const reference = image === undefined ? undefined : parseReference(image);
    if (reference === undefined) {
      const reason = problem ?? `${image} is not a reference to an image`;
      unresolved.push({ kind, raw, line, reason });
      return;
    }
    const isReachable = stage === undefined || reachable.has(stage);
    const isPinned = reference.digest !== undefined;
    uses.push({ kind, raw, reference, line, stage, platform, isPinned, isReachable });
  };
  for (const one of found) if (one.stageUsed === undefined) note(one);
  if (file.syntax !== undefined) {
    const { image, line } = file.syntax;
    note({ kind: 'syntax', raw: image, image, line, stage: undefined });
  }
  return {
    uses,
    unresolved,
    stages: stages.map(({ index, name, line }) => ({ index, name, line })),
    warnings: file.warnings,
  };
}

type Found = {
  readonly kind: UseKind;
  readonly raw: string;
  readonly line: number;
  readonly stage: number | undefined;
  readonly platform?: string | undefined;
  /** What it leads to: another stage, an image, or neither for a reason. */
  readonly stageUsed?: number;
  readonly image?: string;
  readonly problem?: string;
};

function usesOf(stage: Stage, stages: readonly Stage[]): Found[] {
  return [
    ...baseOf(stage, stages),
    ...stage.instructions.flatMap((instruction) => usesIn(instruction, stage, stages)),
  ];
}

/** Only earlier stages count, and their names are compared as they are written here. */
function baseOf(stage: Stage, stages: readonly Stage[]): Found[] {
  const { base, from: raw, line, index, platform, missing } = stage;
  const at = { kind: 'from', raw, line, stage: index, platform } as const;
  const earlier = stages.slice(0, index).findLast(({ name }) => name === base);
  if (earlier !== undefined) return [{ ...at, stageUsed: earlier.index }];
  if (base === 'scratch') return [];
  if (parseReference(base) !== undefined || missing.length === 0) return [{ ...at, image: base }];
  const names = missing.join(', ');
  const verb = missing.length === 1 ? 'has' : 'have';
  return [{ ...at, problem: `${names} ${verb} no value; give it as a build argument` }];
}

function usesIn(instruction: PlacedInstruction, stage: Stage, stages: readonly Stage[]): Found[] {
  const { line, deferred } = instruction;
  const at = { line, stage: stage.index };
  if (instruction.name === 'onbuild') {
    // Stages of this file mean nothing to the build that it is put off to.
    return sourcesOf(deferred).map(({ raw }) => ({ ...at, raw, kind: 'onbuild', ...imageOf(raw) }));
  }
  return sourcesOf(instruction).map(({ kind, raw }) => {
    const used = stageUsed(kind, raw, stages);
    return { ...at, kind, raw, ...(used === undefined ? imageOf(raw) : used) };
  });
}

/** What an instruction takes files from: `COPY --from=…`, `RUN --mount=…,from=…`. */
function sourcesOf(instruction: Instruction | undefined): { kind: UseKind; raw: string }[] {
  const { name, flags = [] } = instruction ?? {};
  if (name === 'copy' || name === 'add') {
    const from = flags.findLast((flag) => flag.startsWith('--from='))?.slice('--from='.length);
    return from === undefined ? [] : [{ kind: 'copy-from', raw: from }];
  }
  if (name !== 'run') return [];
  return flags.flatMap((flag) => {
    if (!flag.startsWith('--mount=')) return [];
    const fields = flag.slice('--mount='.length).split(',');
    const from = fields.find((field) => /^from=/i.test(field.trim()));
    return from === undefined
      ? []
      : [{ kind: 'mount-from', raw: from.trim().slice('from='.length) }];
  });
}

function stageUsed(kind: UseKind, raw: string, stages: readonly Stage[]) {
  if (kind === 'copy-from' && /^\d+$/.test(raw)) {
    const index = Number(raw);
    return index < stages.length ? { stageUsed: index } : { problem: `there is no stage ${raw}` };
  }
  const named = stages.findLast(({ name }) => name !== undefined && name === raw.toLowerCase());
  return named === undefined ? undefined : { stageUsed: named.index };
}

/** Docker replaces no variables here. */
function imageOf(raw: string): { image: string } | { problem: string } {
  return raw.includes('$') ? { problem: 'variables are not replaced here' } : { image: raw };
}

function targetOf(stages: readonly Stage[], target: string | undefined): number {
  const last = stages.length - 1;
  if (target === undefined || target === '') return last;
  const named = stages.findLast(({ name }) => name === target.toLowerCase());
  const index = named?.index ?? (/^\d+$/.test(target) ? Number(target) : Number.NaN);
  if (index <= last) return index;
  throw new LabctlError('DOCKERFILE_INVALID', `there is no stage ${printable(target)} to build`);
}

function reachableFrom(target: number, found: readonly Found[]): ReadonlySet<number> {
  const reached = new Set([target]);
  for (const stage of reached) {
    for (const one of found) {
      if (one.stage === stage && one.stageUsed !== undefined) reached.add(one.stageUsed);
    }
  }
  return reached;
}
