/** Turns what Octokit throws into LabctlErrors that say what to do. */
import { certificateRemedy } from '../../../base/certificate-failure.ts';
import { describeCause, LabctlError } from '../../../base/errors.ts';
import { printable, redactUrl } from '../../../base/redact.ts';
import { Misfit } from './shape.ts';

/** What the token has to be allowed, as a line of a workflow's `permissions:`, by what is done with it. */
const PERMISSIONS = {
  'read the repository': 'contents: read',
  'read the base branch': 'contents: read',
  'read the branch': 'contents: read',
  'write the commit': 'contents: write',
  'create the branch': 'contents: write',
  'move the branch': 'contents: write',
  'delete the branch': 'contents: write',
  'read the pull requests': 'pull-requests: write',
  'create the pull request': 'pull-requests: write',
  'update the pull request': 'pull-requests: write',
  'close the pull request': 'pull-requests: write',
  'label the pull request': 'pull-requests: write',
  'read the commit status': 'statuses: write',
  'set the commit status': 'statuses: write',
} as const;

export type GitHubOperation = keyof typeof PERMISSIONS;

/** Which repository it was, and what must not be shown. */
export type Subject = {
  readonly label: string;
  readonly apiUrl: string;
  readonly token: string;
  /** The proxy on the way, for people. */
  readonly via: string | undefined;
};

/** The fields of Octokit's RequestError that are read here; every one of them may be missing. */
type RequestError = {
  readonly message?: string;
  readonly status?: number;
  readonly response?: {
    readonly headers?: Readonly<Record<string, string | number | undefined>>;
    readonly data?: unknown;
  };
};

/** The status of the answer that an error of this folder stands for, `undefined` where there was none. */
export function statusOf(error: unknown): number | undefined {
  const cause = error instanceof Error ? (error.cause as { status?: unknown } | undefined) : error;
  const status = (cause as { status?: unknown } | undefined)?.status;
  return typeof status === 'number' ? status : undefined;
}

/** Whether somebody else was faster, or GitHub does not know yet what it has just been told. */
export function isRace(error: unknown): boolean {
  const status = statusOf(error);
  const text = error instanceof Error ? describeCause(error.cause) : '';
  if (status === 409) return !EMPTY.test(text);
  return status === 422 && RACE.test(text);
}

// "Could not resolve to a node" and `head: invalid`: the pull request is asked for before all of GitHub knows
// the branch (https://github.com/peter-evans/create-pull-request/issues/4321).
const RACE =
  /already exists|could not resolve to a node|reference does not exist|object does not exist|not a fast forward|no commits between|reference cannot be updated|"field":"head"/i;
const EMPTY = /repository is empty/i;
const PROTECTED =
  /rule violations|protected branch|cannot force-push|cannot (create|update|delete) ref|must be made through a pull request|refusing to (delete|allow)/i;

/** Any error of a request as a LabctlError; a LabctlError is returned as it is. */
export function githubError(
  error: unknown,
  operation: GitHubOperation,
  subject: Subject,
): LabctlError {
  if (error instanceof LabctlError) return error;
  if (error instanceof Misfit) return unexpectedAnswer(error, operation, subject);
  const what = `cannot ${operation} in ${printable(subject.label)}`;
  const { response, status } = error as RequestError;
  const said = isForeign(response?.data) ? 'something else than a message' : describeCause(error);
  const text = printable(withoutToken(said, subject), 400);
  // Octokit calls a connection that failed a 500 without an answer.
  if (response === undefined || status === undefined) {
    const via = subject.via === undefined ? '' : ` through the proxy ${subject.via}`;
    const at = `${redactUrl(subject.apiUrl)} cannot be reached${via}`;
    const remedy = certificateRemedy(error);
    const todo = remedy === undefined ? '' : `; ${remedy}`;
    return rejected(`${what}: GitHub at ${at}: ${text}${todo}`, text, undefined);
  }
  const remedy = remedyFor(error as RequestError, operation, subject);
  return rejected(`${what}: got ${status} "${text}"; ${remedy}`, text, status);
}

/** An answer that is not GitHub's JSON, or not the one to this request. */
function unexpectedAnswer(
  { path }: Misfit,
  operation: GitHubOperation,
  subject: Subject,
): LabctlError {
  const what = `cannot ${operation} in ${printable(subject.label)}`;
  const at = redactUrl(subject.apiUrl);
  const part = path === '' ? '' : ` (${path} of its answer)`;
  const reason = `${at} is not GitHub's API${part}; ${CHECK_URL}`;
  return new LabctlError('FORGE_REJECTED', `${what}: ${reason}`);
}

const CHECK_URL = 'check GITHUB_API_URL and any proxy between';

/** The original holds the request with its headers and body: only text and status are kept of it. */
function rejected(message: string, text: string, status: number | undefined): LabctlError {
  const cause = Object.assign(new Error(text), { status });
  return new LabctlError('FORGE_REJECTED', message, { cause });
}

/** Whether the JSON of an error is not GitHub's. */
function isForeign(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false;
  return !('message' in data) || typeof data.message !== 'string';
}

function remedyFor(error: RequestError, operation: GitHubOperation, subject: Subject): string {
  const { status = 0, message = '', response } = error;
  const permission = PERMISSIONS[operation];
  const headers = response?.headers ?? {};
  const { data } = response ?? {};
  if ((typeof data !== 'object' || isForeign(data)) && status < 500) return CHECK_URL;
  if (/secondary rate/i.test(message)) {
    const seconds = headers['retry-after'];
    const when = seconds === undefined ? 'a few minutes' : `${printable(String(seconds), 10)} s`;
    return `GitHub limits how fast it is written to; run again in ${when}`;
  }
  if (status === 429 || headers['x-ratelimit-remaining'] === '0') {
    return `the token has used up its requests ${resetOf(headers['x-ratelimit-reset'])}; run again then`;
  }
  if (status === 401) {
    return `the token is not accepted by ${redactUrl(subject.apiUrl)}: it is wrong, expired or revoked`;
  }
  if (/not permitted to create or approve pull requests/i.test(message)) {
    return (
      'tick "Allow GitHub Actions to create and approve pull requests" in Settings → Actions → General → ' +
      'Workflow permissions (of the organization too), or use a GitHub App token'
    );
  }
  if (PROTECTED.test(message)) {
    return 'a rule of the repository protects the branch: exempt it from the rule, or use another `branch`';
  }
  if (status === 403 && /rate limit/i.test(message)) return 'run again later';
  if (status === 403) {
    return `the token needs \`${permission}\`: add it to the job's \`permissions:\`, or to the App or PAT`;
  }
  if (status === 404) {
    return operation === 'read the repository'
      ? 'there is no such repository, or the token may not see it'
      : `it is not there, or the token may not see it: it needs \`${permission}\``;
  }
  if (status === 409 && EMPTY.test(message)) return 'make a first commit';
  if (status >= 500)
    return 'GitHub kept failing after all retries; see https://www.githubstatus.com';
  return 'GitHub does not take it';
}

function resetOf(reset: unknown): string {
  const seconds = Number(reset);
  if (!Number.isSafeInteger(seconds) || seconds <= 0 || seconds > 1e11) return 'for now';
  return `until ${new Date(seconds * 1000).toISOString()}`;
}

/** A proxy may echo our Authorization header on its error page. */
function withoutToken(text: string, { token }: Subject): string {
  return token === '' ? text : text.replaceAll(token, '***');
}
