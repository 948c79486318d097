/** The commit status by which a merge rule sees that the sync of a pull request was done. */
import type { SuccessStatus } from '../forge.ts';
import type { GitHubRepository } from './api/client.ts';
import { list, record, text } from './api/shape.ts';

// https://docs.github.com/en/rest/commits/statuses: at most 1,000 a commit and context, and the description
// is a short one (140 characters on github.com).
const MAX_DESCRIPTION_CHARACTERS = 140;

const STATUSES = record({ statuses: list(record({ context: text, state: text })) });

/** Sets `success` unless the commit has it already. Fails with FORGE_REJECTED. */
export async function setSuccessStatus(
  repository: GitHubRepository,
  { sha, context, description, targetUrl }: SuccessStatus,
): Promise<void> {
  const { statuses } = await repository.ask(
    'read the commit status',
    STATUSES,
    ({ repos }, common) => repos.getCombinedStatusForRef({ ...common, ref: sha, per_page: 100 }),
  );
  if (statuses.some((status) => status.context === context && status.state === 'success')) return;
  const status = {
    state: 'success' as const,
    context,
    description: description.slice(0, MAX_DESCRIPTION_CHARACTERS),
    ...(targetUrl === undefined ? {} : { target_url: targetUrl }),
  };
  await repository.call('set the commit status', ({ repos }, common) =>
    repos.createCommitStatus({ ...common, sha, ...status }),
  );
}
