/** What the cases about the bucket share: an image in parts, short limits, answers of S3, and a prune. */
import assert from 'node:assert/strict';
import type { Clock } from '../../../src/base/clock.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { loadManifest } from '../../../src/images/manifest/parse-manifest.ts';
import type { PruneReport } from '../../../src/images/report.ts';
import { exitCodeOf } from '../../../src/images/report.ts';
import { type PruneOptions, prune } from '../../../src/images/verbs/prune.ts';
import type { S3Limits } from '../../../src/store/s3/client.ts';
import { createS3Store } from '../../../src/store/s3/store.ts';
import { createSilentReporter } from '../../support/fakes/silent-reporter.ts';
import { bytesOf, generatedContent } from '../../support/servers/content.ts';
import type { S3Answer } from '../../support/servers/s3-proxy.ts';
import type { S3RequestKind } from '../../support/servers/s3-request-kind.ts';
import type { FaultLab } from './fault-lab.ts';
import type { FaultCase } from './fault-row.ts';
import type { FaultRun } from './fault-run.ts';
import type { LabBucket } from './shared-server.ts';

export const MIB = 2 ** 20;
export const HOUR_MS = 3_600_000;
export const never = new AbortController().signal;

/** Two parts with SHORT limits. */
export const IMAGE = bytesOf(generatedContent(6 * MIB));
/** One request. */
export const SMALL = bytesOf(generatedContent(300_000, 2));
export const TALOS = 'talos/talos.iso';
export const TALOS_KEY = `images/${TALOS}`;
export const TALOS_METADATA = `metadata/${TALOS}.json`;

/** Parts of the smallest size, and silence that a test can wait for. */
export const SHORT: Partial<S3Limits> = {
  minPartBytes: 5 * MIB,
  socketTimeoutMs: 1_500,
  cleanUpMs: 1_000,
};

export const HTML = '<!DOCTYPE html>\n<html><title>Sign in</title><body>Who?</body></html>';

export function s3Error(code: string, message = 'No.'): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}

export const DENIED: S3Answer = { status: 403, body: s3Error('AccessDenied') };
export const BROKEN: S3Answer = { status: 500, body: s3Error('InternalError') };

/** A bucket, and the image `talos` in the manifest and at the origin. */
export async function openBucket(lab: FaultLab, bytes: Buffer = IMAGE): Promise<LabBucket> {
  const bucket = await lab.useBucket();
  await lab.offer('talos', bytes);
  return bucket;
}

/** The same, and the image is in place. The requests so far do not count. */
export async function openPublished(lab: FaultLab, bytes: Buffer = SMALL): Promise<LabBucket> {
  const bucket = await openBucket(lab, bytes);
  const run = await lab.syncHere({ s3: SHORT });
  assert.equal(run.code, 0, run.log);
  bucket.proxy.forget();
  return bucket;
}

/** Without a fault, one run brings everything in place, and the next one neither downloads nor writes. */
export async function expectConvergence(lab: FaultLab, bucket: LabBucket): Promise<void> {
  bucket.proxy.forget();
  const run = await lab.syncHere({ s3: SHORT });
  assert.equal(run.code, 0, run.log);
  const downloads = lab.origin.requests.length;
  bucket.proxy.forget();
  const again = await lab.syncHere({ s3: SHORT });
  assert.deepEqual([...new Set(again.images.map(({ outcome }) => outcome))], ['skipped']);
  assert.equal(bucket.proxy.writes(), 0);
  assert.equal(lab.origin.requests.length, downloads);
}

export type Pruned = { readonly report: PruneReport; readonly code: number; readonly log: string };

type PruneHere = Partial<PruneOptions> & {
  readonly clock?: Clock;
  readonly s3?: Partial<S3Limits>;
};

/** A prune in this process, through the proxy. */
export async function pruneHere(
  lab: FaultLab,
  { proxy, server, name }: LabBucket,
  { clock = systemClock, s3, ...options }: PruneHere = {},
): Promise<Pruned> {
  const { manifest } = await loadManifest(`${lab.folder}/images.yaml`);
  assert.ok(manifest);
  const limits = { retryDelayMs: 4, ...SHORT, ...s3 };
  const store = createS3Store({ ...server, endpoint: proxy.endpoint, bucket: name, limits });
  const reporter = createSilentReporter();
  const defaults = { dryRun: false, maxDelete: 10, includeUploads: false };
  const context = { store, clock, reporter, signal: never };
  const report = await prune(manifest, { ...defaults, ...options }, context);
  return { report, code: exitCodeOf(report), log: reporter.lines.join('\n') };
}

/** `labctl images prune`, as its users run it. */
export async function pruneWithBundle(
  lab: FaultLab,
  { env }: LabBucket,
  args: readonly string[] = [],
): Promise<Pruned & { readonly error: { code: string; message: string } | undefined }> {
  const ran = await lab.images(['prune', '--manifest', 'images.yaml', '--json', ...args], {
    env: { TMPDIR: lab.temp, ...env },
  });
  const report = ran.stdout.trimStart().startsWith('{') ? JSON.parse(ran.stdout) : {};
  return { report, code: ran.code ?? -1, log: ran.stderr, error: report.error };
}

/** A clock that is ahead. */
export function clockAhead(milliseconds: number): Clock {
  return { ...systemClock, now: () => systemClock.now() + milliseconds };
}

/** A promise, and what fulfils it. */
export function createLatch(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** Why there was no report: the bucket could not be read at all. */
export async function expectNoRun(
  work: Promise<FaultRun>,
  { code, says = [] }: { code: string; says?: readonly (string | RegExp)[] },
): Promise<void> {
  const error = await work.then(
    (run) => run.error ?? assert.fail(`there was a report: ${run.log}`),
    (reason: unknown) => reason as { code: string; message: string },
  );
  assert.equal(error.code, code, error.message);
  for (const words of says) assert.match(error.message, new RegExp(words));
}

/** Without a download and without a second try. */
export function endsTheRun(
  kind: S3RequestKind,
  how: S3Answer,
  failure: { code: string; says: readonly string[] },
): FaultCase {
  return async (lab) => {
    const { proxy } = await openBucket(lab);
    proxy.fault({ kind, how });
    await expectNoRun(lab.syncHere({ s3: SHORT }), failure);
    assert.equal(lab.origin.requests.length, 0);
    // Two listings at the same time, of images and of metadata.
    assert.ok(proxy.count(kind) <= 2, `${proxy.count(kind)} requests`);
    await lab.expectNothingLeft();
  };
}
