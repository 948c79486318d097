/** The files that `updateFile` names: edited for every image in place, and proposed as one pull request. */
import { asLabctlError } from '../errors.ts';
import type { Image } from '../manifest/image.ts';
import type { Reporter, UpdateReport } from '../report.ts';
import type { Checkout } from '../repository/checkout-path.ts';
import { computeEdits, type EditedFile, type Edits } from '../repository/edits.ts';
import { writeEdits } from '../repository/edits-write.ts';
import type { Forge, Proposed } from '../repository/forge.ts';
import { draftProposal, type PullRequestWishes } from '../repository/pull-request.ts';

/** How the edited files are proposed. */
export type ProposalWishes = {
  readonly forge: Forge;
  readonly wishes: PullRequestWishes;
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

/**
 * Computes the edits of `inPlace` and brings them to where they belong; `failed` names the images that the pull
 * request cannot speak for. What goes wrong is in the report.
 */
export async function updateFiles(
  { inPlace, failed }: { inPlace: readonly Image[]; failed: readonly string[] },
  context: Context,
): Promise<UpdateReport> {
  const edits = await computeEdits(inPlace, context.checkout);
  const report: UpdateReport = {
    files: edits.files.map((file) => file.path),
    changes: edits.changes,
    failures: edits.failures.map(({ image, error }) => ({ image, error })),
  };
  try {
    if (context.forge === undefined) {
      await writeEdits(edits.files, context.checkout);
      return report;
    }
    const withoutEdits = [...failed, ...edits.failures.map(({ image }) => image)];
    // Nothing to propose only because an image failed: what is open stays as it is.
    if (edits.files.length === 0 && withoutEdits.length > 0) return report;
    const proposed = await propose(edits, { ...context.forge, inPlace, withoutEdits }, context);
    return { ...report, pullRequest: pullRequestOf(proposed) };
  } catch (error) {
    return { ...report, error: asLabctlError(error, 'INTERNAL', 'the edited files') };
  }
}

async function propose(
  { files, changes }: Edits,
  to: ProposalWishes & { inPlace: readonly Image[]; withoutEdits: readonly string[] },
  { reporter, signal }: Context,
): Promise<Proposed> {
  const sources = new Map(to.inPlace.map((image) => [image.name, image.source]));
  const proposal = draftProposal({
    wishes: to.wishes,
    changes: changes.map((change) => {
      const source = sources.get(change.image);
      if (source?.type !== 'http') return change;
      return { ...change, sourceUrl: source.url, checksum: source.checksum };
    }),
    files: files.map(({ path, after, mode }: EditedFile) => ({ path, content: after, mode })),
    failed: to.withoutEdits,
  });
  const proposed = await to.forge.propose(proposal, signal);
  for (const warning of proposed.warnings) reporter.warn(warning);
  if (proposed.headSha !== undefined) {
    const status = {
      sha: proposed.headSha,
      context: to.statusContext,
      description: 'the images are in place',
      targetUrl: to.runUrl,
    };
    await to.forge.setStatus(status, signal);
  }
  return proposed;
}

function pullRequestOf({ state, number, url }: Proposed): NonNullable<UpdateReport['pullRequest']> {
  return { state, number, url };
}
