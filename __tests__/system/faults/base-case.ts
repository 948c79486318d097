/** Whole syncs to a GitHub whose base is not what the checkout is, and what is expected of them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileByHand } from '../../support/servers/github-hands.ts';
import { type GitHubServer, startGitHubServer } from '../../support/servers/github-server.ts';
import { createUnpacedForge } from '../../unit/forge/github/unpaced.ts';
import { sha256 } from '../e2e/lab.ts';
import { editing, FILE, OLD } from './edited-image.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultCase } from './fault-row.ts';
import { expectSuccess, expectWords, type FaultRun } from './fault-run.ts';

export const BRANCH = 'automated/image-updates';
const CONTENT = 'an image';
const NEW = `iso = "${sha256(CONTENT)}"`;

/** A GitHub with these files on `main`, and a checkout with `FILE` as it once was there. */
export async function withBase(
  lab: FaultLab,
  files: Readonly<Record<string, FileByHand>>,
  work: (server: GitHubServer) => Promise<void>,
): Promise<void> {
  const server = await startGitHubServer({ 'README.md': 'A lab.\n' });
  try {
    server.commitByHand('main', files);
    execFileSync('git', ['init', '-q', lab.folder]);
    await writeFile(join(lab.folder, FILE), OLD);
    await editing(lab, { vyos: { content: CONTENT } });
    await work(server);
  } finally {
    await server.close();
  }
}

type Options = Omit<Parameters<FaultLab['syncHere']>[0] & object, 'forge'>;

export function syncTo(
  lab: FaultLab,
  server: GitHubServer,
  options: Options = {},
): Promise<FaultRun> {
  return lab.syncHere({ forge: createUnpacedForge(server), ...options });
}

/** What a dry run has shown is then done. */
export async function syncInPlace(lab: FaultLab): Promise<void> {
  expectSuccess(await lab.syncHere({}));
  assert.ok((await readFile(join(lab.folder, FILE), 'utf8')).includes(NEW));
  await lab.expectPublished('vyos');
}

/** The pull request changes this text of the base, and the checkout stays as it is. */
export function proposed(text: string): FaultCase {
  return async (lab) => {
    await withBase(lab, { [FILE]: text }, async (server) => {
      expectProposed(await syncTo(lab, server), server, text);
      assert.equal(await readFile(join(lab.folder, FILE), 'utf8'), OLD);
    });
    await lab.expectPublished('vyos');
  };
}

export function expectProposed(
  run: FaultRun,
  server: GitHubServer,
  text: string,
  base = 'main',
): void {
  expectSuccess(run);
  const wanted = text.replace('iso = "old"', NEW);
  assert.equal(server.git('show', `${BRANCH}:${FILE}`), wanted.trimEnd());
  assert.equal(server.git('diff', '--numstat', base, BRANCH), `1\t1\t${FILE}`);
  assert.equal(server.git('rev-parse', `${BRANCH}^`), server.git('rev-parse', base));
}

/** The image is published, its edit is refused, and nothing is proposed. */
export function misfits(
  files: Readonly<Record<string, FileByHand>>,
  says: readonly (string | RegExp)[],
): FaultCase {
  return async (lab) => {
    await withBase(lab, files, async (server) => {
      expectMisfit(await syncTo(lab, server), server, says);
    });
    await lab.expectPublished('vyos');
  };
}

export function expectMisfit(
  run: FaultRun,
  server: GitHubServer,
  says: readonly (string | RegExp)[],
) {
  assert.equal(run.code, 1, run.log);
  const [failure] = run.update?.failures ?? [];
  assert.equal(failure?.error.code, 'EDIT_FAILED');
  expectWords(failure.error.message, { says: [`cannot edit ${FILE}`, ...says] });
  assert.deepEqual([server.pulls.length, server.writes()], [0, 0]);
}

/** A newer run has proposed; then one of an older commit ends, with another image or with none that edits. */
export function overtaken(older: string | undefined): FaultCase {
  return async (lab) => {
    await withBase(lab, { [FILE]: OLD, 'images.yaml': 'v1' }, async (server) => {
      const commit = server.git('rev-parse', 'main');
      const newest = server.commitByHand('main', { 'images.yaml': 'v2' });
      expectProposed(await syncTo(lab, server, { commit: newest }), server, OLD);
      const before = server.git('rev-parse', BRANCH);
      server.forget();
      if (older === undefined) await lab.offer('vyos', Buffer.from(CONTENT));
      else await editing(lab, { vyos: { content: older } });
      const run = await syncTo(lab, server, { commit });
      assert.equal(run.code, 0, run.log);
      expectWords(run.log, { says: ['branch main has gone on to another manifest'] });
      assert.deepEqual([server.git('rev-parse', BRANCH), server.writes()], [before, 0]);
      assert.equal(server.pulls[0]?.state, 'open');
    });
    await lab.expectPublished('vyos');
  };
}

/** The image is published, the branch in the way is named, and once it is gone the edit is proposed. */
export function blocked(by: string): FaultCase {
  return async (lab) => {
    await withBase(lab, { [FILE]: OLD }, async (server) => {
      server.commitByHand(by, { 'mine.txt': 'x' });
      const run = await syncTo(lab, server);
      assert.equal(run.code, 1, run.log);
      assert.equal(run.update?.error?.code, 'FORGE_REJECTED');
      expectWords(run.update.error.message, { says: [`branch ${by} is in its way`] });
      server.deleteBranchByHand(by);
      const again = await syncTo(lab, server);
      expectSuccess(again, 'skipped');
      assert.equal(server.pulls.length, 1);
    });
    await lab.expectPublished('vyos');
  };
}
