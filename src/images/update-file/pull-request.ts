/** From what has changed in the files to what is proposed: title, body, labels and commit message. */
import { printable } from '../../base/redact.ts';
import type { Draft, ProposedFile } from '../../forge/forge.ts';
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

export type Content = {
  readonly wishes: PullRequestWishes;
  readonly changes: readonly Change[];
  readonly files: readonly ProposedFile[];
  /** Names of images that failed in this run. */
  readonly failed: readonly string[];
};

/** Where the pull request comes from and goes to; an empty wish counts as none. */
export function placeOf({ base, branch }: PullRequestWishes): {
  base: string | undefined;
  branch: string;
} {
  return { base: base || undefined, branch: branch || DEFAULT_BRANCH };
}

/** What the pull request with these files says; an empty wish counts as none. */
export function draftPullRequest({ wishes, changes, files, failed }: Content): Draft {
  const title = oneLine(wishes.title || DEFAULT_TITLE);
  return {
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
