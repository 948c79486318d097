/** Which workflow runs may have credentials: none that a stranger's pull request or comment can start. */
import { readFile } from 'node:fs/promises';
import { LabctlError } from '../errors.ts';
import type { Environment } from './environment.ts';

/** What started this workflow run; `payload` is `undefined` where it could not be read. */
export type WorkflowEvent = { readonly name: string; readonly payload: unknown };

/** Events that run with the repository's secrets on behalf of anybody (https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/). */
const ALWAYS_REFUSED = ['pull_request_target', 'issue_comment'];

/** The event of this run from GITHUB_EVENT_NAME and GITHUB_EVENT_PATH, `undefined` outside a workflow. Never throws. */
export async function readWorkflowEvent(env: Environment): Promise<WorkflowEvent | undefined> {
  const { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path } = env;
  if (!name) return undefined;
  try {
    return { name, payload: JSON.parse(await readFile(path ?? '', 'utf8')) };
  } catch {
    return { name, payload: undefined };
  }
}

/** Throws INPUT_INVALID unless credentials may be loaded in a run that this event started. */
export function refuseUntrustedEvent(event: WorkflowEvent | undefined): void {
  const reason = event === undefined ? undefined : distrust(event);
  if (reason === undefined) return;
  throw new LabctlError(
    'INPUT_INVALID',
    `credentials are not loaded in this run: ${reason}; use mode validate for pull requests, and sync on push or workflow_dispatch`,
  );
}

function distrust({ name, payload }: WorkflowEvent): string | undefined {
  if (ALWAYS_REFUSED.includes(name)) {
    return `the event ${name} lets anybody start it with the secrets of this repository`;
  }
  const pullRequest = part(payload, 'pull_request');
  if (name.startsWith('pull_request') || pullRequest !== undefined) {
    const head = repositoryName(part(pullRequest, 'head'), 'repo');
    const base = repositoryName(part(pullRequest, 'base'), 'repo');
    return fork(`the event ${name} comes`, head, base);
  }
  if (name === 'workflow_run') {
    const head = repositoryName(part(payload, 'workflow_run'), 'head_repository');
    return fork('the workflow before it was started', head, repositoryName(payload, 'repository'));
  }
  return undefined;
}

/** A head without a repository is a fork that has been deleted; what cannot be told is taken for one. */
function fork(what: string, head: unknown, base: unknown): string | undefined {
  if (typeof head !== 'string' || typeof base !== 'string') {
    return `${what} from a pull request whose repository is not known`;
  }
  if (head.toLowerCase() === base.toLowerCase()) return undefined;
  return `${what} from a fork (${head}, not ${base})`;
}

function repositoryName(of: unknown, key: string): unknown {
  return part(part(of, key), 'full_name');
}

function part(of: unknown, key: string): unknown {
  return typeof of === 'object' && of !== null ? Reflect.get(of, key) : undefined;
}
