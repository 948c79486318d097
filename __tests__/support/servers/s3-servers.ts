/** Real S3 servers on loopback, each with a throw-away data folder, that do not outlive the test process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

export type S3Server = {
  readonly name: S3ServerName;
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly pid: number;
  /** `http://127.0.0.1:port` */
  readonly endpoint: string;
  readonly region: 'us-east-1';
  readonly accessKey: string;
  readonly secretKey: string;
  createBucket(name: string): Promise<void>;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
};

type Launch = { readonly folder: string; readonly address: string };
type Program = (launch: Launch) => { args: readonly string[]; env: Record<string, string> };

const ACCESS_KEY = 'labctl-access';
const SECRET_KEY = 'labctl-secret-of-the-tests';

const PROGRAMS = {
  versitygw: ({ folder, address }) => ({
    args: [
      ...['--port', address, '--quiet', '--keep-alive'],
      // Buckets by the rules of old.
      '--disable-strict-bucket-names',
      ...['posix', folder],
    ],
    env: { ROOT_ACCESS_KEY: ACCESS_KEY, ROOT_SECRET_KEY: SECRET_KEY },
  }),
  minio: ({ folder, address }) => ({
    args: ['server', '--quiet', '--address', address, join(folder, 'data')],
    env: {
      MINIO_ROOT_USER: ACCESS_KEY,
      MINIO_ROOT_PASSWORD: SECRET_KEY,
      MINIO_BROWSER: 'off',
      MINIO_UPDATE: 'off',
      // Allows a data folder on the disk of the system.
      MINIO_CI_CD: '1',
    },
  }),
} as const satisfies Record<string, Program>;

export type S3ServerName = keyof typeof PROGRAMS;

/** All servers that a suite can be run against. */
export const S3_SERVERS = Object.keys(PROGRAMS) as readonly S3ServerName[];

const BIN = join(import.meta.dirname, '../../..', '.cache', 'bin');

/**
 * Why a suite on this server has to be skipped, for `describe(name, { skip: missingServer('minio') }, …)`. Never
 * a reason with LABCTL_REQUIRE_TOOLS=1: then the start fails.
 */
export function missingServer(name: S3ServerName): string | false {
  if (existsSync(join(BIN, name)) || process.env['LABCTL_REQUIRE_TOOLS'] === '1') return false;
  return `${name} is not in .cache/bin: run "npm run pretest" with Go installed`;
}

/** The first server that is there, for suites that need one and not a certain one. */
export function anyServer(): S3ServerName {
  return S3_SERVERS.find((name) => existsSync(join(BIN, name))) ?? 'versitygw';
}

/** Starts a server with the bucket `bucket`, on a free port; its data lie below `parent`. */
export async function startS3Server(
  name: S3ServerName,
  bucket: string,
  parent = tmpdir(),
): Promise<S3Server> {
  const folder = await mkdtemp(join(parent, `labctl-${name}-`));
  try {
    const { port, pid, stop } = await launch(name, folder);
    const endpoint = `http://127.0.0.1:${port}`;
    const server: S3Server = {
      name,
      host: '127.0.0.1',
      port,
      pid,
      endpoint,
      region: 'us-east-1',
      accessKey: ACCESS_KEY,
      secretKey: SECRET_KEY,
      createBucket: (wanted) => createBucket(endpoint, wanted),
      async stop() {
        await stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
    try {
      await server.createBucket(bucket);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * The shell becomes the server; a watcher in its background waits for the end of a pipe that only this process
 * holds open, so that server and data go even when this process is killed.
 */
const SCRIPT =
  '(cat <&3 >/dev/null; kill -9 $$ 2>/dev/null; rm -rf "$FOLDER") & exec 3<&-; exec "$@"';

const STARTS = 3;
const START_MS = 20_000;

async function launch(name: S3ServerName, folder: string) {
  for (let start = 1; ; start += 1) {
    const port = await freePort();
    const { args, env } = PROGRAMS[name]({ folder, address: `127.0.0.1:${port}` });
    const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', join(BIN, name), ...args], {
      // Nothing of this environment: no proxy, no AWS_* variable.
      env: { PATH: process.env['PATH'], HOME: folder, FOLDER: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output = `${output}${chunk}`.slice(-4000);
      });
    }
    const ended = once(child, 'exit');
    const stop = async () => {
      child.stdio[3]?.destroy();
      await ended;
    };
    // The shell has become the server: its id is the server's.
    if (await answers(port, ended)) return { port, pid: child.pid ?? 0, stop };
    await stop();
    // Another program may have taken the port in between.
    if (start === STARTS) throw new Error(`${name} does not start:\n${output}`);
  }
}

async function answers(port: number, ended: Promise<unknown>): Promise<boolean> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  for (const until = Date.now() + START_MS; !over && Date.now() < until; ) {
    const status = await new Promise<number>((resolve) => {
      const request = http.get({ host: '127.0.0.1', port, path: '/', agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', () => resolve(0));
    });
    // 403: it is up, and this request is not signed. MinIO says 503 until it is ready.
    if (status === 403) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function createBucket(endpoint: string, bucket: string): Promise<void> {
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY },
  });
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  } finally {
    client.destroy();
  }
}
