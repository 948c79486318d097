/** The pull request of labctl's branch: found, created, updated, labelled, closed. */
import { printable } from '../../base/redact.ts';
import type { Draft } from '../forge.ts';
import type { GitHubRepository } from './api/client.ts';
import { statusOf } from './api/errors.ts';
import { count, list, objectId, optional, record, text, webUrl } from './api/shape.ts';
import { readTrailers } from './trailers.ts';

// https://github.com/orgs/community/discussions/27190: 65,536 characters; the title's limit is 256.
const MAX_BODY_CHARACTERS = 65_536;
const MAX_TITLE_CHARACTERS = 256;

/** What of a pull request is read here. */
export type PullRequest = {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly base: string;
  readonly labels: readonly string[];
  readonly headSha: string;
  readonly isMerged: boolean;
};

type Find = { readonly branch: string; readonly base: string; readonly state: 'open' | 'closed' };

/** The newest pull request from this branch of this repository; one into `base` before all others. */
export async function findPullRequest(
  repository: GitHubRepository,
  { branch, base, state }: Find,
): Promise<PullRequest | undefined> {
  const query = { state, head: `${repository.owner}:${branch}`, per_page: 50 };
  const listed = await repository.ask('read the pull requests', list(PULL), ({ pulls }, common) =>
    pulls.list({ ...common, ...query }),
  );
  // GitHub leaves out a `head` that it does not understand, and then lists everybody's.
  const ours = listed.filter(({ head }) => {
    return head.ref === branch && sameText(head.repo?.full_name ?? '', repository.label);
  });
  const chosen = ours.find((pull) => pull.base.ref === base) ?? ours[0];
  return chosen && { ...toPullRequest(chosen), isMerged: chosen.merged_at !== undefined };
}

/** Whether a person has closed a pull request of exactly these files, and the one that was closed. */
export async function findDeclined(
  repository: GitHubRepository,
  { branch, base, files }: { branch: string; base: string; files: string },
): Promise<PullRequest | undefined> {
  const closed = await findPullRequest(repository, { branch, base, state: 'closed' });
  if (closed === undefined || closed.isMerged || closed.base !== base) return undefined;
  // At the beginning alone: further down stand names and lines that others have written.
  if (closed.body.startsWith(CLOSED_BY_US)) return undefined;
  const read = record({ message: text });
  const commit = await repository.find('read the branch', read, ({ git }, common) =>
    git.getCommit({ ...common, commit_sha: closed.headSha }),
  );
  return readTrailers(commit?.message ?? '').files === files ? closed : undefined;
}

/** Opens the pull request, without its labels. */
export async function createPullRequest(
  repository: GitHubRepository,
  draft: Draft,
  { branch, base }: { branch: string; base: string },
): Promise<PullRequest> {
  const wanted = { ...textOf(draft), head: branch, base };
  const created = await repository.ask('create the pull request', PULL, ({ pulls }, common) =>
    pulls.create({ ...common, ...wanted }),
  );
  return { ...toPullRequest(created), isMerged: false };
}

/** Gives title, body and base what differs from the draft; whether anything did. */
export async function updatePullRequest(
  repository: GitHubRepository,
  pull: PullRequest,
  wanted: { draft: Draft; base: string },
): Promise<boolean> {
  const { title, body } = textOf(wanted.draft);
  const change = {
    ...(pull.title === title ? {} : { title }),
    ...(withoutLineEnds(pull.body) === withoutLineEnds(body) ? {} : { body }),
    ...(pull.base === wanted.base ? {} : { base: wanted.base }),
  };
  if (Object.keys(change).length === 0) return false;
  await repository.call('update the pull request', ({ pulls }, common) =>
    pulls.update({ ...common, pull_number: pull.number, ...change }),
  );
  return true;
}

/** Adds the labels that are missing; GitHub makes those that it does not know. A refusal becomes a warning. */
export async function addLabels(
  repository: GitHubRepository,
  pull: PullRequest,
  wanted: readonly string[],
): Promise<{ added: boolean; warnings: string[] }> {
  const labels = wanted.filter((label) => !pull.labels.some((has) => sameText(has, label)));
  if (labels.length === 0) return { added: false, warnings: [] };
  try {
    await repository.call('label the pull request', ({ issues }, common) =>
      issues.addLabels({ ...common, issue_number: pull.number, labels }),
    );
    return { added: true, warnings: [] };
  } catch (error) {
    // The token may write pull requests but not make labels: the pull request is worth more than its label.
    if (![403, 404, 410, 422].includes(statusOf(error) ?? 0)) throw error;
    const names = labels.map((label) => printable(label, 60)).join(', ');
    const reason = error instanceof Error ? error.message : String(error);
    const remedy = 'create it by hand, once';
    return { added: false, warnings: [`label ${names} was not added: ${reason}; or ${remedy}`] };
  }
}

const CLOSED_BY_US = '<!-- labctl: closed because nothing differs any more -->';

/** Closes it with a note, so that it is not taken for one that a person has closed. */
export async function closePullRequest(
  repository: GitHubRepository,
  pull: PullRequest,
): Promise<void> {
  const note = `${CLOSED_BY_US}\nClosed by labctl: nothing differs from the base branch any more.`;
  const body = `${note}\n\n${pull.body}`.slice(0, MAX_BODY_CHARACTERS);
  await repository.call('close the pull request', ({ pulls }, common) =>
    pulls.update({ ...common, pull_number: pull.number, state: 'closed', body }),
  );
}

function textOf({ title, body }: Draft): { title: string; body: string } {
  return {
    title: title.slice(0, MAX_TITLE_CHARACTERS),
    body: body.slice(0, MAX_BODY_CHARACTERS),
  };
}

const PULL = record({
  number: count,
  html_url: webUrl,
  title: text,
  body: optional(text),
  base: record({ ref: text }),
  head: record({
    ref: text,
    sha: objectId,
    repo: optional(record({ full_name: text })),
  }),
  labels: list(record({ name: optional(text) })),
  merged_at: optional(text),
});

function toPullRequest(pull: ReturnType<typeof PULL>): Omit<PullRequest, 'isMerged'> {
  return {
    number: pull.number,
    url: pull.html_url,
    title: pull.title,
    body: pull.body ?? '',
    base: pull.base.ref,
    labels: pull.labels.map(({ name }) => name ?? ''),
    headSha: pull.head.sha,
  };
}

/** Whoever edits a body in the browser gives all of it CRLF. */
function withoutLineEnds(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}

/** GitHub's names of labels, owners and repositories do not tell upper from lower case. */
function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
