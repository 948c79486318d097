/** From a request to the forge that carries its pull request; on a machine without a token there is none. */

import { asLabctlError, LabctlError } from '../../base/errors.ts';
import { checkedOutCommit } from '../../checkout/checkout-commit.ts';
import { type Checkout, nameInCheckout } from '../../checkout/checkout-path.ts';
import { readWorkflowEvent, refuseUntrustedEvent } from '../../credentials/workflow-event.ts';
import type { Origin } from '../../forge/forge.ts';
import type { PullRequestRequest } from '../request.ts';
import type { ProposalWishes } from '../transfer/update-files.ts';
import type { Wiring } from './world.ts';

/**
 * `undefined` without a token or outside of a repository's workflow: files are then edited in place. Throws
 * INPUT_INVALID in a run that a stranger may have started (the token is a credential like those of the bucket), and
 * for a proxy that cannot be used.
 */
export async function forgeFor(
  request: PullRequestRequest,
  checkout: Checkout,
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
    origin: await originOf(checkout, env),
    statusContext: request.statusContext,
    runUrl: run === undefined ? undefined : `${server}/${repository}/actions/runs/${run}`,
  };
}

/**
 * For a dry run, which reads the base only. On a pull request the checkout is what the base becomes by its merge, so
 * the edits are shown on that, as in a run that may have no token.
 */
export async function forgeToRead(
  request: PullRequestRequest,
  checkout: Checkout,
  wiring: Wiring,
): Promise<ProposalWishes | undefined> {
  if (wiring.env['GITHUB_EVENT_NAME']?.startsWith('pull_request')) return undefined;
  try {
    return await forgeFor(request, checkout, wiring);
  } catch (error) {
    if (error instanceof LabctlError && error.code === 'INPUT_INVALID') return undefined;
    throw error;
  }
}

/** The commit that is checked out: `ref` of actions/checkout may name another one than GITHUB_SHA. */
async function originOf(checkout: Checkout, env: Wiring['env']): Promise<Origin | undefined> {
  const manifest = nameInCheckout(checkout, checkout.manifest);
  const commit = (await checkedOutCommit(checkout.root, checkout.askGit)) ?? env['GITHUB_SHA'];
  if (!commit || manifest === undefined) return undefined;
  const branch = /^refs\/heads\/(.+)$/.exec(env['GITHUB_REF'] ?? '')?.[1];
  return { commit, branch, manifest };
}

/**
 * The toolkit looks at the variables of proxies when it is loaded, by rules of its own, and throws for some values
 * although they are not about GitHub: our rules have been asked by then.
 */
async function loadForge() {
  try {
    const forge = await import(/* webpackMode: "eager" */ '../../forge/github/forge.ts');
    return forge.createGitHubForge;
  } catch (error) {
    const what = "a variable for proxies is wrong: GitHub's toolkit cannot be loaded with it";
    throw asLabctlError(error, 'INPUT_INVALID', what);
  }
}
