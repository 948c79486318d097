/** One run of labctl inside this process: its ports wired to a lane, all that it says kept. */

import { LabctlError } from '../../../src/base/errors.ts';
import { renderReport } from '../../../src/cli/render-report.ts';
import { createFileSource } from '../../../src/files/file-source.ts';
import { createHttpSource } from '../../../src/http/source.ts';
import type { Image, Manifest } from '../../../src/images/manifest/image.ts';
import { exitCodeOf, failuresOf, plain, type Report } from '../../../src/images/report.ts';
import { prune } from '../../../src/images/verbs/prune.ts';
import { sync } from '../../../src/images/verbs/sync.ts';
import { upload } from '../../../src/images/verbs/upload.ts';
import { presentError } from '../../../src/report/present-error.ts';
import type { Reporter } from '../../../src/report/reporter.ts';
import type { Store } from '../../../src/store/store.ts';
import { aGit } from '../../support/builders/git-builder.ts';
import type { FakeClock } from '../../support/fakes/fake-clock.ts';
import { createMemoryBuilder } from '../../support/fakes/memory-builder.ts';
import type { MemoryForge } from '../../support/fakes/memory-forge.ts';
import { imageFile } from './image-files.ts';
import { FOLLOWING_FILE, type Lane } from './lane.ts';
import type { SoakManifest } from './manifests.ts';
import type { PruneRun, Run, SyncRun, UploadRun } from './scenario.ts';

export type RunContext = {
  readonly lane: Lane;
  readonly store: Store;
  readonly clock: FakeClock;
  readonly forge: MemoryForge;
  /** How long the origin may be silent. */
  readonly patienceMs: number;
  /** Told of every sign of progress. */
  readonly onEvent: () => void;
  readonly signal: AbortSignal;
};

export type RunResult = {
  readonly exitCode: number;
  /** In a few words, for people. */
  readonly summary: string;
  /** Codes of all errors. */
  readonly codes: readonly string[];
  /** Everything that was shown. */
  readonly said: readonly string[];
};

export async function startRun(run: Run, context: RunContext): Promise<RunResult> {
  const said: string[] = [];
  try {
    const report = await perform(run, context, createWatchedReporter(said, context.onEvent));
    const failures = failuresOf(report);
    said.push(renderReport(report, { paint: (_style, text) => text, now: context.clock.now() }));
    said.push(JSON.stringify(plain(report)), ...failures.map(([, error]) => shown(error)));
    const codes = failures.map(([, error]) => error.code);
    return { exitCode: exitCodeOf(report), summary: summaryOf(report), codes, said };
  } catch (error) {
    const code = error instanceof LabctlError ? error.code : 'INTERNAL';
    said.push(shown(error));
    return { exitCode: 1, summary: String(error), codes: [code], said };
  }
}

function perform(run: Run, context: RunContext, reporter: Reporter): Promise<Report> {
  switch (run.verb) {
    case 'sync':
      return performSync(run, context, reporter);
    case 'prune':
      return performPrune(run, context, reporter);
    case 'upload':
      return performUpload(run, context, reporter);
  }
}

async function performSync(run: SyncRun, context: RunContext, reporter: Reporter) {
  const { lane, clock, forge, patienceMs } = context;
  const manifest = await manifestOf(run.manifest, lane);
  const limits = { idleTimeoutMs: patienceMs };
  const only = run.only === undefined ? undefined : manifest.images[run.only]?.name;
  const { force, concurrency, dryRun } = run;
  const images = only === undefined ? undefined : [only];
  return sync(
    manifest,
    {
      images,
      dryRun,
      shards: undefined,
      force,
      transfer: true,
      concurrency,
      updateFiles: true,
    },
    {
      ...context,
      reporter,
      openSource: ({ url }, onRetry) =>
        createHttpSource({ url, agents: lane.agents, clock, version: '0.0.0', limits, onRetry }),
      xzProgram: undefined,
      spoolFolder: lane.spoolFolder,
      maxDecodedBytes: 8 * 2 ** 20,
      builder: createMemoryBuilder({}),
      checkout: { root: lane.checkout, manifest: 'images.yaml', askGit: aGit() },
      announcedSizes: (urls) => Promise.resolve(urls.map(() => undefined)),
      forge: { forge, wishes: {}, statusContext: 'sync', runUrl: undefined },
    },
  );
}

async function performPrune(run: PruneRun, context: RunContext, reporter: Reporter) {
  const manifest = await manifestOf(run.manifest, context.lane);
  const options = { dryRun: false, maxDelete: 100, includeUploads: run.includeUploads };
  return prune(manifest, options, { ...context, reporter });
}

async function performUpload(run: UploadRun, context: RunContext, reporter: Reporter) {
  const { destination, size, version, force } = run;
  const path = await context.lane.writeFile({ size, version, compression: undefined });
  const options = { path, destination, name: undefined, checksum: undefined, force };
  return upload(options, { ...context, reporter, source: createFileSource(path) });
}

async function manifestOf({ name, images }: SoakManifest, lane: Lane): Promise<Manifest> {
  const made = images.map(async (image): Promise<Image> => {
    const file = await imageFile(image.file);
    const { compression: decompress } = image.file;
    const replacements = [
      { pattern: `(?m)^${image.name}=.*$`, value: `${image.name}={{ .Source.Checksum }}` },
    ];
    return {
      name: image.name,
      destination: image.destination,
      source: {
        type: 'http',
        url: lane.urlOf(image),
        checksum: file.servedChecksum,
        ...(decompress && { decompress }),
      },
      ...(decompress && { expected: file.checksum }),
      ...(image.edits && { updateFile: { path: FOLLOWING_FILE, replacements } }),
      place: { file: 'images.yaml', line: 1, column: 1 },
    };
  });
  return { name, images: await Promise.all(made) };
}

function createWatchedReporter(said: string[], onEvent: () => void): Reporter {
  const say = (text: string): void => {
    said.push(text);
    onEvent();
  };
  return {
    note: say,
    warn: (text) => say(`warning: ${text}`),
    begin: (title) => ({
      phase: (name) => say(`${title}: ${name}`),
      advance: onEvent,
      note: (text) => say(`${title}: ${text}`),
      warn: (text) => say(`${title}: warning: ${text}`),
      output: (line) => say(`${title} | ${line}`),
      end: (text) => say(`${title}: ${text}`),
    }),
  };
}

function summaryOf(report: Report): string {
  if (report.verb === 'sync') {
    const images = report.images.map(({ name, state, outcome, error }) =>
      [name, state, outcome, error?.code, error?.message].filter(Boolean).join(' '),
    );
    return [...images, report.update?.error?.message ?? ''].join('; ');
  }
  if (report.verb === 'prune') {
    const images = report.images.map(({ destination, outcome }) => `${destination} ${outcome}`);
    return [...images, ...report.abortedUploads.map((key) => `took back ${key}`)].join('; ');
  }
  return report.verb === 'upload' ? `${report.image.state} ${report.image.outcome}` : report.verb;
}

function shown(error: unknown): string {
  return JSON.stringify(presentError(error));
}
