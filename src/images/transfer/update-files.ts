/** The files that `updateFile` names: edited for every image in place, and proposed as one pull request. */
import { asLabctlError } from '../../base/errors.ts';
import { redactUrls } from '../../base/redact.ts';
import type { Checkout } from '../../checkout/checkout-path.ts';
import { writeEdits } from '../../checkout/edits-write.ts';
import type { Base, Draft, Forge, Origin, Proposed } from '../../forge/forge.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { Image } from '../manifest/image.ts';
import type { UpdateReport } from '../report.ts';
import { editBase } from '../update-file/base-edits.ts';
import { computeEdits, type Edits, editedPaths } from '../update-file/edits.ts';
import { draftPullRequest, type PullRequestWishes, placeOf } from '../update-file/pull-request.ts';

/** How the edited files are proposed. */
export type ProposalWishes = {
  readonly forge: Forge;
  readonly wishes: PullRequestWishes;
  /** What the run was started with; `undefined` if nobody can tell. */
  readonly origin?: Origin | undefined;
  /** Name of the status on the head of the pull request. */
  readonly statusContext: string;
  /** Where the status leads. */
  readonly runUrl: string | undefined;
};

type Context = {
  readonly checkout: Checkout;
  /** `undefined`: the files are edited in place. */
  readonly forge: ProposalWishes | undefined;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
};

type Images = {
  /** Those that the files may name. */
  readonly inPlace: readonly Image[];
  /** Names of the images that a pull request cannot speak for. */
  readonly failed: readonly string[];
};

const NO_EDITS: Edits = { files: [], changes: [], failures: [] };

/** Computes the edits of `inPlace` and brings them to where they belong. What goes wrong is in the report. */
export function updateFiles(images: Images, context: Context): Promise<UpdateReport> {
  const { forge } = context;
  return forge === undefined ? editInPlace(images, context) : proposeEdits(images, forge, context);
}

/** The edits that `updateFiles` would make; the files of the forge's base are read, and nothing is written. */
export async function planUpdates(
  inPlace: readonly Image[],
  context: Context,
): Promise<UpdateReport> {
  const edits = await planEdits(inPlace, context);
  for (const { image, error } of edits.failures)
    context.reporter.warn(`${image}: ${error.message}`);
  return reportOf(edits);
}

async function planEdits(
  inPlace: readonly Image[],
  { forge, checkout, reporter, signal }: Context,
): Promise<Edits> {
  const paths = editedPaths(inPlace);
  if (forge === undefined || paths.length === 0) return computeEdits(inPlace, checkout);
  const { base: name } = placeOf(forge.wishes);
  try {
    const base = await forge.forge.readBase({ base: name, paths, origin: forge.origin }, signal);
    if (base.newer === undefined) return await editBase(inPlace, base, checkout);
    reporter.warn(describeOvertaken(base.newer));
    return NO_EDITS;
  } catch (error) {
    signal.throwIfAborted();
    const { message } = asLabctlError(error, 'INTERNAL', 'the base');
    reporter.warn(`the edits that are shown are those of the checkout: ${message}`);
    return computeEdits(inPlace, checkout);
  }
}

async function editInPlace(
  { inPlace }: Images,
  { checkout }: Pick<Context, 'checkout'>,
): Promise<UpdateReport> {
  const edits = await computeEdits(inPlace, checkout);
  try {
    await writeEdits(edits.files, checkout);
    return reportOf(edits);
  } catch (error) {
    return { ...reportOf(edits), error: asLabctlError(error, 'INTERNAL', 'the edited files') };
  }
}

async function proposeEdits(
  images: Images,
  { forge, origin, wishes, ...status }: ProposalWishes,
  { checkout, reporter, signal }: Context,
): Promise<UpdateReport> {
  const { inPlace } = images;
  // Those of the last draft, also if it is refused.
  let edits = NO_EDITS;
  let newer: string | undefined;
  const draft = async (base: Base): Promise<Draft | undefined> => {
    newer = base.newer;
    edits = newer === undefined ? await editBase(inPlace, base, checkout) : NO_EDITS;
    return newer === undefined ? draftOf(edits, images, wishes) : undefined;
  };
  try {
    const paths = editedPaths(inPlace);
    const proposed = await forge.propose({ ...placeOf(wishes), paths, origin, draft }, signal);
    for (const warning of proposed.warnings) reporter.warn(warning);
    if (newer !== undefined) reporter.warn(describeOvertaken(newer));
    if (proposed.headSha !== undefined) await setStatus(forge, proposed.headSha, status, signal);
    if (proposed.state === 'left') return reportOf(edits);
    return { ...reportOf(edits), pullRequest: pullRequestOf(proposed) };
  } catch (error) {
    return { ...reportOf(edits), error: asLabctlError(error, 'INTERNAL', 'the edited files') };
  }
}

/** `undefined` if there is nothing to propose only because an image failed: what is open stays as it is. */
function draftOf(
  { files, changes, failures }: Edits,
  { inPlace, failed }: Images,
  wishes: PullRequestWishes,
): Draft | undefined {
  const withoutEdits = [...failed, ...failures.map(({ image }) => image)];
  if (files.length === 0 && withoutEdits.length > 0) return undefined;
  const sources = new Map(inPlace.map((image) => [image.name, image.source]));
  return draftPullRequest({
    wishes,
    changes: changes.map((change) => {
      const source = sources.get(change.image);
      if (source?.type !== 'http') return change;
      return { ...change, sourceUrl: source.url, checksum: source.checksum };
    }),
    files: files.map(({ path, after }) => ({ path, content: after })),
    failed: withoutEdits,
  });
}

function setStatus(
  forge: Forge,
  sha: string,
  { statusContext, runUrl }: Pick<ProposalWishes, 'statusContext' | 'runUrl'>,
  signal: AbortSignal,
): Promise<void> {
  const description = 'the images are in place';
  return forge.setStatus({ sha, context: statusContext, description, targetUrl: runUrl }, signal);
}

/** A run that waited in its queue, or that was started again, must not undo what a newer one has proposed. */
function describeOvertaken(branch: string): string {
  return (
    `no file is proposed: branch ${branch} has gone on to another manifest than the one of this run, so what is ` +
    `open is left to the run of its newest commit`
  );
}

function reportOf({ files, changes, failures }: Edits): UpdateReport {
  return {
    files: files.map((file) => file.path),
    changes: changes.map((change) => ({
      ...change,
      old: redactUrls(change.old),
      new: redactUrls(change.new),
    })),
    failures: failures.map(({ image, error }) => ({ image, error })),
  };
}

function pullRequestOf({ state, number, url }: Proposed): NonNullable<UpdateReport['pullRequest']> {
  return { state, number, url };
}
