/** A GitHub forge for tests: Octokit's plugins wait milliseconds where they would wait seconds. */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { LabctlError } from '../../../../src/base/errors.ts';
import type { Forge } from '../../../../src/forge/forge.ts';
import { createGitHubForge, type GitHubForgeOptions } from '../../../../src/forge/github/forge.ts';
import { createFakeClock } from '../../../support/fakes/fake-clock.ts';
import type { GitHubServer } from '../../../support/servers/github-server.ts';

type Job = (...parts: unknown[]) => unknown;

/** In place of the groups by which the throttling plugin spaces writes a second apart. */
const unpaced = {
  key: () => ({
    schedule: async (_options: object, job: Job, ...parts: unknown[]) => job(...parts),
  }),
};

export function createUnpacedForge(
  { token, repository, apiUrl }: GitHubServer,
  more: Partial<GitHubForgeOptions> = {},
): Forge {
  return createGitHubForge({
    ...{ token, repository, apiUrl, clock: createFakeClock() },
    throttle: { global: unpaced, write: unpaced, notifications: unpaced, retryAfterBaseValue: 1 },
    retry: { retryAfterBaseValue: 1 },
    ...more,
  });
}

/** The FORGE_REJECTED that the work ends with, in whose depths the token is not to be found. */
export async function assertRejected(work: Promise<unknown>, token: string): Promise<LabctlError> {
  const error = await work.then(
    () => assert.fail('it was not refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof LabctlError, inspect(error));
  assert.equal(error.code, 'FORGE_REJECTED');
  const everything = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);
  assert.ok(!everything.includes(token), everything);
  return error;
}
