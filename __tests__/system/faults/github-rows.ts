/** GitHub refuses, loses, or has changed under labctl; the image is in place all the same. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Answer, problem } from '../../support/servers/github-operations.ts';
import {
  type GitHubFault,
  type GitHubServer,
  startGitHubServer,
} from '../../support/servers/github-server.ts';
import { createUnpacedForge } from '../../unit/forge/github/unpaced.ts';
import { BASE_ROWS } from './base-rows.ts';
import { EDIT_ROWS } from './edit-rows.ts';
import { editing, FILE, OLD } from './edited-image.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultCase, FaultRow } from './fault-row.ts';
import { expectSuccess, expectWords, type FaultRun } from './fault-run.ts';

const BRANCH = 'automated/image-updates';

export const GITHUB_ROWS: readonly FaultRow[] = [
  {
    row: 49,
    fault:
      'GitHub refuses the token or the write, limits the rate, is down; somebody else moves, closes or deletes',
    labctl:
      'Leaves the image in place, says which permission or setting is missing, and proposes the edit in the next run.',
    needs: ['git'],
    cases: {
      'a token that is not accepted (401)': refused('repos/get', problem(401, 'Bad credentials'), [
        'got 401',
        'not accepted',
      ]),
      'a setting that forbids pull requests (403)': refused(
        'pulls/create',
        problem(403, 'GitHub Actions is not permitted to create or approve pull requests.'),
        ['Settings → Actions → General'],
      ),
      'a permission that is missing (403)': refused(
        'git/create-blob',
        problem(403, 'Resource not accessible by integration'),
        ['contents: write'],
      ),
      'a repository that is not there (404)': refused('repos/get', problem(404, 'Not Found'), [
        'no such repository',
      ]),
      'a branch that a rule protects (422)': refused(
        'git/create-ref',
        problem(422, 'Repository rule violations found\n\nCannot create ref.'),
        ['a rule of the repository protects the branch'],
      ),
      'a GitHub that stays down (500)': refused('git/create-tree', problem(500, 'Server Error'), [
        'kept failing after all retries',
      ]),
      'a rate limit that is too long to wait for': refused(
        'pulls/create',
        {
          ...problem(403, 'You have exceeded a secondary rate limit'),
          headers: { 'retry-after': '3600' },
        },
        ['run again in 3600 s'],
      ),
      'a rate limit that ends soon is waited for': survived({
        operation: 'pulls/create',
        how: {
          ...problem(403, 'You have exceeded a secondary rate limit'),
          headers: { 'retry-after': '1' },
        },
      }),
      'a 500 is asked again': survived({
        operation: 'git/create-tree',
        how: problem(500, 'Server Error'),
      }),
      'a node that GitHub does not find yet is asked for again (422)': survived({
        operation: 'pulls/create',
        how: problem(422, 'Could not resolve to a node with the global id of'),
      }),
      'an answer that is lost after the branch was made': survived({
        operation: 'git/create-ref',
        how: 'lose',
      }),
      'an answer that is lost after the pull request was made': survived({
        operation: 'pulls/create',
        how: 'lose',
      }),
      'a label that may not be added is a warning': withGitHub(async (lab, server) => {
        const message = 'You do not have permission to create labels on this repository.';
        server.fault({ operation: 'issues/add-labels', how: problem(403, message) });
        const wishes = { labels: ['images'] };
        const run = await lab.syncHere({ forge: createUnpacedForge(server), wishes });
        expectSuccess(run);
        expectWords(run.log, { says: ['label images was not added'], hides: [server.token] });
        expectProposed(server, await wanted(lab));
      }),
      'a base that has moved is built upon': withGitHub(async (lab, server) => {
        expectSuccess(await proposing(lab, server));
        server.commitByHand('main', { 'other.txt': 'work' });
        const run = await proposing(lab, server);
        expectSuccess(run, 'skipped');
        assert.equal(run.update?.pullRequest?.state, 'updated');
        expectProposed(server, await wanted(lab));
        assert.equal(server.git('rev-parse', `${BRANCH}^`), server.git('rev-parse', 'main'));
      }),
      'a branch that was deleted by hand is made again for the next version': withGitHub(
        async (lab, server) => {
          expectSuccess(await proposing(lab, server));
          server.deleteBranchByHand(BRANCH);
          expectSuccess(await proposing(lab, server), 'skipped');
          assert.deepEqual(
            server.pulls.map(({ state }) => state),
            ['closed'],
          );
          await lab.offerEditing('newer');
          expectSuccess(await proposing(lab, server));
          expectProposed(server, await wanted(lab));
        },
      ),
      'a pull request that was closed by hand stays closed': withGitHub(async (lab, server) => {
        expectSuccess(await proposing(lab, server));
        server.closeByHand(server.pulls[0]?.number ?? 0);
        expectSuccess(await proposing(lab, server), 'skipped');
        assert.deepEqual(
          server.pulls.map(({ state }) => state),
          ['closed'],
        );
      }),
      "somebody else's commit on the branch is not overwritten": withGitHub(async (lab, server) => {
        expectSuccess(await proposing(lab, server));
        const sha = server.commitByHand(BRANCH, { 'mine.txt': 'work' });
        await lab.offerEditing('newer');
        const run = await proposing(lab, server);
        expectNotProposed(run, server, ['Jane Doe']);
        assert.equal(server.git('rev-parse', BRANCH), sha);
      }),
      'a GitHub Enterprise Server is spoken to at its own address': withGitHub(
        async (lab, server) => {
          const forge = createUnpacedForge(server, { apiUrl: server.enterpriseApiUrl });
          expectSuccess(await lab.syncHere({ forge }));
          expectProposed(server, await wanted(lab));
        },
      ),
    },
    shownBy: [
      'a ref that GitHub holds locked',
      'another run that makes branch and pull request just before it',
      'two runs at once',
      'a request that is never answered',
      'stops at once, also while it waits for a rate limit',
    ],
  },
  ...EDIT_ROWS,
  ...BASE_ROWS,
];

/** A lab whose image edits a file. */
type EditingLab = FaultLab & { offerEditing(content: string): Promise<void> };

function withGitHub(work: (lab: EditingLab, server: GitHubServer) => Promise<void>): FaultCase {
  return async (lab) => {
    const server = await startGitHubServer({ [FILE]: OLD });
    try {
      const offerEditing = async (content: string) => editing(lab, { vyos: { content } });
      await writeFile(join(lab.folder, FILE), OLD);
      await offerEditing('first');
      await work({ ...lab, offerEditing }, server);
    } finally {
      await server.close();
    }
    await lab.expectPublished('vyos');
    assert.equal(await readFile(join(lab.folder, FILE), 'utf8'), OLD, 'the checkout is left alone');
  };
}

/** The image is published, the edit is refused with these words, and the next run proposes it. */
function refused(operation: string, how: Answer, says: readonly string[]): FaultCase {
  return withGitHub(async (lab, server) => {
    server.fault({ operation, how });
    expectNotProposed(await proposing(lab, server), server, says);
    server.forget();
    expectSuccess(await proposing(lab, server), 'skipped');
    expectProposed(server, await wanted(lab));
  });
}

/** The fault happens once, and nobody sees anything of it. */
function survived(fault: Omit<GitHubFault, 'times'>): FaultCase {
  return withGitHub(async (lab, server) => {
    server.fault({ ...fault, times: 1 });
    expectSuccess(await proposing(lab, server));
    expectProposed(server, await wanted(lab));
  });
}

function proposing(lab: FaultLab, server: GitHubServer): Promise<FaultRun> {
  return lab.syncHere({ forge: createUnpacedForge(server) });
}

/** What the file is to read. */
async function wanted({ folder }: FaultLab): Promise<string> {
  const manifest = JSON.parse(await readFile(join(folder, 'images.yaml'), 'utf8'));
  return `iso = "${manifest.spec.images[0].source.checksum}"`;
}

function expectNotProposed(run: FaultRun, server: GitHubServer, says: readonly string[]): void {
  assert.equal(run.code, 1, run.log);
  assert.equal(run.update?.error?.code, 'FORGE_REJECTED');
  expectWords(run.update.error.message, { says });
  expectWords(JSON.stringify(run), { hides: [server.token] });
}

/** One open pull request of one commit, with this line. */
function expectProposed(server: GitHubServer, line: string): void {
  assert.equal(server.pulls.filter(({ state }) => state === 'open').length, 1);
  assert.ok(server.git('show', `${BRANCH}:${FILE}`).includes(line));
  assert.equal(server.git('rev-list', '--count', `main..${BRANCH}`), '1');
}
