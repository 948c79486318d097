/** A sync in this process, wired as the program wires it but with limits that a test can wait for. */
import { join } from 'node:path';
import type { Clock } from '../../../src/base/clock.ts';
import { systemClock } from '../../../src/base/clock.ts';
import { LabctlError } from '../../../src/base/errors.ts';
import type { Forge } from '../../../src/forge/forge.ts';
import { type AgentsOptions, createAgents } from '../../../src/http/connection/agents.ts';
import type { HttpLimits } from '../../../src/http/limits.ts';
import { createHttpSource } from '../../../src/http/source.ts';
import { loadManifest } from '../../../src/images/manifest/parse-manifest.ts';
import type { OnStep } from '../../../src/images/transfer/step.ts';
import type { PullRequestWishes } from '../../../src/images/update-file/pull-request.ts';
import { sync } from '../../../src/images/verbs/sync.ts';
import type { Builder } from '../../../src/packer/builder.ts';
import { createDirectoryStore } from '../../../src/store/folder/store.ts';
import type { S3Limits } from '../../../src/store/s3/client.ts';
import { createS3Store } from '../../../src/store/s3/store.ts';
import { findXz } from '../../../src/tools/xz.ts';
import { aGit } from '../../support/builders/git-builder.ts';
import { createSilentReporter } from '../../support/fakes/silent-reporter.ts';
import { type FaultRun, runOfReport } from './fault-run.ts';
import type { LabBucket } from './shared-server.ts';

export type HereOptions = {
  /** Of downloads; a pause between two tries takes milliseconds unless told. */
  readonly http?: Partial<HttpLimits>;
  /** Of the bucket. */
  readonly s3?: Partial<S3Limits>;
  /** Of downloads, and of all that is measured. */
  readonly clock?: Clock;
  /** Instead of trusting the origin and asking the system's resolver. */
  readonly agents?: AgentsOptions;
  readonly builder?: Builder;
  readonly signal?: AbortSignal;
  readonly concurrency?: number;
  readonly force?: boolean;
  readonly maxDecodedBytes?: number;
  readonly maxParts?: number;
  /** Instead of the `xz` of this machine; `undefined` for the library. */
  readonly xzProgram?: string | undefined;
  /** How long that program may hang. */
  readonly xzSilenceMs?: number;
  readonly spoolFolder?: string;
  readonly onStep?: OnStep;
  /** Where files are proposed, instead of edited in place. */
  readonly forge?: Forge;
  readonly wishes?: PullRequestWishes;
  /** The commit that the run was started with, on `main`. */
  readonly commit?: string;
  readonly dryRun?: boolean;
};

/** What is needed of a bucket; a plain value, so that it can be told to another process. */
export type BucketPlace = Pick<LabBucket, 'name'> & {
  readonly server: Pick<LabBucket['server'], 'region' | 'accessKey' | 'secretKey'>;
  readonly proxy: Pick<LabBucket['proxy'], 'endpoint'>;
};

export type HerePlaces = {
  readonly folder: string;
  readonly temp: string;
  readonly storeFolder: string;
  readonly bucket: BucketPlace | undefined;
  readonly ca: string;
};

const GIB = 2 ** 30;
const SHORT_PAUSES = { firstBackoffMs: 4, maxBackoffMs: 20 };
const NO_BUILDER: Builder = {
  fingerprint: () => Promise.reject(new LabctlError('UNSUPPORTED', 'no builder')),
  build: () => Promise.reject(new LabctlError('UNSUPPORTED', 'no builder')),
};

export async function syncHere(places: HerePlaces, options: HereOptions): Promise<FaultRun> {
  const { clock = systemClock, signal = new AbortController().signal } = options;
  const reporter = createSilentReporter();
  const agents = createAgents({ ca: places.ca, ...options.agents });
  const manifestPath = join(places.folder, 'images.yaml');
  const { manifest, findings } = await loadManifest(manifestPath);
  if (manifest === undefined) throw new Error(findings.map(({ message }) => message).join('; '));
  const xz = 'xzProgram' in options ? { program: options.xzProgram } : await findXz(process.env);
  try {
    const report = await sync(
      manifest,
      {
        images: undefined,
        dryRun: options.dryRun ?? false,
        shards: undefined,
        transfer: true,
        force: options.force ?? false,
        concurrency: options.concurrency ?? 2,
        updateFiles: true,
      },
      {
        store: openStore(places, options),
        openSource: ({ url }, onRetry) => {
          const limits = { ...SHORT_PAUSES, ...options.http };
          return createHttpSource({ url, agents, clock, version: 'test', limits, onRetry });
        },
        builder: options.builder ?? NO_BUILDER,
        checkout: { root: places.folder, manifest: 'images.yaml', askGit: aGit() },
        forge: options.forge && {
          statusContext: 'sync',
          runUrl: undefined,
          wishes: options.wishes ?? {},
          origin: options.commit === undefined ? undefined : originOf(options.commit),
          forge: options.forge,
        },
        announcedSizes: (urls) => Promise.resolve(urls.map(() => undefined)),
        xzProgram: xz.program,
        xzSilenceMs: options.xzSilenceMs,
        spoolFolder: options.spoolFolder ?? places.temp,
        maxDecodedBytes: options.maxDecodedBytes ?? GIB,
        onStep: options.onStep,
        reporter,
        clock,
        signal,
      },
    );
    return runOfReport(report, reporter.lines);
  } finally {
    agents.close();
  }
}

function originOf(commit: string) {
  return { commit, branch: 'main', manifest: 'images.yaml' };
}

function openStore({ bucket, storeFolder }: HerePlaces, { s3, maxParts }: HereOptions) {
  if (bucket === undefined) return createDirectoryStore(storeFolder);
  const { server, proxy, name } = bucket;
  const limits = { retryDelayMs: 4, ...s3 };
  return createS3Store({ ...server, endpoint: proxy.endpoint, bucket: name, limits, maxParts });
}
