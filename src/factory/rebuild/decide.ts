/** Whether an image is built again now that its base images have moved: one decision an image, with its reason. */

export type BaseImage = {
  readonly name: string;
  /** What its tag leads to now; `undefined` until it was looked up. */
  readonly digest: string | undefined;
  /** When the tag moved there, milliseconds since the epoch, where that is known. */
  readonly movedAt?: number | undefined;
  /** Whether the Dockerfile names it by a digest, so that building again brings nothing new. */
  readonly isPinned: boolean;
};

export type Attempt = {
  /** When it was asked for, milliseconds since the epoch. */
  readonly at: number;
  /** `asked` until it is known what became of it. */
  readonly outcome: 'asked' | 'succeeded' | 'failed';
  /** Failures in a row, this one included. */
  readonly failures: number;
};

/** What is remembered of an image between two runs. */
export type RebuildMemory = {
  /** Base image → the digest that the image was last built from, or was first seen with. */
  readonly builtFrom: ReadonlyMap<string, string>;
  /** When the first change came that is not built yet. */
  readonly pendingSince?: number | undefined;
  readonly attempt?: Attempt | undefined;
};

export type RebuildSubject = {
  readonly isAutomatic: boolean;
  readonly delayMs: number;
  readonly bases: readonly BaseImage[];
  /** When the image was last built, where that is known. */
  readonly builtAt?: number | undefined;
  /** Digests that the built image itself says it was made from (annotations, provenance). */
  readonly evidence?: ReadonlySet<string>;
  readonly memory: RebuildMemory;
};

export type Decision =
  | 'disabled'
  | 'unknown'
  | 'up-to-date'
  | 'pinned'
  | 'pending'
  | 'in-progress'
  | 'backing-off'
  | 'trigger';

export type Decided = {
  readonly decision: Decision;
  /** For people and for the state file. */
  readonly reason: string;
  /** Names of the base images that have moved since the image was built. */
  readonly moved: readonly string[];
  /** When it may be built, for `pending` and `backing-off`. */
  readonly eligibleAt?: number;
  /** What is to be remembered, whatever is done now. */
  readonly memory: RebuildMemory;
};

/** A build that nobody has heard of after this long is taken for failed. */
export const ATTEMPT_MS = 6 * 3_600_000;
const FIRST_BACKOFF_MS = 3_600_000;
const MAX_BACKOFF_MS = 24 * 3_600_000;

/**
 * Decides for one image. The first sight of a base image is a baseline and no change; the delay runs from the first
 * change that is not built yet, so that a tag that moves every day cannot put a build off for ever.
 */
export function decideRebuild(subject: RebuildSubject, now: number): Decided {
  const memory = withBaselines(subject);
  const changed = subject.bases.filter((base) => isChanged(base, subject, memory));
  const moved = changed.map(({ name }) => name);
  const settled = (decision: Decision, reason: string): Decided => {
    const { pendingSince: _, ...rest } = memory;
    return { decision, reason, moved, memory: rest };
  };
  if (!subject.isAutomatic) return settled('disabled', 'autoRebuild is false');
  const unknown = subject.bases.filter(({ digest }) => digest === undefined);
  if (changed.length === 0 && unknown.length > 0) {
    return settled('unknown', `not looked up yet: ${namesOf(unknown)}`);
  }
  if (changed.length === 0) return settled('up-to-date', 'no base image has moved since the build');
  const free = changed.filter(({ isPinned }) => !isPinned);
  if (free.length === 0) {
    return settled(
      'pinned',
      `the Dockerfile names a digest of ${namesOf(changed)}: change it there`,
    );
  }
  return decideChanged({ subject, free, moved, memory }, now);
}

type Changed = {
  readonly subject: RebuildSubject;
  readonly free: readonly BaseImage[];
  readonly moved: readonly string[];
  readonly memory: RebuildMemory;
};

function decideChanged({ subject, free, moved, memory: before }: Changed, now: number): Decided {
  const first = Math.min(now, ...free.map(({ movedAt }) => movedAt ?? now));
  const memory = { ...before, pendingSince: before.pendingSince ?? first };
  const what = `${namesOf(free)} moved`;
  const waiting = (decision: Decision, reason: string, eligibleAt?: number): Decided => ({
    ...{ decision, reason, moved, memory },
    ...(eligibleAt !== undefined && { eligibleAt }),
  });
  const { attempt } = memory;
  if (attempt?.outcome === 'asked' && now < attempt.at + ATTEMPT_MS) {
    return waiting('in-progress', `a build was asked for at ${dateOf(attempt.at)}`);
  }
  const eligibleAt = memory.pendingSince + subject.delayMs;
  if (now < eligibleAt)
    return waiting('pending', `${what}; to be built from ${dateOf(eligibleAt)} on`, eligibleAt);
  const retryAt = attempt === undefined || attempt.outcome === 'succeeded' ? now : retryOf(attempt);
  if (now < retryAt) {
    return waiting(
      'backing-off',
      `the last build failed; the next is tried at ${dateOf(retryAt)}`,
      retryAt,
    );
  }
  return waiting('trigger', what);
}

/** What is seen for the first time counts as built from; so does what the image itself names. */
function withBaselines({ bases, memory, evidence }: RebuildSubject): RebuildMemory {
  const builtFrom = new Map<string, string>();
  for (const { name, digest } of bases) {
    const known = memory.builtFrom.get(name);
    const kept =
      digest !== undefined && (known === undefined || evidence?.has(digest)) ? digest : known;
    if (kept !== undefined) builtFrom.set(name, kept);
  }
  return { ...memory, builtFrom };
}

function isChanged(
  base: BaseImage,
  { builtAt }: RebuildSubject,
  { builtFrom }: RebuildMemory,
): boolean {
  if (base.digest === undefined || builtFrom.get(base.name) === base.digest) return false;
  // Only a hint: a build that began before the base moved may have ended after it.
  const isBuiltSince =
    builtAt !== undefined && base.movedAt !== undefined && builtAt >= base.movedAt;
  return !isBuiltSince;
}

/** A build that was asked for and never heard of counts as a failure. */
function retryOf({ at, failures }: Attempt): number {
  const doublings = Math.max(0, Math.min(failures, 10) - 1);
  return at + Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** doublings);
}

function namesOf(bases: readonly BaseImage[]): string {
  return bases.map(({ name }) => name).join(', ');
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
