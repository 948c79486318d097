/** From a request to the forge that carries its pull request; on a machine without a token there is none. */
import type { ProposalWishes } from './commands/update-files.ts';
import { readWorkflowEvent, refuseUntrustedEvent } from './credentials/workflow-event.ts';
import { asLabctlError } from './errors.ts';
import type { PullRequestRequest } from './request.ts';
import type { Wiring } from './world.ts';

/**
 * `undefined` without a token or outside of a repository's workflow: files are then edited in place. Throws
 * INPUT_INVALID in a run that a stranger may have started (the token is a credential like those of the bucket), and
 * for a proxy that cannot be used.
 */
export async function forgeFor(
  request: PullRequestRequest,
  { env, clock, agents }: Wiring,
): Promise<ProposalWishes | undefined> {
  const { token } = request;
  const repository = env['GITHUB_REPOSITORY'];
  if (token === undefined || !repository) return undefined;
  refuseUntrustedEvent(await readWorkflowEvent(env));
  const apiUrl = env['GITHUB_API_URL'] || 'https://api.github.com';
  const proxy = URL.canParse(apiUrl) ? agents.proxyFor(new URL(apiUrl)) : undefined;
  const createGitHubForge = await loadForge();
  const run = env['GITHUB_RUN_ID'];
  const server = env['GITHUB_SERVER_URL'] || 'https://github.com';
  return {
    forge: createGitHubForge({ token, repository, apiUrl, proxy, clock }),
    wishes: request,
    statusContext: request.statusContext,
    runUrl: run === undefined ? undefined : `${server}/${repository}/actions/runs/${run}`,
  };
}

/**
 * The toolkit looks at the variables of proxies when it is loaded, by rules of its own, and throws for some values
 * although they are not about GitHub: our rules have been asked by then.
 */
async function loadForge() {
  try {
    const forge = await import(/* webpackMode: "eager" */ './repository/github-forge.ts');
    return forge.createGitHubForge;
  } catch (error) {
    const what = "a variable for proxies is wrong: GitHub's toolkit cannot be loaded with it";
    throw asLabctlError(error, 'INPUT_INVALID', what);
  }
}
