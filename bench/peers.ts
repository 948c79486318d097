/** The pipelines that a user could write instead of labctl, in good settings, each verifying what labctl verifies. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { S3Server } from '../__tests__/support/servers/s3-servers.ts';
import type { Bench } from './bench.ts';
import { BUCKET } from './bench-store.ts';
import type { Compression } from './image-cache.ts';
import { findProgram } from './peer-tools.ts';
import type { Command } from './run-measured.ts';
import { tempFolder } from './temp-folder.ts';

export type PeerJob = {
  readonly url: string;
  readonly packedSha256: string;
  readonly decode?: { readonly compression: Compression; readonly sha256: string };
  readonly server: S3Server;
  readonly endpoint: string;
  readonly key: string;
};

export type Peer = {
  readonly name: string;
  readonly needs: readonly string[];
  /** Settings beyond endpoint and credentials, as RESULTS.md shows them. */
  readonly upload: (job: PeerJob) => string;
  readonly hasher: 'openssl dgst -sha256 -r' | 'sha256sum';
};

export const DECODERS: Readonly<Record<Compression, string>> = {
  xz: 'xz -dc -T0',
  zstd: 'zstd -dc',
  gzip: 'gzip -dc',
};

const RCLONE = ({ key }: Pick<PeerJob, 'key'>) =>
  `rclone rcat --s3-chunk-size 16M --s3-upload-concurrency 6 --s3-no-check-bucket --s3-no-head --s3-disable-checksum --s3-use-unsigned-payload true --ignore-checksum store:${BUCKET}/${key}`;
const FAST = 'openssl dgst -sha256 -r';

/** The first three have the faster of two programs for the checksum; the last is what is written most often. */
export const PEERS: readonly Peer[] = [
  { name: 'rclone', needs: ['rclone', 'openssl'], upload: RCLONE, hasher: FAST },
  {
    name: 'aws',
    needs: ['aws', 'openssl'],
    upload: ({ key, endpoint }) =>
      `aws s3 cp --quiet --endpoint-url ${endpoint} - s3://${BUCKET}/${key}`,
    hasher: FAST,
  },
  {
    name: 's5cmd',
    needs: ['s5cmd', 'openssl'],
    upload: ({ key, endpoint }) =>
      `s5cmd --log error --endpoint-url ${endpoint} pipe -c 6 -p 16 s3://${BUCKET}/${key}`,
    hasher: FAST,
  },
  {
    name: 'rclone, sha256sum',
    needs: ['rclone', 'sha256sum'],
    upload: RCLONE,
    hasher: 'sha256sum',
  },
];

/** What the aws command line is told in its file; the checksums it would add are left out. */
export const AWS_CONFIG = `[default]
request_checksum_calculation = when_required
s3 =
  addressing_style = path
  multipart_threshold = 16MB
  multipart_chunksize = 16MB
  max_concurrent_requests = 6
  payload_signing_enabled = false
`;

/** The pipeline of a peer as one command, failing where any of its parts fails or a checksum differs. */
export function peerCommand(bench: Bench, peer: Peer, job: PeerJob): Command {
  return bashCommand(bench, pipelineOf(peer, job), { ...environmentOf(bench, job) });
}

/** `xz -dc -T0 FILE` and the like, into nothing: what no pipeline can be faster than. */
export function decoderCommand(bench: Bench, compression: Compression, path: string): Command {
  return bashCommand(bench, `exec ${DECODERS[compression]} '${path}' >/dev/null`, {});
}

function bashCommand(bench: Bench, script: string, env: Record<string, string>): Command {
  return {
    program: 'bash',
    args: ['-c', `set -euo pipefail\n${script}`],
    env: { PATH: pathWithPeers(), HOME: bench.folder, TMPDIR: tempFolder(bench), ...env },
    folder: bench.folder,
    tempFolder: tempFolder(bench),
    signal: bench.signal,
  };
}

/** `tee >(…)` by named pipes: bash does not wait for the end of a process substitution. */
function pipelineOf({ hasher, upload }: Peer, job: PeerJob): string {
  const { url, packedSha256, decode } = job;
  const sums = [{ name: 'packed', wanted: packedSha256 }];
  const stages = [`curl -fsS --cacert "$CA" '${url}'`, 'tee "$TMPDIR/packed"'];
  if (decode !== undefined) {
    sums.push({ name: 'decoded', wanted: decode.sha256 });
    stages.push(DECODERS[decode.compression], 'tee "$TMPDIR/decoded"');
  }
  return [
    ...sums.map(({ name }) => `mkfifo "$TMPDIR/${name}"`),
    ...sums.map(({ name }) => `${hasher} <"$TMPDIR/${name}" >"$TMPDIR/${name}.sum" &`),
    [...stages, upload(job)].join(' | '),
    'wait',
    ...sums.map(({ name, wanted }) => `[[ "$(<"$TMPDIR/${name}.sum")" == ${wanted}* ]]`),
  ].join('\n');
}

function environmentOf(bench: Bench, { server, endpoint }: PeerJob): Record<string, string> {
  const awsConfig = join(bench.folder, 'aws.config');
  writeFileSync(awsConfig, AWS_CONFIG);
  return {
    CA: bench.origin.caFile,
    AWS_ACCESS_KEY_ID: server.accessKey,
    AWS_SECRET_ACCESS_KEY: server.secretKey,
    AWS_REGION: server.region,
    AWS_DEFAULT_REGION: server.region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: awsConfig,
    RCLONE_CONFIG: '/dev/null',
    RCLONE_CONFIG_STORE_TYPE: 's3',
    RCLONE_CONFIG_STORE_PROVIDER: 'Other',
    RCLONE_CONFIG_STORE_ENV_AUTH: 'true',
    RCLONE_CONFIG_STORE_REGION: server.region,
    RCLONE_CONFIG_STORE_ENDPOINT: endpoint,
  };
}

function pathWithPeers(): string {
  const folders = ['rclone', 's5cmd', 'aws'].flatMap((name) => {
    const path = findProgram(name);
    return path === undefined ? [] : [join(path, '..')];
  });
  return [...new Set(folders), process.env['PATH'] ?? ''].join(':');
}
