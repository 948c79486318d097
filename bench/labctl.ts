/** The bundle as a user runs it: its command line, its environment, and the manifest it reads. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { S3Server } from '../__tests__/support/servers/s3-servers.ts';
import type { Bench } from './bench.ts';
import { BUCKET } from './bench-store.ts';
import type { Command } from './run-measured.ts';
import { tempFolder } from './temp-folder.ts';

export const BUNDLE = join(import.meta.dirname, '..', 'dist', 'index.js');
export const MANIFEST_NAME = 'bench';

export type BenchImage = {
  readonly name: string;
  readonly url: string;
  readonly checksum: string;
  readonly destination: string;
  readonly decompress?: string;
  /** Of the decoded image. */
  readonly expected?: string;
};

/** The command that runs the bundle with these arguments. */
export function labctlCommand(
  bench: Bench,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Command {
  return {
    program: process.execPath,
    args: [BUNDLE, ...args],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: bench.folder,
      NODE_EXTRA_CA_CERTS: bench.origin.caFile,
      ...env,
    },
    folder: bench.folder,
    tempFolder: tempFolder(bench),
    signal: bench.signal,
  };
}

/** `labctl images sync` of a manifest into the bucket at this endpoint. */
export function syncCommand(
  bench: Bench,
  to: { readonly server: S3Server; readonly endpoint?: string | undefined },
  more: { readonly manifest: string; readonly args?: readonly string[] },
): Command {
  const args = ['images', 'sync', '--json', '--manifest', more.manifest];
  return labctlCommand(bench, [...args, '--temp-dir', tempFolder(bench), ...(more.args ?? [])], {
    E2_ENDPOINT: to.endpoint ?? to.server.endpoint,
    E2_BUCKET: BUCKET,
    E2_ACCESS_KEY: to.server.accessKey,
    E2_SECRET_KEY: to.server.secretKey,
  });
}

/** Writes the manifest as people write it, in block style; answers its path. */
export function writeManifest(bench: Bench, images: readonly BenchImage[]): string {
  const path = join(bench.folder, 'images.yaml');
  writeFileSync(path, `${HEAD}${images.map(entryOf).join('')}`);
  return path;
}

const HEAD = `apiVersion: images.lab.gilman.io/v1alpha1
kind: ImageManifest
metadata:
  name: ${MANIFEST_NAME}
spec:
  images:
`;

function entryOf({ name, url, checksum, destination, decompress, expected }: BenchImage): string {
  const lines = [
    `    - name: ${name}`,
    '      source:',
    `        url: ${url}`,
    `        checksum: sha256:${checksum}`,
    ...(decompress === undefined ? [] : [`        decompress: ${decompress}`]),
    `      destination: ${destination}`,
    ...(expected === undefined
      ? []
      : ['      validation:', '        algorithm: sha256', `        expected: sha256:${expected}`]),
  ];
  return `${lines.join('\n')}\n`;
}
