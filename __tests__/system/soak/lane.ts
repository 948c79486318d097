/** One seed at a time runs in a lane: an origin, a bucket of each kind, and the folders of a checkout. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Agents, createAgents } from '../../../src/http/connection/agents.ts';
import { type Origin, startOrigin } from '../../support/servers/origin.ts';
import { type S3Server, startS3Server } from '../../support/servers/s3-servers.ts';
import { createFolderBucket } from './folder-bucket.ts';
import { type FileSpec, imageFile, pathOf } from './image-files.ts';
import { NAMES, type SoakImage } from './manifests.ts';
import type { OriginTrouble } from './origin-trouble.ts';
import { createS3Bucket } from './s3-bucket.ts';
import type { SoakBucket } from './soak-bucket.ts';
import type { StoreKind } from './store-trouble.ts';

/** In the query of URLs; nobody may ever read it. */
export const URL_SECRET = 'soak-secret-of-a-signed-url';

/** The file of the checkout that follows the images, and how it begins. */
export const FOLLOWING_FILE = 'versions.env';
export const FOLLOWING_TEXT = NAMES.map((name) => `${name}=old\n`).join('');

export interface Lane {
  readonly origin: Origin;
  readonly agents: Agents;
  /** With `versions.env` in it. */
  readonly checkout: string;
  readonly spoolFolder: string;
  bucket(kind: StoreKind): Promise<SoakBucket>;
  urlOf(image: SoakImage): string;
  /** Writes the file that an upload is to read. */
  writeFile(spec: FileSpec): Promise<string>;
  serve(spec: FileSpec): Promise<void>;
  trouble(trouble: readonly OriginTrouble[]): Promise<void>;
  temporaryFiles(): Promise<string[]>;
  close(): Promise<void>;
}

/** S3 servers that all lanes share, started when the first one needs them. */
export interface SoakServers {
  get(name: 'versitygw' | 'minio'): Promise<S3Server>;
  close(): Promise<void>;
}

export function createSoakServers(): SoakServers {
  const started = new Map<string, Promise<S3Server>>();
  return {
    get(name) {
      const server = started.get(name) ?? startS3Server(name, 'unused');
      started.set(name, server);
      return server;
    },
    async close() {
      for (const server of started.values()) await (await server).stop();
    },
  };
}

export async function openLane(number: number, servers: SoakServers): Promise<Lane> {
  const folder = await mkdtemp(join(tmpdir(), 'labctl-soak-lane-'));
  const checkout = join(folder, 'checkout');
  const spoolFolder = join(folder, 'spool');
  await mkdir(checkout);
  await mkdir(spoolFolder);
  await writeFile(join(checkout, FOLLOWING_FILE), FOLLOWING_TEXT);
  const origin = await startOrigin();
  const agents = createAgents({ ca: origin.ca });
  const buckets = new Map<StoreKind, Promise<SoakBucket>>();

  async function makeBucket(kind: StoreKind): Promise<SoakBucket> {
    if (kind === 'folder') return createFolderBucket();
    return createS3Bucket(await servers.get(kind), `soak-${number}`);
  }

  return {
    origin,
    agents,
    checkout,
    spoolFolder,
    bucket(kind) {
      const bucket = buckets.get(kind) ?? makeBucket(kind);
      buckets.set(kind, bucket);
      return bucket;
    },
    urlOf: ({ file, signed }) => origin.url(pathOf(file) + (signed ? QUERY : '')),
    async writeFile(spec) {
      const path = join(folder, 'upload.raw');
      await writeFile(path, (await imageFile(spec)).decoded);
      return path;
    },
    async serve(spec) {
      origin.serve(pathOf(spec), (await imageFile(spec)).served);
    },
    async trouble(troubles) {
      origin.forget();
      for (const trouble of troubles) await script(origin, trouble);
    },
    temporaryFiles: () => readdir(spoolFolder),
    async close() {
      agents.close();
      await origin.close();
      for (const bucket of buckets.values()) await (await bucket).close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const QUERY = `?X-Amz-Signature=${URL_SECRET}`;

async function script(origin: Origin, { file, faults }: OriginTrouble): Promise<void> {
  for (const one of faults) {
    const fault =
      one.how === 'answer' ? one.fault : { times: one.times, body: await wrongBytes(file, one) };
    for (const query of ['', QUERY]) origin.script(pathOf(file) + query, fault);
  }
}

async function wrongBytes(
  file: FileSpec,
  how:
    | { readonly how: 'flip a byte'; at: number }
    | { readonly how: 'another version'; version: number },
): Promise<Buffer> {
  if (how.how === 'another version') {
    return (await imageFile({ ...file, version: how.version % 2 })).served;
  }
  const bytes = Buffer.from((await imageFile(file)).served);
  const at = how.at % bytes.length;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes;
}
