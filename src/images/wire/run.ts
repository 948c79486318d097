/** From a request to a report: adapters chosen and wired, one command run. */
import { homedir, tmpdir } from 'node:os';
import { basename, resolve } from 'node:path';
import { LabctlError } from '../../base/errors.ts';
import { printable } from '../../base/redact.ts';
import { VERSION } from '../../base/version.ts';
import type { Checkout } from '../../checkout/checkout-path.ts';
import { createAgents } from '../../http/connection/agents.ts';
import { createProxyRules } from '../../http/connection/proxy-rules.ts';
import { pathOutsideCheckout } from '../../programs/find-program.ts';
import { createGit } from '../../programs/git.ts';
import { parseChecksum } from '../../stream/hash/checksum.ts';
import type { Image, Manifest } from '../manifest/image.ts';
import type { Report } from '../report.ts';
import type {
  BuildRequest,
  DownloadRequest,
  ListRequest,
  PruneRequest,
  Request,
  SyncRequest,
  UploadRequest,
  ValidateRequest,
} from '../request.ts';
import type { TransferContext } from '../transfer/transfer.ts';
import { openStoreIfTrusted, requireStore } from './store.ts';
import { openTools } from './tools.ts';
import type { Wiring, World } from './world.ts';

const URL_CHECK_MS = 20_000;
/** Sizes are good to have in a dry run, and not worth a long wait. */
const SIZES_MS = { timeoutMs: 10_000, totalMs: 20_000 };

/** Carries out one request. Throws a LabctlError where there is nothing to report on. */
export async function run(request: Request, world: World): Promise<Report> {
  const agents = createAgents({ proxyFor: createProxyRules(world.env) });
  try {
    const { env, cwd } = world;
    const path = await pathOutsideCheckout({ path: env['PATH'], cwd, home: homedir() });
    return await runVerb(request, { ...world, agents, path, git: createGit({ ...world, path }) });
  } finally {
    agents.close();
  }
}

function runVerb(request: Request, wiring: Wiring): Promise<Report> {
  switch (request.verb) {
    case 'sync':
      return runSync(request, wiring);
    case 'validate':
      return runValidate(request, wiring);
    case 'list':
      return runList(request, wiring);
    case 'prune':
      return runPrune(request, wiring);
    case 'upload':
      return runUpload(request, wiring);
    case 'download':
      return runDownload(request, wiring);
    case 'build':
      return runBuild(request, wiring);
  }
}

async function runSync(request: SyncRequest, wiring: Wiring): Promise<Report> {
  const { sync } = await import(/* webpackMode: "eager" */ '../verbs/sync.ts');
  const manifest = await loadCheckedManifest(request.manifest, wiring);
  const store = request.dryRun
    ? await openStoreIfTrusted(request, wiring)
    : await requireStore(request, 'existing or new', wiring);
  const { forgeFor, forgeToRead } = await import('./forge.ts');
  const { createPackerBuilder } = await import(
    /* webpackMode: "eager" */ '../../packer/packer-builder.ts'
  );
  const { announcedSizes } = await import(
    /* webpackMode: "eager" */ '../../http/announced-sizes.ts'
  );
  const checkout = checkoutOf(request, wiring);
  const tools = openTools(wiring);
  const builder = createPackerBuilder({
    ...wiring,
    root: wiring.cwd,
    envNames: request.packerEnv,
    findPacker: () => tools.find('packer', request.packerVersion),
  });
  try {
    return await sync(manifest, request, {
      ...wiring,
      ...(await transferContext(request, wiring)),
      store,
      builder,
      announcedSizes: (urls) => announcedSizes(urls, { ...wiring, ...SIZES_MS, version: VERSION }),
      checkout,
      forge: await (request.dryRun ? forgeToRead : forgeFor)(request.pullRequest, checkout, wiring),
    });
  } finally {
    await tools.close();
  }
}

async function runValidate(request: ValidateRequest, wiring: Wiring): Promise<Report> {
  const { validate } = await import(/* webpackMode: "eager" */ '../verbs/validate.ts');
  const { loadManifest } = await import(/* webpackMode: "eager" */ '../manifest/parse-manifest.ts');
  const { probeUrl } = await import(/* webpackMode: "eager" */ '../../http/probe.ts');
  const { agents, signal, reporter } = wiring;
  const probe = (url: string) =>
    probeUrl({ url, agents, version: VERSION, timeoutMs: URL_CHECK_MS, signal });
  const { checkEdits } = await import(/* webpackMode: "eager" */ '../update-file/edits.ts');
  const { findTemplates } = await import(/* webpackMode: "eager" */ '../../packer/packer-build.ts');
  const checkout = checkoutOf(request, wiring);
  const checkFiles = (images: readonly Image[]) => checkEdits(images, checkout);
  const templatesOf = (path: string) => findTemplates(resolve(wiring.cwd, path));
  const parsed = await loadManifest(request.manifest);
  return validate(parsed, request, { probe, checkFiles, templatesOf, reporter });
}

function checkoutOf({ manifest }: { manifest: string }, { cwd, git }: Wiring): Checkout {
  return { root: cwd, manifest, askGit: git };
}

async function runList(request: ListRequest, wiring: Wiring): Promise<Report> {
  const { list } = await import(/* webpackMode: "eager" */ '../verbs/list.ts');
  return list(request.prefix, {
    store: await requireStore(request, 'existing', wiring),
    signal: wiring.signal,
  });
}

async function runPrune(request: PruneRequest, wiring: Wiring): Promise<Report> {
  const { prune } = await import(/* webpackMode: "eager" */ '../verbs/prune.ts');
  const manifest = await loadCheckedManifest(request.manifest, wiring);
  const store = await requireStore(request, 'existing', wiring);
  return prune(manifest, request, { ...wiring, store });
}

async function runUpload(request: UploadRequest, wiring: Wiring): Promise<Report> {
  const { upload } = await import(/* webpackMode: "eager" */ '../verbs/upload.ts');
  const { createFileSource } = await import(
    /* webpackMode: "eager" */ '../../files/file-source.ts'
  );
  const { destination, source: path, name, force } = request;
  await refuseBadDestination(destination);
  const options = { path, destination, name, force, checksum: readChecksum(request.checksum) };
  const store = await requireStore(request, 'existing or new', wiring);
  return upload(options, { ...wiring, store, source: createFileSource(path) });
}

async function runDownload(request: DownloadRequest, wiring: Wiring): Promise<Report> {
  const { downloadFromBucket, downloadFromSource } = await import(
    /* webpackMode: "eager" */ '../verbs/download.ts'
  );
  const output = (destination: string): string => request.output ?? basename(destination);
  const options = { name: request.name, force: request.force, output };
  if (request.from === 'manifest') {
    const manifest = await loadCheckedManifest(request.manifest, wiring);
    const context = { ...wiring, ...(await transferContext(request, wiring)) };
    return downloadFromSource(manifest, options, context);
  }
  const store = await requireStore(request, 'existing', wiring);
  return downloadFromBucket(options, { ...wiring, store });
}

async function runBuild(request: BuildRequest, wiring: Wiring): Promise<Report> {
  const { build } = await import(/* webpackMode: "eager" */ '../verbs/build.ts');
  const { requireTemplate } = await import(
    /* webpackMode: "eager" */ '../../packer/packer-build.ts'
  );
  const folder = resolve(wiring.cwd, request.template);
  await requireTemplate(folder);
  const tools = openTools(wiring);
  try {
    const { program } = await tools.find('packer', request.packerVersion);
    return await build({ ...request, folder }, { ...wiring, program });
  } finally {
    await tools.close();
  }
}

/** Throws MANIFEST_INVALID with all findings, so that nothing is done on the strength of a part of them. */
async function loadCheckedManifest(path: string, { reporter }: World): Promise<Manifest> {
  const { loadManifest } = await import(/* webpackMode: "eager" */ '../manifest/parse-manifest.ts');
  const { manifest, findings } = await loadManifest(path);
  if (manifest === undefined) {
    const errors = findings.filter((finding) => finding.severity === 'error').length;
    throw new LabctlError(
      'MANIFEST_INVALID',
      `${path} has ${errors} ${errors === 1 ? 'error' : 'errors'}; nothing was changed`,
      { findings },
    );
  }
  for (const { place, message } of findings) {
    reporter.warn(`${place.file}:${place.line}:${place.column}: ${message}`);
  }
  return manifest;
}

async function transferContext(
  request: Pick<SyncRequest, 'connections' | 'maxDecodedBytes' | 'tempDir'>,
  { agents, clock, env, path, signal }: Wiring,
): Promise<TransferContext> {
  const { createHttpSource } = await import(/* webpackMode: "eager" */ '../../http/source.ts');
  const { createReadAhead } = await import(
    /* webpackMode: "eager" */ '../../http/parallel/read-ahead.ts'
  );
  const { findXz } = await import(/* webpackMode: "eager" */ '../../tools/xz.ts');
  const { requireFolder } = await import(/* webpackMode: "eager" */ '../../files/usable-path.ts');
  if (request.tempDir !== undefined) await requireFolder('temp-dir', request.tempDir);
  const readAhead = createReadAhead({ connections: request.connections });
  const xz = await findXz({ PATH: path }, signal);
  return {
    openSource: ({ url }, onRetry) =>
      createHttpSource({ url, agents, clock, version: VERSION, readAhead, onRetry }),
    xzProgram: xz.program,
    // A runner empties RUNNER_TEMP after each job.
    spoolFolder: resolve(request.tempDir ?? env['RUNNER_TEMP'] ?? tmpdir()),
    maxDecodedBytes: request.maxDecodedBytes,
  };
}

async function refuseBadDestination(destination: string): Promise<void> {
  const { destinationProblem } = await import(
    /* webpackMode: "eager" */ '../manifest/lint/destination.ts'
  );
  const problem = destinationProblem(destination);
  if (problem !== undefined) {
    throw new LabctlError('INPUT_INVALID', `--destination is wrong: ${problem}`);
  }
}

function readChecksum(text: string | undefined) {
  if (text === undefined) return undefined;
  const checksum = parseChecksum(text);
  if (checksum !== undefined) return checksum;
  throw new LabctlError(
    'INPUT_INVALID',
    `--checksum is wrong: found "${printable(text)}", want sha256:<64 hex digits> or sha512:<128 hex digits>`,
  );
}
