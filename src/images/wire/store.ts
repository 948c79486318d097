/** From a request to the store it names: a folder, or a bucket with credentials from the environment or a SOPS file. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabctlError } from '../../base/errors.ts';
import { resolveCredentials } from '../../credentials/resolve-credentials.ts';
import { decryptSops } from '../../credentials/sops/sops.ts';
import { chooseSopsKey } from '../../credentials/sops/sops-key.ts';
import { readWorkflowEvent, refuseUntrustedEvent } from '../../credentials/workflow-event.ts';
import {
  isDirectory,
  requireExistingFolder,
  requireFolderOrRoom,
} from '../../files/usable-path.ts';
import type { Store } from '../../store/store.ts';
import type { StoreRequest } from '../request.ts';
import { openTools } from './tools.ts';
import type { Wiring } from './world.ts';

type Request = StoreRequest & { readonly maxParts?: number };

/**
 * What a verb expects of a folder: one that only reads or deletes looks at what was published there, and a folder that
 * does not exist would look like an empty one.
 */
export type FolderNeed = 'existing' | 'existing or new';

/** Throws CREDENTIALS_MISSING where neither a folder nor credentials are given. */
export async function requireStore(
  request: Request,
  need: FolderNeed,
  wiring: Wiring,
): Promise<Store> {
  const store = await openStore(request, need, wiring);
  if (store !== undefined) return store;
  throw new LabctlError(
    'CREDENTIALS_MISSING',
    'no store: set E2_ENDPOINT, E2_BUCKET, E2_ACCESS_KEY and E2_SECRET_KEY, name a SOPS file with --credentials, or a folder with --store',
  );
}

/** For a dry run, which goes on without a bucket where a run of a stranger may not have credentials. */
export async function openStoreIfTrusted(
  request: Request,
  wiring: Wiring,
): Promise<Store | undefined> {
  try {
    refuseUntrustedEvent(await readWorkflowEvent(wiring.env));
  } catch (error) {
    if (!(error instanceof LabctlError)) throw error;
    wiring.reporter.warn(error.message);
    return undefined;
  }
  const store = await openStore(request, 'existing or new', wiring);
  const folder = request.store === undefined ? undefined : storeFolder(request.store, wiring.cwd);
  if (folder !== undefined && (await isDirectory(folder)) === undefined) {
    wiring.reporter.warn(`--store ${folder} is not there yet: sync would make it`);
  }
  return store;
}

async function openStore(
  request: Request,
  need: FolderNeed,
  wiring: Wiring,
): Promise<Store | undefined> {
  if (request.store !== undefined) {
    const { createDirectoryStore } = await import(
      /* webpackMode: "eager" */ '../../store/folder/store.ts'
    );
    const folder = storeFolder(request.store, wiring.cwd);
    await (need === 'existing' ? requireExistingFolder : requireFolderOrRoom)('store', folder);
    return createDirectoryStore(folder);
  }
  const { env, mask } = wiring;
  const credentials = await resolveCredentials({
    env,
    file: request.credentials,
    event: await readWorkflowEvent(env),
    mask,
    decrypt: (file) => decrypt(file, request, wiring),
  });
  if (credentials === undefined) return undefined;
  const { createS3Store } = await import('../../store/s3/store.ts');
  const { parseEndpoint } = await import(/* webpackMode: "eager" */ '../../store/s3/endpoint.ts');
  const endpoint = parseEndpoint(credentials.endpoint);
  const viaProxy = wiring.agents.proxyFor(endpoint) !== undefined;
  // A run that is stopped still takes back what it has begun: the tunnels must not end with it.
  const { signal: never } = new AbortController();
  return createS3Store({
    agent: viaProxy ? wiring.agents.agentFor(endpoint, never) : undefined,
    ...credentials,
    region: credentials.region ?? 'us-east-1',
    maxParts: request.maxParts,
  });
}

async function decrypt(file: string, request: Request, wiring: Wiring) {
  const { env, path, signal } = wiring;
  const key = chooseSopsKey({
    ageKey: request.sopsAgeKey,
    ageKeyFile: request.sopsAgeKeyFile,
    env,
  });
  const tools = openTools(wiring);
  try {
    const { program } = await tools.find('sops', request.sopsVersion);
    const tempFolder = await tools.folder();
    return await decryptSops(file, { program, key, path, tempFolder, signal });
  } finally {
    await tools.close();
  }
}

function storeFolder(store: string, cwd: string): string {
  if (store.startsWith('file:')) {
    try {
      return fileURLToPath(store);
    } catch (cause) {
      const message = `--store is wrong: found "${store}", want file:///folder`;
      throw new LabctlError('INPUT_INVALID', message, { cause });
    }
  }
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(store)?.[1];
  if (scheme === undefined) return resolve(cwd, store);
  throw new LabctlError(
    'INPUT_INVALID',
    `--store is wrong: found ${scheme}://…, want a folder; a bucket is named by the E2_* variables`,
  );
}
