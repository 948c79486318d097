/** From what has changed in the files to what is proposed: title, body, labels and commit message. */
import { printable } from '../redact.ts';
import type { Proposal, ProposedFile } from './forge.ts';
import { type Change, describeChanges } from './pull-request-body.ts';

/** What the user may say of the pull request; everything has a default. */
export type PullRequestWishes = {
  readonly base?: string | undefined;
  readonly branch?: string | undefined;
  readonly title?: string | undefined;
  /** Markdown, before the table of changes. */
  readonly body?: string | undefined;
  readonly labels?: readonly string[] | undefined;
};

export const DEFAULT_BRANCH = 'automated/image-updates';
export const DEFAULT_TITLE = 'chore: update source image references';
export const DEFAULT_BODY =
  'Automated update of source image references. Updated by `labctl images sync`.';
export const DEFAULT_LABELS: readonly string[] = ['automated'];

export type Draft = {
  readonly wishes: PullRequestWishes;
  readonly changes: readonly Change[];
  readonly files: readonly ProposedFile[];
  /** Names of images that failed in this run. */
  readonly failed: readonly string[];
};

/** The proposal that brings these files; an empty wish counts as none. */
export function draftProposal({ wishes, changes, files, failed }: Draft): Proposal {
  const title = oneLine(wishes.title || DEFAULT_TITLE);
  return {
    base: wishes.base || undefined,
    branch: wishes.branch || DEFAULT_BRANCH,
    title,
    body: describeChanges(changes, { intro: wishes.body || DEFAULT_BODY, failed }),
    labels: wishes.labels ?? DEFAULT_LABELS,
    commitMessage: `${title}\n\n${describeImages(changes)}`.trimEnd(),
    files,
  };
}

/** One line an image, as plain text: mentions in commit messages notify people too. */
function describeImages(changes: readonly Change[]): string {
  const names = [...new Set(changes.map(({ image }) => image))];
  return names.map((name) => `- ${printable(name, 100).replaceAll('@', '(at)')}`).join('\n');
}

function oneLine(title: string): string {
  return title.replace(/\s+/g, ' ').trim();
}
