/** Which workflow runs may have credentials: those that nobody but who may write to the repository can start. */
import { readFile } from 'node:fs/promises';
import { LabctlError } from '../base/errors.ts';
import { printable } from '../base/redact.ts';
import type { Environment } from './environment.ts';

/** What started this workflow run; `payload` is `undefined` where it could not be read. */
export type WorkflowEvent = { readonly name: string; readonly payload: unknown };

/** Says why a run of this event is not trusted; `undefined` when it is. */
type Judge = (payload: unknown) => string | undefined;

const trusted: Judge = () => undefined;

/**
 * The events of https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows that
 * credentials are loaded for. A reusable workflow (`workflow_call`) runs under the event of its caller. All others are
 * refused, also those to come: a comment, an issue, a star or a fork is anybody's to give; checks, statuses and
 * deployments are made for the commits of forks, too; a review is anybody's, also of a pull request that is trusted.
 */
const JUDGES: ReadonlyMap<string, Judge> = new Map([
  // Take a right to write to the repository.
  ['push', trusted],
  ['create', trusted],
  ['release', trusted],
  ['registry_package', trusted],
  ['workflow_dispatch', trusted],
  ['repository_dispatch', trusted],
  // Nobody starts it; runs on the default branch.
  ['schedule', trusted],
  // Who puts a pull request into the queue could have merged it.
  ['merge_group', trusted],
  ['pull_request', judgePullRequest],
  ['workflow_run', judgeWorkflowRun],
]);

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
    `credentials are not loaded in this run: ${reason}; use mode validate for pull requests, and sync on push, schedule or workflow_dispatch`,
  );
}

function distrust({ name, payload }: WorkflowEvent): string | undefined {
  const judge = JUDGES.get(name);
  if (judge !== undefined) return judge(payload);
  return `the event ${printable(name, 40)} is not one of those that only people with write access can start (${[...JUDGES.keys()].join(', ')})`;
}

function judgePullRequest(payload: unknown): string | undefined {
  const pullRequest = part(payload, 'pull_request');
  // GitHub, too, takes its pull requests for those of a fork: what it brings is somebody else's.
  if (part(part(pullRequest, 'user'), 'login') === 'dependabot[bot]') {
    return 'the event pull_request comes from Dependabot';
  }
  const head = repositoryName(part(pullRequest, 'head'), 'repo');
  const base = repositoryName(part(pullRequest, 'base'), 'repo');
  return fork('the event pull_request comes', head, base);
}

/** The run before may have been started by anybody, with anything: what it left is then not to be trusted. */
function judgeWorkflowRun(payload: unknown): string | undefined {
  const before = part(payload, 'workflow_run');
  const head = repositoryName(before, 'head_repository');
  const isFork = fork(
    'the workflow before it was started',
    head,
    repositoryName(payload, 'repository'),
  );
  if (isFork !== undefined) return isFork;
  const name = part(before, 'event');
  const isDependabot = part(part(before, 'actor'), 'login') === 'dependabot[bot]';
  if (name === 'pull_request' && !isDependabot) return undefined;
  if (typeof name === 'string' && JUDGES.get(name) === trusted) return undefined;
  const by = isDependabot ? 'Dependabot' : `the event ${printable(String(name), 40)}`;
  return `the workflow before it was started by ${by}, which is not trusted there`;
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
