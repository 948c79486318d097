/** Branches that are in the way of another: Git keeps them as files in folders, so `a` and `a/b` exclude each other. */
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import type { GitHubRepository } from './api/client.ts';
import { statusOf } from './api/errors.ts';
import { list, record, text } from './api/shape.ts';
import { readHead } from './head.ts';

/** After GitHub has refused to create `branch` with `cause`: throws FORGE_REJECTED with the name of the branch in the way, if there is one. */
export async function refuseBlocked(
  repository: GitHubRepository,
  branch: string,
  cause: unknown,
): Promise<void> {
  if (![409, 422].includes(statusOf(cause) ?? 0)) return;
  const blocking = (await findAbove(repository, branch)) ?? (await findBelow(repository, branch));
  if (blocking === undefined) return;
  const [made, there] = [branch, blocking].map((name) => printable(name));
  throw new LabctlError(
    'FORGE_REJECTED',
    `cannot create the branch ${made} in ${printable(repository.label)}: the branch ${there} is in its way, for Git ` +
      `cannot have both; rename or delete ${there}, or use another \`branch\``,
  );
}

async function findAbove(
  repository: GitHubRepository,
  branch: string,
): Promise<string | undefined> {
  const parts = branch.split('/');
  for (let length = 1; length < parts.length; length += 1) {
    const above = parts.slice(0, length).join('/');
    if ((await readHead(repository, above)) !== undefined) return above;
  }
  return undefined;
}

const REFS = list(record({ ref: text }));

async function findBelow(
  repository: GitHubRepository,
  branch: string,
): Promise<string | undefined> {
  const ref = `heads/${branch}/`;
  const found = await repository.ask('read the branch', REFS, ({ git }, common) =>
    git.listMatchingRefs({ ...common, ref }),
  );
  return found.find((one) => one.ref.startsWith(`refs/${ref}`))?.ref.slice('refs/heads/'.length);
}
