import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Step } from '../../../src/images/transfer/step.ts';
import { type Origin, startOrigin } from '../../support/servers/origin.ts';
import { missingServer, type S3Server, startS3Server } from '../../support/servers/s3-servers.ts';
import { IMAGES, type KillLab, openKillLab } from './kill-lab.ts';
import { type Orders, STEPS } from './killed-run.ts';

const SIGNALS = {
  // A store is not told which of the two it was, so each is shown with one of them.
  bucket: ['SIGKILL', 'SIGTERM'],
  folder: ['SIGKILL', 'SIGINT'],
} as const;
type Signal = (typeof SIGNALS)[keyof typeof SIGNALS][number];
const EXIT_CODES = { SIGTERM: 143, SIGINT: 130 } as const;
/** Steps of the whole run, at which not every image stands still but the run itself. */
const OF_THE_RUN: readonly Step[] = ['catalog-read', 'index-written', 'files-updated'];
const CHILD = fileURLToPath(new URL('./killed-run.ts', import.meta.url));
/** A quiet machine needs less than one; a runner kills after ten. */
const STOP_LIMIT_MS = 20_000;
const HANG_MS = 60_000;

type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stopMs: number;
};

/** Runs until everything stands still at `step`, sends the signal, and waits for the end. */
async function killAt(
  step: Step,
  signal: Signal,
  { places, compiled }: Pick<KillLab, 'places'> & { readonly compiled: string },
): Promise<Ended> {
  const waiting = OF_THE_RUN.includes(step) ? 1 : IMAGES;
  const orders: Orders = { places, step, waiting };
  const child = spawn(process.execPath, [CHILD, JSON.stringify(orders)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { PATH: process.env['PATH'], TMPDIR: places.temp, NODE_COMPILE_CACHE: compiled },
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  const exit = once(child, 'exit');
  const [said] = await Promise.race([once(child, 'message'), exit]);
  assert.equal(said, 'waiting', `it has ended before ${step}`);
  const sent = performance.now();
  child.kill(signal);
  const [code, killer] = await exit;
  return { code, signal: killer, stopMs: performance.now() - sent };
}

describe('a run that is killed', { concurrency: 2 }, () => {
  let origin: Origin;
  let s3: S3Server | undefined;
  /** So that not every child compiles the same files. */
  let compiled: string;
  before(async () => {
    compiled = await mkdtemp(join(tmpdir(), 'labctl-compiled-'));
    origin = await startOrigin();
    if (!missingServer('versitygw')) s3 = await startS3Server('versitygw', 'unused');
  });
  after(async () => {
    await origin?.close();
    await s3?.stop();
    await rm(compiled, { recursive: true, force: true });
  });

  for (const kind of ['bucket', 'folder'] as const) {
    const skip = kind === 'bucket' && missingServer('versitygw');
    for (const signal of SIGNALS[kind]) {
      for (const step of STEPS) {
        it(`by ${signal} at "${step}" leaves a ${kind} that the next run puts right`, {
          skip,
        }, async () => {
          const lab = await openKillLab(origin, kind === 'bucket' ? s3 : undefined);
          try {
            const ended = await killAt(step, signal, { ...lab, compiled });
            await expectCleanEnd(signal, ended, step, lab);
            await expectConvergence(step, lab);
          } finally {
            await lab.close();
          }
        });
      }
    }
  }
});

async function expectCleanEnd(
  signal: Signal,
  ended: Ended,
  step: Step,
  lab: KillLab,
): Promise<void> {
  await lab.expectNothingFalse();
  await lab.expectNoTemporaryFiles();
  const pending = await lab.pending();
  if (signal === 'SIGKILL') {
    assert.equal(ended.signal, 'SIGKILL');
    // Else nothing would be shown of what prune does with them.
    if (step === 'verified') assert.ok(pending.length > 0);
    return;
  }
  assert.deepEqual([ended.code, pending], [EXIT_CODES[signal], []]);
  assert.ok(ended.stopMs < STOP_LIMIT_MS, `it took ${ended.stopMs} ms to stop`);
}

async function expectConvergence(step: Step, lab: KillLab): Promise<void> {
  const downloads = lab.downloads();
  const clean = await lab.sync();
  assert.equal(clean.code, 0, JSON.stringify(clean.images));
  await lab.expectConverged();
  if (STEPS.indexOf(step) >= STEPS.indexOf('published')) {
    assert.equal(lab.downloads(), downloads, 'what was published is not downloaded again');
  }

  // A repeat is free.
  const seen = { listing: await lab.listing(), writes: lab.writes(), downloads: lab.downloads() };
  assert.equal((await lab.sync()).code, 0);
  assert.deepEqual(
    { listing: await lab.listing(), writes: lab.writes(), downloads: lab.downloads() },
    seen,
  );

  await lab.pruneLater();
  assert.deepEqual(await lab.pending(), []);
  await lab.expectConverged();
}
