/** From a request to the forge that carries its pull request; on a machine without a token there is none. */
import type { ProposalWishes } from './commands/update-files.ts';
import { readWorkflowEvent, refuseUntrustedEvent } from './credentials/workflow-event.ts';
import { createGitHubForge } from './repository/github-forge.ts';
import type { PullRequestRequest } from './request.ts';
import type { Wiring } from './world.ts';

/**
 * `undefined` without a token or outside of a repository's workflow: files are then edited in place. Throws
 * INPUT_INVALID in a run that a stranger may have started: the token is a credential like those of the bucket.
 */
export async function forgeFor(
  request: PullRequestRequest,
  { env, clock }: Wiring,
): Promise<ProposalWishes | undefined> {
  const { token } = request;
  const repository = env['GITHUB_REPOSITORY'];
  if (token === undefined || !repository) return undefined;
  refuseUntrustedEvent(await readWorkflowEvent(env));
  const apiUrl = env['GITHUB_API_URL'] || 'https://api.github.com';
  const run = env['GITHUB_RUN_ID'];
  const server = env['GITHUB_SERVER_URL'] || 'https://github.com';
  return {
    forge: createGitHubForge({ token, repository, apiUrl, clock }),
    wishes: request,
    statusContext: request.statusContext,
    runUrl: run === undefined ? undefined : `${server}/${repository}/actions/runs/${run}`,
  };
}
